#!/usr/bin/env python3
"""kill -9 under load: what was acknowledged is there once, no number twice, and the log verifies.

Rounds on one data folder; each kills at a moment drawn from the seed. --rounds N and --json FILE make it the long proof.
"""
import argparse
import json
import random
import subprocess
import sys
import time

from server_process import SITE, check, demo_server, issue, read_log, verify

CLIENTS = 32


def load_until_killed(stage, file, wait_s):
    load = stage.start("load", "saduak-load", "tickets", "--url", stage.addresses["http"], "--token", stage.setup["tokens"]["agent"], "--site", SITE,
                       "--clients", CLIENTS, "--seconds", 60, "--acknowledged", file, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not (file.exists() and file.stat().st_size):
        time.sleep(0.01)
    check(file.exists() and file.stat().st_size, "no ticket was acknowledged within 20 s")
    time.sleep(wait_s)
    stage.server.kill()
    stage.server.wait()
    check(load.wait(30) != 0, "the load did not notice that the server was gone")
    return [line.split() for line in file.read_text().splitlines()]


def check_log(events, acknowledged):
    issued = {}
    numbers = set()
    for event in events:
        if event["type"] != "ticket.issued":
            continue
        place = (event["body"]["day"], event["body"]["number"])
        check(event["ticket"] not in issued, f"ticket {event['ticket']} was issued twice")
        check(place not in numbers, f"number {place} was given twice")
        issued[event["ticket"]] = place[1]
        numbers.add(place)
    lost = [ticket for ticket, number in acknowledged.items() if issued.get(ticket) != number]
    check(not lost, f"{len(lost)} acknowledged tickets are not in the log, first {lost[:3]}")
    return len(issued)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", help="file for the proof")
    given = parser.parse_args()
    draw = random.Random(given.seed)
    started = time.monotonic()
    acknowledged, in_log = {}, 0
    with demo_server() as stage:
        for number in range(1, given.rounds + 1):
            kept = issue(stage, key=f"kept-{number}")
            check(kept.status == 201, f"issuing: {kept.status} {kept.text[:200]}")
            lines = load_until_killed(stage, stage.data / f"acknowledged-{number}", draw.uniform(0.05, 1.5))
            acknowledged.update(lines)
            stage.serve()
            again = issue(stage, key=f"kept-{number}")
            check(again.status == kept.status and again.json()["id"] == kept.json()["id"], "a repeated request got another ticket after the crash")
            in_log = check_log(read_log(stage), acknowledged)
            print(f"round {number}: {len(lines)} acknowledged, {in_log} in the log", flush=True)
        stage.stop()
        verify(stage)
    report = {"proof": "crash", "rounds": given.rounds, "seed": given.seed, "clients": CLIENTS, "acknowledged": len(acknowledged), "in_log": in_log,
              "lost": 0, "duplicates": 0, "verify": True, "seconds": round(time.monotonic() - started, 1)}
    print(json.dumps(report))
    if given.json:
        with open(given.json, "w") as file:
            file.write(json.dumps(report) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
