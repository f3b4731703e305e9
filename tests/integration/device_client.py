"""A device's side of the link as plainly as the standard library allows, from docs/PROTOCOL.md."""
import json
import secrets
import socket
import struct

from server_process import check

OPENED = []  # closed after each test


def close_all():
    while OPENED:
        OPENED.pop().close()


class Link:
    """One connection. `stream` may be given again to come back as the same device's journal."""

    def __init__(self, stage, device, tls=None):
        host, port = stage.addresses["device"].rsplit(":", 1)
        self.socket = socket.create_connection(("127.0.0.1", int(port)), timeout=5)
        if tls:
            self.socket = tls.wrap_socket(self.socket)
        self.device = device
        self.states = []
        OPENED.append(self.socket)

    def send(self, message):
        self.send_raw(json.dumps(message).encode())

    def send_raw(self, body):
        self.socket.sendall(struct.pack(">I", len(body)) + body)

    def receive(self, *types):
        """The next message of these types; states and pings in between are set aside."""
        while True:
            message = json.loads(self.exactly(struct.unpack(">I", self.exactly(4))[0]))
            if message["type"] == "state":
                self.states.append(message)
            if message["type"] in types:
                return message
            check(message["type"] in ("state", "ping"), f"expected {types}, got {message}")

    def exactly(self, size):
        data = b""
        while len(data) < size:
            piece = self.socket.recv(size - len(data))
            if not piece:
                raise EOFError("the server closed the connection")
            data += piece
        return data

    def hello(self, stream, **changes):
        message = {"type": "hello", "protocol": 1, "device": self.device["id"], "key": self.device["key"], "stream": stream, "last_acked": 0,
                   "boot": secrets.token_hex(16), "version": "test"}
        message.update(changes)
        self.send(message)
        return self.receive("welcome", "refused", "error")

    def command(self, n, name, **fields):
        self.send({"type": "command", "n": n, "name": name, **fields})
        return self.receive("ack", "error", "retry")

    def closed(self):
        try:
            while True:
                self.receive("error", "refused")
        except (EOFError, ConnectionError):
            return True


def an_issue(service="id-card"):
    return {"ticket": secrets.token_hex(16), "service": service, "class": "general", "lang": "th", "token_sha256": secrets.token_hex(32), "paper": "pending"}
