#!/usr/bin/env python3
"""Clients that are slow, silent or many: each is given up in time, and nobody else notices."""
import os
import resource
import statistics
import time
import unittest

from attacker import Raw, configured_server
from server_process import issue

DRIPPERS = 150
IDLE = int(os.environ.get("SADUAK_IDLE_CONNECTIONS", "500"))  # 10,000 in `./run prove connections`


def setUpModule():
    # The server inherits it: each connection is a descriptor on both sides.
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * IDLE + 1024) if hard != resource.RLIM_INFINITY else 2 * IDLE + 1024, hard))
    global STAGE, _stage
    _stage = configured_server("")
    STAGE = _stage.__enter__()


def tearDownModule():
    _stage.__exit__(None, None, None)


def url():
    return STAGE.addresses["http"]


def issue_ms(count):
    """The times of that many tickets, each over a connection of its own."""
    times = []
    for _ in range(count):
        began = time.monotonic()
        reply = issue(STAGE)
        assert reply.status == 201, reply.text
        times.append((time.monotonic() - began) * 1000)
    return times


class SlowClientsTest(unittest.TestCase):
    def test_a_header_that_drips_is_given_up_and_hurts_nobody(self):
        alone = statistics.median(issue_ms(20))
        drippers = [Raw(url()).send("GET /healthz HTTP/1.1\r\nHost: hall\r\nX: ") for _ in range(DRIPPERS)]
        began = time.monotonic()
        among = []
        while time.monotonic() - began < 9:
            for raw in drippers:
                raw.send("x")
            among += issue_ms(2)
            time.sleep(0.5)
        self.assertLess(statistics.median(among), alone * 4 + 50, "tickets became slow while headers dripped in")
        # A byte every half second kept none of them alive beyond the ten seconds of a header.
        for raw in drippers:
            self.assertIsNotNone(raw.closed_within(max(14 - (time.monotonic() - began), 0.1)))
            raw.socket.close()

    def test_a_body_that_drips_is_given_up(self):
        with Raw(url()) as raw:
            raw.send("POST /api/v1/ratings HTTP/1.1\r\nHost: hall\r\nContent-Length: 1000\r\n\r\n")
            began = time.monotonic()
            closed = None
            while closed is None and time.monotonic() - began < 25:
                try:
                    raw.send("{")
                except ConnectionError:
                    break
                closed = raw.closed_within(0.5)
            self.assertLess(time.monotonic() - began, 23)

    def test_silent_connections_keep_nobody_out(self):
        alone = statistics.median(issue_ms(20))
        idle = [Raw(url()) for _ in range(IDLE)]
        self.assertLess(statistics.median(issue_ms(20)), alone * 4 + 50)
        figures = STAGE.request("GET", "/metrics").text
        self.assertIn(f"saduak_http_connections {IDLE + 1}\n", figures)
        for raw in idle:
            raw.socket.close()

    def test_many_requests_in_one_breath_are_answered_in_order_and_bounded(self):
        with Raw(url()) as raw:
            raw.send("".join(f"GET /api/v1/none/{i} HTTP/1.1\r\nHost: hall\r\n\r\n" for i in range(199)))
            raw.send("GET /healthz HTTP/1.1\r\nHost: hall\r\nConnection: close\r\n\r\n")
            statuses = [int(part[:3]) for part in raw.all().split(b"HTTP/1.1 ")[1:]]
            self.assertEqual(statuses, [404] * 199 + [200])

    def test_a_reader_that_stops_keeps_only_its_own_connection(self):
        stopped = []
        for _ in range(20):
            raw = Raw(url())
            raw.send(f"GET /api/v1/sites HTTP/1.1\r\nHost: hall\r\n\r\n" * 2000)  # answers that it never reads
            stopped.append(raw)
        self.assertLess(statistics.median(issue_ms(10)), 500)
        for raw in stopped:
            raw.socket.close()


if __name__ == "__main__":
    unittest.main()
