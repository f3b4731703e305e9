"""The kiosk's benches: its first picture, what a touch costs to draw, and the way from a touch to the paper."""
import json
import os
import statistics
import subprocess
import time
from pathlib import Path

from stage import Stage, say

ROOT = Path(__file__).resolve().parents[2]
REPEATS = 5
REDRAWS = 15
TICKETS = 200
PAPER_LIMIT_MS = 150


def first_frame_ms(command, environment):
    """From the program's start until it says that its first picture is shown."""
    started = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as program:
        said = next((line for line in program.stderr if "first_frame" in line), None)
        shown_ms = (time.perf_counter() - started) * 1000
        program.stderr.read()
        if program.wait(30) != 0 or said is None:
            raise RuntimeError(f"{command[0]} ended with {program.returncode} and showed {'nothing' if said is None else 'a picture'}")
    return shown_ms


def bench_kiosk(programs, report, scratch):
    """Start of the kiosk to its first picture, against the least SDL program that shows one, without a screen."""
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    with Stage(programs, Path(scratch) / "kiosk") as stage:
        stage.init()
        stage.serve()
        script = stage.data / "first-frame.script"
        script.write_text("pause 1\nquit\n")
        config = stage.kiosk_config(stage.device("issue", "hall"))
        arms = {"kiosk": [programs / "saduak-kiosk", "--config", config, "--headless", "--script", script],
                "minimal SDL": [programs / "bench_minimal_kiosk", "1080", "1920"]}
        for repeat in range(0, REPEATS + 1):  # the first warms the font cache and is not counted
            for arm, command in arms.items():
                shown_ms = first_frame_ms(list(map(str, command)), environment)
                if repeat:
                    report.measured("kiosk", arm, repeat, shown_ms, "ms", n=1)
    report.ratio("kiosk", "kiosk", "minimal SDL", 1.5, "lower")


def bench_redraw(programs, report, scratch):
    """Drawing and showing what a touch changed, against the whole screen: touches that stay on a screen, and those that leave it."""
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    for repeat in range(1, REPEATS + 1):
        printed = subprocess.run([programs / "bench_redraw", str(REDRAWS), ROOT / "assets"], env=environment, capture_output=True, text=True, check=True).stdout
        touches = [json.loads(line) for line in printed.splitlines()]
        for stays, name in ((True, "on a screen"), (False, "to another screen")):
            chosen = [touch for touch in touches if touch["stays"] == stays]
            for arm in ("full", "redraw"):
                value = statistics.median(touch[f"{arm}_us"] for touch in chosen)
                report.measured("redraw", f"{arm}, {name}", repeat, value, "us", n=len(chosen))
    report.ratio("redraw", "redraw, on a screen", "full, on a screen", 0.4, "lower")
    report.ratio("redraw", "redraw, to another screen", "full, to another screen", 1.0, "lower")


def citizens_script(count):
    """So many citizens, one behind the other, at a kiosk that nobody else uses."""
    one = "wait home\ntap service {}\nwait priority\ntap general\nwait take_ticket\ntap done\n"
    # In turn: the kiosk asks before it gives a second ticket for the same service at once.
    return "".join(one.format(("id-card", "registry")[i % 2]) for i in range(count)) + "quit\n"


def bench_paper(programs, report, scratch):
    """From the touch that asks for a ticket to the first bytes of it that the virtual printer takes, the server on the same machine."""
    with Stage(programs, Path(scratch) / "paper") as stage:
        stage.init()
        stage.serve()
        script = stage.data / "citizens.script"
        script.write_text(citizens_script(TICKETS))
        config = stage.kiosk_config(stage.device("issue", "hall"))
        printed = stage.run("saduak-kiosk", "--config", config, "--headless", "--script", script, timeout=600)
    lines = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    stages = [line["stages_us"] for line in lines if line.get("event") == "ticket" and line["stages_us"]]
    if len(stages) < TICKETS * 9 // 10:
        raise RuntimeError(f"only {len(stages)} of {TICKETS} tickets were timed")
    for name in ("answer", "raster", "printer", "touch_to_paper"):
        values = sorted(stage[name] / 1000 for stage in stages)
        at = lambda share: values[min(len(values) - 1, int(len(values) * share))]
        report.measured("paper", name, 1, at(0.5), "ms", n=len(values), p90=round(at(0.9), 2), p99=round(at(0.99), 2), most=round(values[-1], 2))
    p99 = sorted(stage["touch_to_paper"] / 1000 for stage in stages)[int(len(stages) * 0.99)]
    report.measured("paper", "p99 of touch_to_paper", 1, p99, "ms", n=len(stages))
    report.absolute("paper", "p99 of touch_to_paper", PAPER_LIMIT_MS, "ms", f"< {PAPER_LIMIT_MS} ms")
    say("paper: answer is journal, network, server and its commit; raster the ticket as dots; printer its journal line, thread and status query")
