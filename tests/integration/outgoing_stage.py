"""What the tests of outgoing messages share: receivers on loopback, and a server that may send to them."""
import hashlib
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Received:
    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body
        self.at = time.time()

    def json(self):
        return json.loads(self.body)


class Receiver:
    """Takes POST requests, answers `status` (or what `answer` says for a request) and keeps them in order."""

    def __init__(self, status=204, answer=None):
        self.status, self.answer, self.received = status, answer, []
        self.changed = threading.Condition()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                one = Received(self.path, self.headers, body)
                status, text = receiver.answer(one) if receiver.answer else (receiver.status, "")
                with receiver.changed:
                    one.answered = status
                    receiver.received.append(one)
                    receiver.changed.notify_all()
                data = text.encode()
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", text)
                    data = b""
                if status != 204:
                    self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(data)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def until(self, wanted, seconds=30):
        """Waits until wanted(received) is true and returns what was received."""
        end = time.monotonic() + seconds
        with self.changed:
            while not wanted(self.received):
                if not self.changed.wait(max(0.0, end - time.monotonic())):
                    raise AssertionError(f"waited {seconds} s; there are {[one.body[:200] for one in self.received]}")
            return list(self.received)

    def accepted(self):
        with self.changed:
            return [one for one in self.received if one.answered < 300]


def signature_fits(one, secret):
    """The check that a receiver makes, by Python's own library."""
    fields = dict(part.split("=", 1) for part in one.headers["Saduak-Signature"].split(","))
    if abs(time.time() - int(fields["t"])) > 300:
        return False
    expected = hmac.new(secret.encode(), fields["t"].encode() + b"." + one.body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, fields["v1"])


def write_secret(folder, name, text):
    path = folder / name
    path.write_text(text)
    path.chmod(0o600)


def restart(stage):
    """Ends the server as systemd would, and starts it anew on the same data."""
    stage.server.terminate()
    stage.server.wait(30)
    stage.serve()
