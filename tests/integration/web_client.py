"""A browser's side of HTTP and WebSocket, as plainly as the standard library allows: what a test sends is what is sent."""
import base64
import gzip
import http.client
import json
import os
import secrets
import socket
import struct
from urllib.parse import parse_qs, urlsplit

from exchanges import record


class Reply:
    def __init__(self, response, body):
        self.status = response.status
        self.headers = response.headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Browser:
    """One connection, kept alive; remembers its session as a browser would."""

    def __init__(self, base_url):
        self.address = urlsplit(base_url).netloc
        self.connection = http.client.HTTPConnection(self.address, timeout=15)
        self.cookie = None
        self.csrf = None

    def send(self, method, path, body=None, headers=None):
        sent = dict(headers or {})
        if self.cookie and "Cookie" not in sent:
            sent["Cookie"] = self.cookie
        data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        self.connection.request(method, path, body=data, headers=sent)
        response = self.connection.getresponse()
        reply = Reply(response, response.read())
        packed = reply.headers.get("Content-Encoding") == "gzip"
        record(method, path, data, reply.status, reply.headers.get("Content-Type"), gzip.decompress(reply.body) if packed else reply.body)
        return reply

    def get(self, path, **headers):
        return self.send("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, path, body=None, key=None, token=None, csrf=True):
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or secrets.token_hex(8)}
        if token:
            headers["Authorization"] = "Bearer " + token
        if csrf and self.csrf:
            headers["X-CSRF-Token"] = self.csrf
        return self.send("POST", path, {} if body is None else body, headers)

    def sign_in(self, name, password):
        reply = self.post("/api/v1/session", {"name": name, "password": password})
        if reply.status == 200:
            self.cookie = reply.headers["Set-Cookie"].split(";")[0]
            self.csrf = reply.json()["csrf"]
        return reply


class Live:
    """A watcher of /api/v1/live. Keeps the state up to date and refuses a delta that does not follow."""

    def __init__(self, base_url, query, cookie=None, token=None):
        host, port = urlsplit(base_url).netloc.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        lines = [f"GET /api/v1/live?{query} HTTP/1.1", f"Host: {host}:{port}", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode()]
        if cookie:
            lines.append("Cookie: " + cookie)
        if token:
            lines.append("Authorization: Bearer " + token)
        self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
        self.input = self.socket.makefile("rb")
        self.status = int(self.input.readline().split()[1])
        while self.input.readline() not in (b"\r\n", b""):
            pass
        self.state, self.seq = None, None
        self.view = parse_qs(query).get("view", [""])[0]

    def frame(self):
        first, second = self.input.read(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", self.input.read(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.input.read(8))[0]
        return first & 0x0F, self.input.read(size)

    def send_frame(self, opcode, payload=b""):
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))
        self.socket.sendall(bytes([0x80 | opcode, 0x80 | len(payload)]) + mask + masked)

    def next(self):
        """Takes one message and returns the state after it."""
        opcode = 9
        while opcode == 9:
            opcode, payload = self.frame()
        message = json.loads(payload)
        if message["type"] == "state":
            self.state, self.seq = message["state"], message["seq"]
        else:
            assert message["from"] == self.seq, f"a delta from {message['from']} at {self.seq}"
            self.state, self.seq = {**self.state, **message["set"]}, message["to"]
        record("LIVE", self.view, None, 200, "application/json", json.dumps(self.state).encode())
        return self.state

    def until(self, wanted):
        state = self.next() if self.state is None else self.state
        while not wanted(state):
            state = self.next()
        return state

    def close(self):
        self.input.close()
        self.socket.close()
