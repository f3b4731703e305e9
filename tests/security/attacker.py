"""An attacker's side of HTTP: bytes as they are, over a socket that nobody tidies up."""
import select
import socket
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from server_process import Stage, BIN, temporary_folder


@contextmanager
def configured_server(toml, programs=BIN, **serve_options):
    """A demonstration's server with this server.toml."""
    with temporary_folder() as folder, Stage(programs, folder) as stage:
        stage.init()
        (stage.server_data / "server.toml").write_text(toml)
        stage.serve(**serve_options)
        yield stage


class Raw:
    def __init__(self, base_url, timeout=15, receive_buffer=None):
        address = urlsplit(base_url)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if receive_buffer:  # before the handshake: it is the window that the server sees
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(timeout)
        self.socket.connect((address.hostname, address.port))

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


def read_answers(data):
    """The (status, head, body) that `data` consists of; the last may be cut."""
    answers = []
    while data:
        head, split, rest = data.partition(b"\r\n\r\n")
        if not split or not head.startswith(b"HTTP/1.1 "):
            answers.append((0, head, rest))  # no answer at all: never equal to what a test expects
            break
        status, size = int(head.split(b" ", 2)[1]), 0
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        answers.append((status, head, rest[:size]))
        data = rest[size:]
    return answers


class Heard:
    def __init__(self, data, closed):
        self.answers = read_answers(data)
        self.closed = closed

    @property
    def statuses(self):
        return [answer[0] for answer in self.answers]

    def __repr__(self):
        return f"{self.statuses}{' closed' if self.closed else ''} {[answer[2][:120] for answer in self.answers]}"


def say_together(stage, messages, seconds=8, piece=1 << 20):
    """Sends each message on a connection of its own, in pieces, all at once, and returns what each heard until all were closed or `seconds` are over."""
    sockets = [Raw(stage.addresses["http"]).socket for _ in messages]
    for at in range(0, max(map(len, messages)), piece):
        for one, message in zip(sockets, messages):
            try:
                one.sendall(message[at:at + piece])
            except ConnectionError:
                pass  # refused before the end
    for one in sockets:
        one.setblocking(False)
    heard, closed = {one: b"" for one in sockets}, set()
    deadline = time.monotonic() + seconds
    while len(closed) < len(sockets) and (left := deadline - time.monotonic()) > 0:
        ready, _, _ = select.select([one for one in sockets if one not in closed], [], [], left)
        for one in ready:
            try:
                part = one.recv(65536)
            except ConnectionError:
                part = b""
            heard[one] += part
            if not part:
                closed.add(one)
    for one in sockets:
        one.close()
    return [Heard(heard[one], one in closed) for one in sockets]


def memory_kib(process):
    """What the process has of its own, without files."""
    text = Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("RssAnon:")).split()[1])
