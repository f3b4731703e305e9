#!/usr/bin/env python3
"""A rating terminal's pad: a button is a touch on its face, then on a reason; before and after, and twice in a moment, it is nothing."""
import json
import time

from fake_pad import FakePad
from server_process import SITE, SOURCE, check, demo_server, issue, read_log

SCRIPT = "wait rating_idle 30\nprint-state\nwait rating 40\nprint-state\nwait thanks 20\nwait rating_idle 30\nquit\n"


def agent(stage, path):
    reply = stage.request("POST", f"/api/v1/sites/{SITE}/{path}", token=stage.setup["tokens"]["agent"])
    check(reply.status == 200, f"{path}: {reply.status} {reply.text}")
    return reply.json()


def main():
    with demo_server() as stage:
        device = stage.device("rate", SITE)
        pad = FakePad(stage.data / "pad")
        config = stage.kiosk_config(device, window_width=1280, window_height=800)
        with open(config, "a") as file:
            file.write(f'\n[keypad]\ndevice = "{pad.path}"\nmapping = "{SOURCE}/firmware-config/keypads/rating-digits.toml"\n')
        script = stage.data / "rating.script"
        script.write_text(SCRIPT)
        kiosk = stage.start("rating", "saduak-kiosk", "--config", config, "--headless", "--script", script)
        pad.plug_in(30)
        check(json.loads(kiosk.stdout.readline())["screen"] == "rating_idle", "it waits for somebody to be served")
        pad.press("1")  # nobody is asked

        ticket = issue(stage).json()
        agent(stage, "counters/c1/open")
        agent(stage, "counters/c1/next")
        agent(stage, f"tickets/{ticket['id']}/start")
        agent(stage, f"tickets/{ticket['id']}/finish")
        check(json.loads(kiosk.stdout.readline())["screen"] == "rating", "the citizen is asked")
        time.sleep(0.6)  # a screen is deaf for its first moment
        pad.press("next", "4", "2")
        told = json.loads(kiosk.stdout.readline())
        check((told["event"], told["ticket"], told["score"], told["ok"]) == ("rating", ticket["id"], 4, True), told)
        time.sleep(1)  # and the pad takes no key twice within its guard
        pad.press("2")
        check(kiosk.wait(40) == 0, "the script came to its end")
        ratings = [event for event in read_log(stage) if event["type"] == "rating.received"]
        check(len(ratings) == 1, f"one answer is one rating: {ratings}")
        reasons = [event["body"]["reasons"] for event in read_log(stage) if event["type"] == "rating.explained"]
        check(reasons == [["process"]], f"the second press says what it was about: {reasons}")


main()
