#!/usr/bin/env python3
"""A kiosk whose clock is set back or forward while a citizen stands there: the screens end when they should, and the link holds."""
import os
import subprocess
import sys
import time

from server_process import BIN, check, demo_server, skip

SHIM = BIN / "step_clock.so"
TAKE_TICKET = 12  # seconds that the screen with the number stays


def run(stage, seconds):
    step = stage.data / "clock-step"
    step.write_text("0")
    config = stage.kiosk_config(stage.device("issue", "hall"))
    preload = {"LD_PRELOAD": str(SHIM), "SADUAK_CLOCK_STEP": str(step), "ASAN_OPTIONS": "verify_asan_link_order=0"}
    with open(stage.data / "kiosk.log", "ab") as log:
        kiosk = subprocess.Popen([BIN / "saduak-kiosk", "--config", config, "--headless", "--script", "-"], stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=log, text=True, env=os.environ | preload)
    with kiosk:
        kiosk.stdin.write("wait home\ntap service id-card\nwait priority\ntap general\nwait take_ticket\n")
        kiosk.stdin.flush()
        check('"event":"ticket"' in kiosk.stdout.readline(), "no ticket")
        step.write_text(str(seconds))
        stepped_at = time.monotonic()
        rest, _ = kiosk.communicate(f"wait home {2 * TAKE_TICKET}\nprint-state\n", timeout=60)
        took = time.monotonic() - stepped_at
    log = (stage.data / "kiosk.log").read_text()
    check(kiosk.returncode == 0, f"after a step of {seconds} s: {log[-400:]}")
    check(TAKE_TICKET - 2 < took < TAKE_TICKET + 4, f"after a step of {seconds} s the number was shown for {took:.1f} s")
    check('"link":"online"' in rest and "link closed" not in log and "link lost" not in log, f"after a step of {seconds} s: {rest} {log[-400:]}")


def main():
    if not SHIM.exists():
        skip(f"{SHIM} is not built")
    with demo_server() as stage:
        for seconds in (-3600, 3600):
            run(stage, seconds)


if __name__ == "__main__":
    sys.exit(main())
