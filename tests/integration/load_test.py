#!/usr/bin/env python3
"""Many clients at once: every ticket has its own number, and two counters that press Next at once get two citizens."""
import json
import sys

from server_process import SITE, check, demo_server, verify


def load(stage, kind, *arguments):
    token = stage.setup["tokens"]["admin"]  # it reads the log back
    printed = stage.run("saduak-load", kind, "--url", stage.addresses["http"], "--token", token, "--site", SITE, "--json", *arguments)
    report = json.loads(printed)
    print(kind, printed.strip(), flush=True)
    return report


def main():
    with demo_server() as stage:
        tickets = load(stage, "tickets", "--clients", 32, "--seconds", 2)
        check(tickets["issued"] > 100, "hardly any tickets were issued")
        check(tickets["issued"] == tickets["distinct"], "numbers are not distinct")
        check([tickets[key] for key in ("duplicates", "lost", "gaps", "errors")] == [0, 0, 0, 0], "the log and the answers differ")
        calls = load(stage, "calls", "--clients", 12, "--seconds", 2, "--supply", 400)
        check(calls["calls"] > 50, "hardly any tickets were called")
        check(calls["called_twice"] == 0 and calls["distinct"] == calls["calls"], "a ticket was called twice")
        check(calls["errors"] == 0, "presses of Next went wrong")
        stage.stop()
        verify(stage)
    return 0


if __name__ == "__main__":
    sys.exit(main())
