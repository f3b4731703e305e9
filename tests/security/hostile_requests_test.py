#!/usr/bin/env python3
"""Requests that no browser would send: too big, out of the folder, from another site, WebSocket frames of a liar."""
import base64
import json
import os
import struct
import time
import unittest

from attacker import Raw, configured_server, exchange, memory_kib
from server_process import SITE, issue
from web_client import Browser, Live

HALL = f"/api/v1/sites/{SITE}"
CHUNKED = "POST /api/v1/ratings HTTP/1.1\r\nHost: hall\r\nTransfer-Encoding: chunked\r\n"


def setUpModule():
    global STAGE, _stage
    _stage = configured_server("")
    STAGE = _stage.__enter__()


def tearDownModule():
    _stage.__exit__(None, None, None)


def url():
    return STAGE.addresses["http"]


def user(role):
    return next(user for user in STAGE.setup["users"] if user["role"] == role and user["site"] in (SITE, ""))


class OversizeTest(unittest.TestCase):
    def refused(self, status, data):
        statuses, closed = exchange(url(), data)
        self.assertEqual((statuses, closed), ([status], True))

    def test_everything_that_is_too_big_is_refused(self):
        self.refused(413, "POST /api/v1/ratings HTTP/1.1\r\nHost: hall\r\nContent-Length: 65537\r\n\r\n" + "x" * 65537)
        self.refused(413, "POST /api/v1/ratings HTTP/1.1\r\nHost: hall\r\nContent-Length: 999999999999\r\n\r\n")
        self.refused(413, CHUNKED + "\r\n" + ("4000\r\n" + "x" * 0x4000 + "\r\n") * 5 + "0\r\n\r\n")
        self.refused(431, "GET /" + "x" * 20_000 + " HTTP/1.1\r\nHost: hall\r\n\r\n")
        self.refused(431, "GET /api/v1/sites?" + "x" * 20_000 + " HTTP/1.1\r\nHost: hall\r\n\r\n")
        self.refused(431, "GET / HTTP/1.1\r\nHost: hall\r\nCookie: " + "a=b; " * 4_000 + "\r\n\r\n")
        self.refused(431, "x" * 20_000 + " / HTTP/1.1\r\nHost: hall\r\n\r\n")
        self.refused(431, "GET / HTTP/1.1\r\nHost: hall\r\nX: " + "x" * 20_000 + "\r\n\r\n")
        self.refused(431, "GET / HTTP/1.1\r\nHost: hall\r\n" + "X: y\r\n" * 64 + "\r\n")
        self.refused(431, "GET / HTTP/1.1\r\nHost: hall\r\n" + "x" * 40_000)

    def test_a_megabyte_of_chunk_extensions_or_trailers_is_not_kept(self):
        for data in (CHUNKED + "\r\n1;" + "x" * 1_000_000, CHUNKED + "\r\n0\r\nX: " + "x" * 1_000_000):
            statuses, closed = exchange(url(), data)
            self.assertTrue(closed)
            self.assertIn(statuses, ([400], [413], [431], []))

    def test_deep_and_long_json_is_refused(self):
        browser = Browser(url())
        for body in (b"[" * 60_000, b'{"token":' * 5_000, b'{"token":"' + b"x" * 60_000 + b'"}', b'{"score":' + b"9" * 60_000 + b"}",
                     b'{"a":' + b'[0,' * 1000 + b"0" + b"]" * 1000 + b"}", b"\xff\xfe", b'{"token":"\\ud800"}'):
            self.assertIn(browser.send("POST", "/api/v1/ratings", body).status, (400, 404, 422))
        browser.connection.close()


class PathsTest(unittest.TestCase):
    def test_no_path_leaves_the_web_folder_or_names_another_route(self):
        for path in ("/../saduak.db", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../server.toml", "/assets/..%5c..%5cserver.toml",
                     "//etc/passwd", "/assets//etc/passwd", "/./server.toml", "/%00", "/assets/%00.js", "/%252e%252e/etc/passwd", "/..;/server.toml",
                     "/assets/%c0%ae%c0%ae/server.toml", "/\\..\\server.toml", "/api/v1/../../healthz", "/api/v1/sites/hall/../hall/services",
                     "/api/v1/sites/..%2fhall/services", "/api/v1/sites/hall%2fservices", "/api/v1/sites/hall%00/services", "/api/v1/sites/%ff/services",
                     "/API/v1/sites", "/api/v1/sites/", "/api//v1/sites", "/healthz/", "/healthz%2f", "/healthz%20"):
            with self.subTest(path):
                statuses, _ = exchange(url(), f"GET {path} HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n")
                self.assertEqual(statuses, [404])


class OtherSitesPagesTest(unittest.TestCase):
    """What a page of another site could make a signed-in browser send."""

    def setUp(self):
        self.browser = Browser(url())
        self.addCleanup(self.browser.connection.close)
        agent = user("agent")
        self.assertEqual(self.browser.sign_in(agent["name"], agent["password"]).status, 200)

    def forge(self, content_type, body=b"{}", **headers):
        return self.browser.send("POST", HALL + "/tickets", body,
                                 {"Content-Type": content_type, "Idempotency-Key": os.urandom(8).hex(), **headers}).status

    def test_a_form_has_no_token_and_does_nothing(self):
        for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", ""):
            with self.subTest(content_type):
                self.assertEqual(self.forge(content_type, b'{"service":"id-card"}'), 403)
                self.assertEqual(self.forge(content_type, b'{"service":"id-card"}', Origin="https://evil.example"), 403)

    def test_the_right_token_from_another_origin_does_nothing(self):
        self.assertEqual(self.forge("application/json", b'{"service":"id-card"}', Origin="https://evil.example", **{"X-CSRF-Token": self.browser.csrf}), 403)
        self.assertEqual(self.forge("application/json", b'{"service":"id-card"}', Origin="null", **{"X-CSRF-Token": self.browser.csrf}), 403)
        for almost in (self.browser.csrf[:-1], self.browser.csrf + "0", self.browser.csrf.upper() + "x", "", "null"):
            self.assertEqual(self.forge("application/json", b'{"service":"id-card"}', **{"X-CSRF-Token": almost}), 403)

    def test_another_sites_page_cannot_sign_anybody_in_or_watch(self):
        agent = user("agent")
        reply = Browser(url()).send("POST", "/api/v1/session", {"name": agent["name"], "password": agent["password"]}, {"Origin": "https://evil.example"})
        self.assertEqual(reply.status, 403)
        with Raw(url()) as raw:
            raw.send(f"GET /api/v1/live?site={SITE}&view=agent HTTP/1.1\r\nHost: hall\r\nOrigin: https://evil.example\r\nCookie: {self.browser.cookie}\r\n"
                     "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
            self.assertEqual(raw.answer()[0], 403)

    def test_the_session_cookie_is_out_of_scripts_and_other_sites_reach(self):
        agent = user("agent")
        reply = Browser(url()).send("POST", "/api/v1/session", {"name": agent["name"], "password": agent["password"]})
        self.assertIn("HttpOnly", reply.headers["Set-Cookie"])
        self.assertIn("SameSite=Strict", reply.headers["Set-Cookie"])
        self.assertNotIn("Access-Control-Allow-Origin", reply.headers)


def masked(payload, mask=b"\1\2\3\4"):
    return mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


class WebSocketTest(unittest.TestCase):
    FRAMES = {
        "not masked": b"\x81\x02hi",
        "reserved bits": b"\xf1\x80" + masked(b""),
        "an unknown opcode": b"\x83\x80" + masked(b""),
        "a fragmented ping": b"\x09\x80" + masked(b""),
        "a ping that is too long": b"\x89\xfe" + struct.pack(">H", 126) + masked(b"x" * 126),
        "four exabytes": b"\x82\xff" + struct.pack(">Q", 1 << 62) + masked(b""),
        "a fragmented close": b"\x08\x82" + masked(b"\x03\xe8"),
        "a length beyond the limit": b"\x82\xff" + struct.pack(">Q", 70_000) + masked(b"x" * 70_000),
        "a continuation of nothing": b"\x80\x80" + masked(b""),
    }

    def watch(self, receive_buffer=None):
        raw = Raw(url(), timeout=5, receive_buffer=receive_buffer)
        raw.send(f"GET /api/v1/live?site={SITE}&view=display HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n\r\n")
        head = b""
        while b"\r\n\r\n" not in head:
            head += raw.socket.recv(1)
        self.assertIn(b" 101 ", head)
        return raw

    def test_a_liars_frames_end_its_own_connection(self):
        for name, frame in self.FRAMES.items():
            with self.subTest(name), self.watch() as raw:
                try:
                    raw.send(frame)
                except ConnectionError:
                    continue  # it was closed before all of it was sent
                self.assertIsNotNone(raw.closed_within(3))
        self.assertEqual(Browser(url()).get("/healthz").status, 200)

    def test_what_a_watcher_says_is_never_read_nor_repeated(self):
        with self.watch() as raw:
            for opcode, payload in ((0x81, b"\xff\xfe not utf-8"), (0x82, b"\0" * 4000), (0x8A, b"nobody asked"), (0x81, b'{"type":"state"}')):
                size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b"\xfe" + struct.pack(">H", len(payload))
                raw.send(bytes([opcode]) + size + masked(payload))
            raw.send(b"\x89\x85" + masked(b"still"))
            received = b""
            while b"\x8a\x05still" not in received:
                received += raw.socket.recv(65536)
            self.assertNotIn(b"nobody asked", received)
            self.assertNotIn(b"not utf-8", received)

    def test_a_ping_between_the_pieces_of_a_message_is_answered(self):
        with self.watch() as raw:
            raw.send(b"\x01\x81" + masked(b"a") + b"\x89\x84" + masked(b"ping") + b"\x80\x81" + masked(b"b"))
            received = b""
            while b"\x8a\x04ping" not in received:
                received += raw.socket.recv(65536)

    def test_a_watcher_that_never_reads_costs_little_and_the_others_hear_on(self):
        raw = self.watch(receive_buffer=2048)
        other = Live(url(), f"site={SITE}&view=display")
        other.next()
        before, began = memory_kib(STAGE.server), time.monotonic()
        while time.monotonic() - began < 5:
            issue(STAGE)
        self.assertLess(memory_kib(STAGE.server) - before, 32 * 1024)
        other.until(lambda state: state["read_only"] is not None if "read_only" in state else True)
        other.close()
        raw.socket.close()

    def figure(self, name):
        return int(next(line for line in STAGE.request("GET", "/metrics").text.splitlines() if line.startswith(name + " ")).split()[1])

    def test_a_flood_of_pings_is_answered_or_ended_but_nothing_piles_up(self):
        with self.watch() as raw:
            raw.socket.settimeout(1)
            try:
                for _ in range(2000):
                    raw.send((b"\x89\x84" + masked(b"ping")) * 50)  # never reading a pong
            except OSError:
                pass
        size_kb = int(next(line for line in open(f"/proc/{STAGE.server.pid}/status") if line.startswith("VmRSS")).split()[1])
        self.assertLess(size_kb, 300_000)
        self.assertEqual(Browser(url()).get("/healthz").status, 200)

    def test_a_bad_handshake_is_refused(self):
        for fields in ("Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x\r\n",
                       "Sec-WebSocket-Version: 13\r\n"):
            with Raw(url()) as raw:
                raw.send(f"GET /api/v1/live?site={SITE}&view=display HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{fields}\r\n")
                status, _, body = raw.answer()
                self.assertEqual((status, json.loads(body)["code"]), (400, "bad_request"))


if __name__ == "__main__":
    unittest.main()
