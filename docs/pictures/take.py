#!/usr/bin/env python3
"""Takes the pictures of the documents again: a demonstration server with a crowd, the kiosk's screens, its ticket, the pages."""
import argparse
import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PICTURES = Path(__file__).resolve().parent
ROOT = PICTURES.parents[1]
sys.path.insert(0, str(ROOT / "assets" / "demo"))

from stage import Stage, StageError, say  # noqa: E402

CROWD_SECONDS, CROWD_SPEED = 45, 30

KIOSK_SCRIPT = """wait home 20
screenshot {pictures}/kiosk-home.png
language en
pause 1
screenshot {pictures}/kiosk-home-en.png
language th
tap service id-card
wait priority
screenshot {pictures}/kiosk-priority.png
tap general
wait take_ticket 20
screenshot {pictures}/kiosk-ticket.png
tap done
quit
"""


def scripted(stage, device, script, **screen):
    path = stage.data / f"{device['id']}.script"
    path.write_text(script)
    kiosk = stage.start_kiosk(device, "--headless", "--script", path, **screen)
    output, _ = kiosk.communicate(timeout=120)
    if kiosk.returncode != 0:
        raise StageError(f"the kiosk ended with {kiosk.returncode}; see {stage.data}")
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def start_crowd(stage):
    return stage.start("crowd", "saduak-load", "crowd", "--url", stage.addresses["http"], "--token", stage.setup["tokens"]["agent"], "--site", "hall", "--model",
                       ROOT / "assets/demo/crowd.toml", "--speed", CROWD_SPEED, "--seed", 5, "--free-counter", "c1", stdout=subprocess.DEVNULL)


def rate(stage):
    """Finishes what the counter's page called, so that the rating terminal asks."""
    token = stage.setup["tokens"]["agent"]
    counters = stage.request("GET", "/api/v1/sites/hall/counters", token=token).json()["items"]
    ticket = next(counter["ticket"] for counter in counters if counter["id"] == "c1")
    stage.request("POST", f"/api/v1/sites/hall/tickets/{ticket['id']}/finish", {}, token)
    script = f"wait rating 60\nscreenshot {PICTURES}/rating.png\nquit\n"
    scripted(stage, stage.device("rate", "hall"), script, window_width=1280, window_height=800)


def take(stage):
    stage.init()
    stage.serve()
    crowd = start_crowd(stage)
    say(f"letting the crowd play for {CROWD_SECONDS} s")
    time.sleep(CROWD_SECONDS)
    crowd.send_signal(signal.SIGSTOP)  # nobody else calls the ticket that is followed from here on
    try:
        follow_a_ticket(stage)
    finally:
        crowd.send_signal(signal.SIGCONT)


def follow_a_ticket(stage):
    events = scripted(stage, stage.device("issue", "hall"), KIOSK_SCRIPT.format(pictures=PICTURES))
    ticket = next(event for event in events if event["event"] == "ticket")
    shutil.copy(ticket["ticket_png"], PICTURES / "ticket.png")
    task = {"url": stage.addresses["http"], "folder": str(PICTURES), "token": ticket["token"], "users": stage.setup["users"]}
    subprocess.run(["node", PICTURES / "pages.mjs"], input=json.dumps(task), text=True, check=True, timeout=180)
    rate(stage)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="folder of the programs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="saduak-pictures-") as folder, Stage(given.bin, folder) as stage:
        take(stage)
    say(f"pictures are in {PICTURES}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
