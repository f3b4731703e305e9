#!/usr/bin/env python3
"""`./run demo --once` from the summary's side: every key that scripts rely on, and a ticket whose QR leads to its page."""
import json
import shutil
import subprocess
import sys

from server_process import BIN, SOURCE, check, temporary_folder

KEYS = {"ok", "ticket", "ticket_png", "kiosk_png", "counter", "rating", "metrics", "events", "verify", "seconds"}


def main():
    with temporary_folder() as folder:
        done = subprocess.run([sys.executable, "-B", SOURCE / "assets/demo/once.py", "--bin", BIN, "--data", folder], stdout=subprocess.PIPE, text=True, timeout=240)
        check(done.returncode == 0, f"exit code {done.returncode}: {done.stdout}")
        lines = done.stdout.splitlines()
        check(len(lines) == 1, "standard output is more than one JSON object")
        summary = json.loads(lines[0])
        check(KEYS <= summary.keys(), f"missing: {KEYS - summary.keys()}")
        check(summary["ok"] is True and summary["verify"] is True and summary["rating"] == 5, summary)
        check(set(summary["ticket"]) == {"id", "number", "service"}, summary["ticket"])
        check(all({"metric", "stat", "value", "unit", "n"} <= row.keys() for row in summary["metrics"]), "a metric's row lacks keys")
        check(shutil.which("zbarimg"), "zbarimg is not installed (package zbar-tools)")
        read = subprocess.run(["zbarimg", "--quiet", "--raw", summary["ticket_png"]], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=60)
        check("/t/" in read.stdout, f"the ticket's QR does not lead to a ticket's page: {read.stdout!r}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
