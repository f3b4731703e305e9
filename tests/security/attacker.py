"""An attacker's side of HTTP: bytes as they are, over a socket that nobody tidies up."""
import socket
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

from server_process import Stage, BIN, temporary_folder


@contextmanager
def configured_server(toml, **serve_options):
    """A demonstration's server with this server.toml."""
    with temporary_folder() as folder, Stage(BIN, folder) as stage:
        stage.init()
        (stage.server_data / "server.toml").write_text(toml)
        stage.serve(**serve_options)
        yield stage


class Raw:
    def __init__(self, base_url, timeout=15):
        address = urlsplit(base_url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=timeout)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data if isinstance(data, bytes) else data.encode("latin-1"))
        return self

    def all(self):
        """Everything until the server closes; None where it leaves the connection open until the timeout."""
        received = b""
        try:
            while chunk := self.socket.recv(65536):
                received += chunk
        except socket.timeout:
            return None
        except ConnectionError:
            pass
        return received

    def answer(self):
        """One answer: its status, its header fields and its body."""
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = self.socket.recv(65536)
            if not chunk:
                return None, {}, received
            received += chunk
        head, body = received.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        fields = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        while len(body) < int(fields.get("content-length", 0)):
            body += self.socket.recv(65536)
        return int(lines[0].split()[1]), fields, body

    def closed_within(self, seconds):
        """How long until the server closed, or None."""
        began = time.monotonic()
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
        except socket.timeout:
            return None
        except ConnectionError:
            pass
        return time.monotonic() - began


def exchange(base_url, data):
    """Sends `data`, closes its side, and returns the statuses of the answers and whether the server closed."""
    with Raw(base_url, timeout=5) as raw:
        raw.send(data)
        received = raw.all()
        closed = received is not None
    statuses = [int(part[:3]) for part in (received or b"").split(b"HTTP/1.1 ")[1:]]
    return statuses, closed
