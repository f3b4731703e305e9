#!/usr/bin/env python3
"""Many connections that say nothing, and live views that never answer a ping: the others are served meanwhile, the server's memory is told, and
each silent one is given up. Prints JSON; exit code 1 where something did not hold, 77 where this machine does not let it open so many."""
import argparse
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent
os.environ.setdefault("SADUAK_SOURCE_DIR", str(SOURCE))
sys.path[:0] = [str(SOURCE / "tests" / "support"), str(SOURCE / "tests" / "integration")]

RESTS_S = 75   # HttpServer lets a connection without a request rest so long
DEAF_S = 50    # LiveHub gives up a watcher that does not answer
WATCHERS = 20
TICKETS = 50


def issue_ms(stage, count):
    times = []
    for _ in range(count):
        began = time.monotonic()
        reply = issue(stage)
        if reply.status != 201:
            raise RuntimeError(f"a ticket was not issued: {reply.status} {reply.text[:200]}")
        times.append((time.monotonic() - began) * 1000)
    return times


def figure(stage, name):
    return int(next(line for line in stage.request("GET", "/metrics").text.splitlines() if line.startswith(name + " ")).split()[1])


def watch(stage):
    raw = Raw(stage.addresses["http"])
    raw.send(f"GET /api/v1/live?site={SITE}&view=display HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
    return raw


def prove(count):
    with configured_server("") as stage:
        alone = issue_ms(stage, TICKETS)
        memory_before = memory_kib(stage.server)
        began = time.monotonic()
        silent = [Raw(stage.addresses["http"]) for _ in range(count)]
        opened_s = time.monotonic() - began
        watchers = [watch(stage) for _ in range(WATCHERS)]
        watched = time.monotonic()
        among = issue_ms(stage, TICKETS)
        held = figure(stage, "saduak_http_connections")
        memory = memory_kib(stage.server) - memory_before
        while figure(stage, "saduak_live_watchers") and time.monotonic() - watched < DEAF_S + 30:
            time.sleep(1)
        deaf_s, deaf_left = time.monotonic() - watched, figure(stage, "saduak_live_watchers")
        while figure(stage, "saduak_http_connections") > 1 and time.monotonic() - began < opened_s + RESTS_S + 30:
            time.sleep(1)
        left = figure(stage, "saduak_http_connections") - 1  # but for the one that asks
        for raw in silent + watchers:
            raw.socket.close()
    return {"proof": "connections", "connections": count, "held": held, "opened_s": round(opened_s, 1), "kib_per_connection": round(memory / count, 2),
            "ticket_p50_ms_alone": round(statistics.median(alone), 1), "ticket_p50_ms_among": round(statistics.median(among), 1),
            "ticket_max_ms_among": round(max(among), 1), "watchers_without_pong_left": deaf_left, "given_up_after_s": round(deaf_s), "idle_left": left}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", type=Path, required=True, help="folder of the programs")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--json", type=Path, help="file for the proof")
    given = parser.parse_args()
    os.environ["SADUAK_BIN"] = str(given.bin.resolve())
    needed = given.count + 1024
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if hard != resource.RLIM_INFINITY and hard < needed:
        print(f"SKIPPED: this machine lets a process open {hard} files; {given.count} connections need {needed}")
        return 77
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
    global Raw, SITE, configured_server, issue, memory_kib
    from attacker import Raw, configured_server, memory_kib
    from proof import commit
    from server_process import SITE, issue
    report = {**prove(given.count), "commit": commit(SOURCE)}
    print(json.dumps(report))
    if given.json:
        given.json.write_text(json.dumps(report) + "\n")
    held = report["held"] >= given.count and report["ticket_p50_ms_among"] <= 4 * report["ticket_p50_ms_alone"] + 50
    return 0 if held and report["watchers_without_pong_left"] == 0 and report["idle_left"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
