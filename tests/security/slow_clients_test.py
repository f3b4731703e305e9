#!/usr/bin/env python3
"""Clients that are slow, silent or many: each is given up in time, and nobody else notices."""
import json
import statistics
import time
import unittest
from contextlib import contextmanager

from attacker import Raw, configured_server, memory_kib
from server_process import BIN, SITE, issue, temporary_folder

DRIPPERS = 150
IDLE = 500  # 10,000 in `./run prove connections`
FEW_FILES = 256


def setUpModule():
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
        before = memory_kib(STAGE.server)
        idle = [Raw(url()) for _ in range(IDLE)]
        self.assertLess(statistics.median(issue_ms(20)), alone * 4 + 50)
        figures = STAGE.request("GET", "/metrics").text
        self.assertIn(f"saduak_http_connections {IDLE + 1}\n", figures)
        grown = memory_kib(STAGE.server) - before
        print(f"{IDLE} silent connections: {grown / IDLE:.1f} KiB of the server's memory each")
        self.assertLess(grown, IDLE * 16)
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


class OpenFilesTest(unittest.TestCase):
    """A process may have so many files open: connections must not take the last of them from the log."""

    def test_the_server_takes_what_the_system_lets_it_have(self):
        with programs_with_few_files(hard=False) as programs, configured_server("", programs=programs) as stage:
            idle = [Raw(stage.addresses["http"]) for _ in range(FEW_FILES)]
            more = [Raw(stage.addresses["http"]) for _ in range(20)]
            with open(f"/proc/{stage.server.pid}/limits") as limits:
                self.assertGreater(int(next(line for line in limits if line.startswith("Max open files")).split()[3]), FEW_FILES)
            self.assertEqual(issue(stage).status, 201)
            for raw in idle + more:
                raw.socket.close()

    def test_where_that_is_little_connections_are_refused_and_the_log_is_kept(self):
        with programs_with_few_files(hard=True) as programs, configured_server("", programs=programs) as stage:
            self.assertIn("connections_limited", (stage.data / "server.log").read_text())
            kept = Raw(stage.addresses["http"])
            kept.send("GET /healthz HTTP/1.1\r\nHost: hall\r\n\r\n")
            self.assertEqual(kept.answer()[0], 200)
            storm = [Raw(stage.addresses["http"]) for _ in range(200)]
            time.sleep(0.5)
            # Who is in is served, durably: the log and its write-ahead file are open or can be opened.
            body = json.dumps({"service": "id-card"})
            kept.send(f"POST /api/v1/sites/{SITE}/tickets HTTP/1.1\r\nHost: hall\r\nAuthorization: Bearer {stage.setup['tokens']['agent']}\r\n"
                      f"Idempotency-Key: storm\r\nContent-Length: {len(body)}\r\n\r\n{body}")
            self.assertEqual(kept.answer()[0], 201)
            self.assertNotIn("http_accept_failed", (stage.data / "server.log").read_text())
            for raw in storm:
                raw.socket.close()
            time.sleep(0.5)
            self.assertEqual(issue(stage).status, 201)


@contextmanager
def programs_with_few_files(hard):
    """The server behind a shell that lets it open so few files, and no more where `hard`."""
    with temporary_folder() as folder:
        path = folder / "saduak-server"
        path.write_text(f'#!/bin/sh\nulimit {"-n" if hard else "-Sn"} {FEW_FILES}\nexec "{BIN / path.name}" "$@"\n')
        path.chmod(0o755)
        yield folder


if __name__ == "__main__":
    unittest.main()
