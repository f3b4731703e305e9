#!/usr/bin/env python3
"""Benchmarks as ratios against a baseline measured in the same run, arms interleaved, median of the repeats.

Prints JSON lines: one a measurement {bench, arm, repeat, n, value, unit, ..., commit, host}, then one a ratio
{bench, ratio, of, to, goal, met}. What is missed is said. Exit code 1 only where a measurement failed.
"""
import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "assets" / "demo"))

from door_bench import bench_fanout, bench_idle_tls, bench_issue  # noqa: E402
from kiosk_bench import bench_kiosk, bench_paper, bench_redraw  # noqa: E402
from stage import Stage, say  # noqa: E402

REPEATS = 5
CLIENTS = 32
# Each commit takes what came while the one before was written: half of the clients wait for each of two batches.
BATCH = CLIENTS // 2
LOAD_SECONDS = 3
REBUILD_EVENTS = 1_000_000
RASTER_TICKETS = 300


class Report:
    def __init__(self, file):
        self.file = open(file, "w") if file else None
        commit = subprocess.run(["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
        self.common = {"commit": commit, "host": f"{platform.machine()}, {os.cpu_count()} cores"}
        self.values = {}

    def line(self, record):
        text = json.dumps(record)
        print(text, flush=True)
        if self.file:
            self.file.write(text + "\n")
            self.file.flush()

    def measured(self, bench, arm, repeat, value, unit, **more):
        self.values.setdefault((bench, arm), []).append(value)
        self.line({"bench": bench, "arm": arm, "repeat": repeat, "value": round(value, 2), "unit": unit, **more, **self.common})

    def ratio(self, bench, of, to, goal, better):
        """`better` is "higher" or "lower"; the ratio is of the medians, the spread of each arm beside it."""
        ours, base = self.values[bench, of], self.values[bench, to]
        ratio = statistics.median(ours) / statistics.median(base)
        met = ratio >= goal if better == "higher" else ratio <= goal
        spread = {arm: round(max(values) / min(values), 2) for arm, values in ((of, ours), (to, base))}
        self.line({"bench": bench, "ratio": round(ratio, 3), "of": of, "to": to, "goal": f"{'>=' if better == 'higher' else '<='} {goal}", "met": met,
                   "spread": spread, **self.common})
        say(f"{bench}: {ratio:.2f} x {to} ({'goal met' if met else 'GOAL MISSED'}: {'at least' if better == 'higher' else 'at most'} {goal})")

    def absolute(self, bench, arm, at_most, unit, goal):
        """Where a figure was promised for this class of machine."""
        median = statistics.median(self.values[bench, arm])
        self.line({"bench": bench, "arm": arm, "median": round(median, 3), "unit": unit, "goal": goal, "met": median <= at_most, **self.common})
        say(f"{bench}: {arm} {median:.2f} {unit} ({'goal met' if median <= at_most else 'GOAL MISSED'}: {goal})")


def sync_us(folder):
    """Median of 50 fdatasyncs of 4 KiB: what a commit costs on this disk at least."""
    times = []
    with open(Path(folder) / "sync", "wb") as file:
        for _ in range(50):
            file.write(b"\0" * 4096)
            file.flush()
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append((time.perf_counter() - started) * 1e6)
    return round(statistics.median(times), 1)


def bench_tickets(programs, report, scratch):
    """Durable tickets a second over HTTP against a bare SQLite loop with the same rows and batches."""
    for repeat in range(1, REPEATS + 1):
        folder = Path(tempfile.mkdtemp(dir=scratch))
        raw = subprocess.run([programs / "bench_raw_tickets", folder, str(LOAD_SECONDS), str(BATCH)], capture_output=True, text=True, check=True)
        raw = json.loads(raw.stdout)
        report.measured("tickets", "raw sqlite", repeat, raw["rate_per_s"], "tickets/s", n=raw["tickets"], batch=BATCH, sync_us=sync_us(folder))
        with Stage(programs, folder / "stage") as stage:
            stage.init()
            stage.serve()
            printed = stage.run("saduak-load", "tickets", "--url", stage.addresses["http"], "--token", stage.setup["tokens"]["admin"], "--site", "hall",
                                "--clients", CLIENTS, "--seconds", LOAD_SECONDS, "--json")
        load = json.loads(printed)
        report.measured("tickets", "server", repeat, load["rate_per_s"], "tickets/s", n=load["issued"], p50=load["p50_ms"], p99=load["p99_ms"],
                        clients=CLIENTS, duplicates=load["duplicates"], lost=load["lost"])
        shutil.rmtree(folder)
    report.ratio("tickets", "server", "raw sqlite", 0.5, "higher")


def bench_rebuild(programs, report, scratch):
    """A site's state out of a million events: folded from the whole log, and at a start with a snapshot, against a bare scan of the table."""
    folder = Path(tempfile.mkdtemp(dir=scratch))
    program = programs / "bench_rebuild"

    def run(*arguments):
        return json.loads(subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, check=True).stdout)

    run("make", folder, REBUILD_EVENTS)
    for repeat in range(1, REPEATS + 1):
        for arm, what in (("bare scan", "scan"), ("fold", "fold"), ("start with snapshot", "start")):
            done = run(what, folder)
            report.measured("rebuild", arm, repeat, done["seconds"], "s", n=done["events"], events_per_s=done["rate_per_s"])
    report.ratio("rebuild", "fold", "bare scan", 4.0, "lower")
    report.ratio("rebuild", "start with snapshot", "bare scan", 0.5, "lower")
    report.absolute("rebuild", "fold", REBUILD_EVENTS / 300_000, "s", "300,000 events a second")
    report.absolute("rebuild", "start with snapshot", 2, "s", "a start in 2 s")


def bench_raster(programs, report, scratch):
    """A standard Thai ticket as dots, each with its own number, wait and link, against plain SDL_ttf drawing the same lines onto the same paper. `first_us` is the
    first ticket of a process, which opens fonts and reads the dictionary."""
    for repeat in range(1, REPEATS + 1):
        for arm, what in (("plain SDL_ttf", "plain"), ("kiosk", "ours")):
            printed = subprocess.run([programs / "bench_raster", what, str(RASTER_TICKETS)], capture_output=True, text=True, check=True)
            drawn = json.loads(printed.stdout)
            report.measured("raster", arm, repeat, drawn["us_per_ticket"], "us/ticket", n=drawn["tickets"], first_us=drawn["first_us"],
                            dots=[drawn["width"], drawn["height"]], black=drawn["black"])
    report.ratio("raster", "kiosk", "plain SDL_ttf", 1.5, "lower")


def bench_build(programs, report, scratch):
    """A clean dev build without a compiler cache; the goal is 5 minutes on 2 cores."""
    folder = Path(scratch) / "build"
    environment = {**os.environ, "CCACHE_DISABLE": "1"}
    started = time.perf_counter()
    subprocess.run(["cmake", "--preset", "dev", "-S", ROOT, "-B", folder], env=environment, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    subprocess.run(["cmake", "--build", folder, "-j", str(os.cpu_count())], env=environment, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
    report.measured("build", "clean dev build", 1, time.perf_counter() - started, "s", n=1, goal="<= 300 on 2 cores")


BENCHES = {
    "tickets": bench_tickets, "issue": bench_issue, "fanout": bench_fanout, "idle_tls": bench_idle_tls, "rebuild": bench_rebuild, "kiosk": bench_kiosk,
    "redraw": bench_redraw, "paper": bench_paper, "raster": bench_raster, "build": bench_build,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="?", choices=sorted(BENCHES), help="one of them; all without")
    parser.add_argument("--bin", required=True, help="folder of the release programs")
    parser.add_argument("--json", help="file that gets the JSON lines too")
    given = parser.parse_args()
    report = Report(given.json)
    for name, bench in BENCHES.items():
        if given.name in (None, name):
            say(f"== {bench.__doc__}")
            with tempfile.TemporaryDirectory(prefix="bench-", dir=ROOT / "build") as scratch:
                bench(Path(given.bin).resolve(), report, scratch)
    return 0


if __name__ == "__main__":
    sys.exit(main())
