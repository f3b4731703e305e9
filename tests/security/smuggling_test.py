#!/usr/bin/env python3
"""Requests that two servers in a row could read in two ways (RFC 9112): each is refused and its connection closed, or read in the one way there is.
Behind each stands a second request, which must not be served where the first was doubtful."""
import json
import unittest

from attacker import say_together
from server_process import SITE, demo_server

STAGE = None
CANARY = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
GET = b"GET /healthz HTTP/1.1\r\n"
POST = b"POST /healthz HTTP/1.1\r\nHost: x\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
NOTHING = b"0\r\n\r\n"

REFUSED = {
    "length and chunked": POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n" + NOTHING,
    "chunked and length": POST + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + NOTHING,
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello ",
    "two lengths in a list": POST + b"Content-Length: 5, 6\r\n\r\nhello ",
    "a length below nothing": POST + b"Content-Length: -1\r\n\r\n",
    "a length with a sign": POST + b"Content-Length: +5\r\n\r\nhello",
    "a length in hex": POST + b"Content-Length: 0x5\r\n\r\nhello",
    "a length of two words": POST + b"Content-Length: 5 5\r\n\r\nhello",
    "a length with a point": POST + b"Content-Length: 5.0\r\n\r\nhello",
    "no length in the field": POST + b"Content-Length:\r\n\r\n",
    "a length beyond 64 bits": POST + b"Content-Length: 18446744073709551617\r\n\r\n1",
    "chunked on two lines": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n" + NOTHING,
    "chunked twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n" + NOTHING,
    "chunked on the first of two lines": POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + NOTHING,
    "chunked on the second of two lines": POST + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n" + NOTHING,
    "chunked not last": POST + b"Transfer-Encoding: chunked, identity\r\n\r\n" + NOTHING,
    "another coding first": POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n" + NOTHING,
    "another coding": POST + b"Transfer-Encoding: gzip\r\n\r\n",
    "no coding": POST + b"Transfer-Encoding:\r\n\r\n",
    "identity": POST + b"Transfer-Encoding: identity\r\n\r\n",
    "xchunked": POST + b"Transfer-Encoding: xchunked\r\n\r\n" + NOTHING,
    "chunked in quotes": POST + b'Transfer-Encoding: "chunked"\r\n\r\n' + NOTHING,
    "chunked with a parameter": POST + b"Transfer-Encoding: chunked;a=b\r\n\r\n" + NOTHING,
    "chunked behind a vertical tab": POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n" + NOTHING,
    "chunked in another script": POST + "Transfer-Encoding: ｃhunked\r\n\r\n".encode() + NOTHING,
    "a space before the colon": POST + b"Transfer-Encoding : chunked\r\n\r\n" + NOTHING,
    "a tab before the colon": POST + b"Content-Length\t: 5\r\n\r\nhello",
    "a space before the first field": GET + b" Host: x\r\n\r\n",
    "a field without a colon": GET + b"Host: x\r\nnothing\r\n\r\n",
    "a field without a name": GET + b"Host: x\r\n: nothing\r\n\r\n",
    "a folded value": GET + b"Host: x\r\nX-A: a\r\n b\r\n\r\n",
    "a folded coding": POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + NOTHING,
    "chunked in HTTP/1.0": b"POST /healthz HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n" + NOTHING,
    "lines that end with LF": b"GET /healthz HTTP/1.1\nHost: x\n\n",
    "one line that ends with LF": GET + b"Host: x\nContent-Length: 5\r\n\r\nhello",
    "one line that ends with CR": GET + b"Host: x\rContent-Length: 5\r\n\r\nhello",
    "an end of LF alone": GET + b"Host: x\r\n\n",
    "CR in a value": GET + b"Host: x\r\nX-A: a\rb\r\n\r\n",
    "NUL in a value": GET + b"Host: x\r\nX-A: a\0b\r\n\r\n",
    "NUL in a name": POST + b"Transfer-Encoding\0: chunked\r\n\r\n" + NOTHING,
    "NUL in the target": b"GET /health\0z HTTP/1.1\r\nHost: x\r\n\r\n",
    "a chunk size with a sign": CHUNKED + b"+3\r\nabc\r\n" + NOTHING,
    "a chunk size below nothing": CHUNKED + b"-3\r\nabc\r\n" + NOTHING,
    "a chunk size with 0x": CHUNKED + b"0x3\r\nabc\r\n" + NOTHING,
    "a chunk size behind a space": CHUNKED + b" 3\r\nabc\r\n" + NOTHING,
    "a chunk size before a space": CHUNKED + b"3 \r\nabc\r\n" + NOTHING,
    "a chunk size that is none": CHUNKED + b"\r\n" + NOTHING,
    "a chunk size beyond 64 bits": CHUNKED + b"10000000000000003\r\nabc\r\n" + NOTHING,
    "a chunk size of 64 bits": CHUNKED + b"ffffffffffffffff\r\nabc\r\n" + NOTHING,
    "a chunk longer than its size": CHUNKED + b"2\r\nabc\r\n" + NOTHING,
    "a chunk shorter than its size": CHUNKED + b"4\r\nabc\r\n" + NOTHING,
    "a chunk size that ends with LF": CHUNKED + b"3\nabc\r\n" + NOTHING,
    "a chunk that ends with LF": CHUNKED + b"3\r\nabc\n" + NOTHING,
    "an extension with LF": CHUNKED + b"3;a\nb\r\nabc\r\n" + NOTHING,
    "an extension without a name": CHUNKED + b"3;\r\nabc\r\n" + NOTHING,
    "a length in the trailer": CHUNKED + b"0\r\nContent-Length: 5\r\n\r\nhello",
    "chunked in the trailer": CHUNKED + b"0\r\nTransfer-Encoding: chunked\r\n\r\n",
    "the address of a proxy": b"GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "the address of another server": b"GET http://elsewhere/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tunnel": b"CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n",
    "an asterisk": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": GET + b"\r\n",
    "two hosts": GET + b"Host: x\r\nHost: y\r\n\r\n",
    "a host twice": GET + b"Host: x\r\nHost: x\r\n\r\n",
    "a list of hosts": GET + b"Host: x, y\r\n\r\n",
    "a host with a user": GET + b"Host: x@y\r\n\r\n",
    "a host with a path": GET + b"Host: x/y\r\n\r\n",
    "two spaces in the request line": b"GET  /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a tab in the request line": b"GET\t/healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space in the target": b"GET /healthz /x HTTP/1.1\r\nHost: x\r\n\r\n",
    "a space behind the version": b"GET /healthz HTTP/1.1 \r\nHost: x\r\n\r\n",
    "no version": b"GET /healthz\r\nHost: x\r\n\r\n",
    "HTTP/0.9": b"GET /healthz\r\n",
    "a version of lower case": b"GET /healthz http/1.1\r\nHost: x\r\n\r\n",
    "a version to come": b"GET /healthz HTTP/3.1\r\nHost: x\r\n\r\n",
    "a version of many digits": b"GET /healthz HTTP/1.11\r\nHost: x\r\n\r\n",
    "the preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "the hello of TLS": b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03\r\n\r\n",
    "an empty line first": b"\r\n" + GET + b"Host: x\r\n\r\n",
}

# What RFC 9112 lets pass, with the statuses of both answers.
READ = {
    "one length said twice": (POST + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", [405, 200]),
    "one length in a list": (POST + b"Content-Length: 5, 5\r\n\r\nhello", [405, 200]),
    "Chunked in capitals": (POST + b"Transfer-Encoding: CHUNKED\r\n\r\n5\r\nhello\r\n" + NOTHING, [405, 200]),
    "extensions of chunks": (CHUNKED + b'3;a=b;c="d;\\"e"\r\nabc\r\n0;f\r\n\r\n', [405, 200]),
    "chunk sizes with zeros before": (CHUNKED + b"0003\r\nabc\r\n0000\r\n\r\n", [405, 200]),
    "a trailer": (CHUNKED + b"0\r\nX-A: b\r\n\r\n", [405, 200]),
    "a body behind GET that looks like a request": (GET + b"Host: x\r\nContent-Length: %d\r\n\r\n" % len(CANARY) + CANARY, [200, 200]),
    "a field that is only like the coding": (POST + b"Transfer_Encoding: chunked\r\n\r\n" + NOTHING, [405, 400]),
    "an upgrade to HTTP/2": (GET + b"Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n", [200, 200]),
    "a method of lower case": (b"get /healthz HTTP/1.1\r\nHost: x\r\n\r\n", [405, 200]),
    "HTTP/1.0 that stays": (b"GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", [200, 200]),
    "HTTP/1.0": (b"GET /healthz HTTP/1.0\r\n\r\n", [200]),
    "who closes": (GET + b"Host: x\r\nConnection: close\r\n\r\n", [200]),
}


def setUpModule():
    global STAGE, _stage
    _stage = demo_server()
    STAGE = _stage.__enter__()


def tearDownModule():
    _stage.__exit__(None, None, None)


class SmugglingTest(unittest.TestCase):
    def test_what_is_doubtful_is_refused_and_nothing_behind_it_is_served(self):
        for name, heard in zip(REFUSED, say_together(STAGE, [message + CANARY for message in REFUSED.values()])):
            with self.subTest(name):
                self.assertEqual(len(heard.statuses), 1, heard)
                self.assertIn(heard.statuses[0], (400, 413, 431), heard)
                self.assertIn(b"connection: close", heard.answers[0][1].lower())
                self.assertTrue(heard.closed, heard)

    def test_what_is_allowed_is_read_in_the_one_way_there_is(self):
        for name, heard in zip(READ, say_together(STAGE, [message + CANARY for message, _ in READ.values()], seconds=3)):
            with self.subTest(name):
                self.assertEqual(heard.statuses, READ[name][1], heard)

    def test_the_same_in_single_bytes(self):
        """Where a packet ends must not matter."""
        names = ("length and chunked", "xchunked", "two hosts", "a chunk longer than its size", "one line that ends with CR", "no host")
        for name, heard in zip(names, say_together(STAGE, [REFUSED[name] + CANARY for name in names], piece=1)):
            with self.subTest(name):
                self.assertEqual((heard.statuses, heard.closed), ([400], True), heard)

    def test_a_trailer_neither_signs_in_nor_names_a_key(self):
        token = STAGE.setup["tokens"]["agent"].encode()
        body = json.dumps({"service": "id-card"}).encode()
        path = f"POST /api/v1/sites/{SITE}/tickets HTTP/1.1\r\nHost: x\r\n".encode()
        late = b"%x\r\n%s\r\n0\r\nAuthorization: Bearer %s\r\nIdempotency-Key: trailer\r\n\r\n" % (len(body), body, token)
        signed = path + b"Authorization: Bearer " + token + b"\r\nTransfer-Encoding: chunked\r\n\r\n" + late
        unsigned, no_key = say_together(STAGE, [path + b"Transfer-Encoding: chunked\r\n\r\n" + late, signed], seconds=2)
        self.assertEqual(unsigned.statuses, [401], unsigned)
        self.assertEqual((no_key.statuses, json.loads(no_key.answers[0][2])["code"]), ([400], "key_missing"), no_key)


if __name__ == "__main__":
    unittest.main()
