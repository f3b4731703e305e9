#!/usr/bin/env python3
"""The demonstration: server, kiosk with a virtual printer, rating terminal and a simulated crowd, until Ctrl-C.

A window for the kiosk and the rating terminal where there is a display, headless otherwise.
"""
import argparse
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from stage import Stage, StageError, say

CROWDS = {"hall": ["c1"], "land": []}  # site: counters left to people
SPEED = 12


def show(stage):
    http = stage.addresses["http"]
    print(f"""
Saduak demonstration. Everything in it is demo data: a made-up municipality and land office, a simulated crowd
{SPEED} times faster than life. Counter c1 of site hall, the kiosk and the rating terminal are yours.

  counter     {http}/counter       an agent: choose counter c1
  dashboard   {http}/dashboard     a manager
  display     {http}/display/hall  and {http}/display/land
  tickets     {stage.data / 'tickets'}  (the virtual printer's paper)

Sign-ins:""")
    for user in stage.setup["users"]:
        print(f"  {user['name']:<18}{user['password']:<22}{user['role']}{', ' + user['site'] if user['site'] else ''}")
    print("\nAPI tokens:")
    for name, token in stage.setup["tokens"].items():
        print(f"  {name:<8}{token}")
    print(f"\nLogs and data: {stage.data}\nCtrl-C stops everything.", flush=True)


def start_all(stage, http, device):
    stage.init()
    stage.serve(http=http, device=device)
    windows = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    headless = [] if windows else ["--headless"]
    if not windows:
        say("no display here: the kiosk runs headless; open the pages from a browser")
    watched = [("kiosk", stage.start_kiosk(stage.device("issue", "hall"), *headless, window_width=540, window_height=960, stdout=subprocess.DEVNULL)),
               ("rating terminal", stage.start_kiosk(stage.device("rate", "hall"), *headless, window_width=960, window_height=600, stdout=subprocess.DEVNULL))]
    model = Path(__file__).resolve().parent / "crowd.toml"
    for site, free in CROWDS.items():
        arguments = ["crowd", "--url", stage.addresses["http"], "--token", stage.setup["tokens"]["agent"], "--site", site, "--model", model, "--speed", SPEED]
        for counter in free:
            arguments += ["--free-counter", counter]
        watched.append((f"crowd of {site}", stage.start(f"crowd-{site}", "saduak-load", *arguments, stdout=subprocess.DEVNULL)))
    return watched


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--data", required=True, help="folder for the demonstration's data, kept between starts")
    parser.add_argument("--http", default="127.0.0.1:8080")
    parser.add_argument("--device", default="127.0.0.1:8081")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Stage(given.bin, given.data) as stage:
            watched = start_all(stage, given.http, given.device)
            show(stage)
            while True:
                time.sleep(1)
                for name, process in list(watched):
                    if process.poll() is not None:
                        say(f"{name} ended with {process.returncode}; its log is in {stage.data}")
                        watched.remove((name, process))
    except KeyboardInterrupt:
        say("\nstopped")
        return 0
    except StageError as error:
        say(f"demo: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
