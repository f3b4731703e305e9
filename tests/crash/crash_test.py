#!/usr/bin/env python3
"""The real server under SIGKILL and on a disk that fails, under load. After each point every request is repeated until it is answered, the
log is read back, and what was acknowledged is there once, no number twice, nobody called twice. `verify` then checks each folder.

--kills N --faults N --seed S; --json FILE writes the proof and makes the run resumable on the same commit.
"""
import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

from crash_stage import POWER_CUT_EXIT, CrashStage, NotExact, make_template
from points import CUTS, Fault, Kill
from server_process import SOURCE, check, temporary_folder

sys.path.insert(0, str(SOURCE / "tests" / "support"))

from proof import Progress, commit  # noqa: E402

POINTS_A_FOLDER = 10
ATTEMPTS = 4
STRIKE_S = 2.0  # how long a load waits for its fault
COUNTS = ("tickets", "calls", "papers", "lost", "duplicated", "numbers_twice", "called_twice", "gaps", "answered_otherwise", "offline", "repeats")


def play_kill(stage, kill):
    stage.go_well()
    time.sleep(kill.after_s)
    stage.kill()
    if kill.again_after_s is not None:
        stage.launch()
        time.sleep(kill.again_after_s)
        stage.kill()
    stage.serve()
    return [{"fault": word} for word in kill.words().split()]


def strike(stage):
    """Load until a fault strikes; the faults that did."""
    deadline = time.monotonic() + STRIKE_S
    while time.monotonic() < deadline and stage.server.poll() is None:
        if faults := stage.faults():
            return faults
        time.sleep(0.01)
    return stage.faults()


def play_fault(stage, fault):
    if fault.after_a_kill:
        stage.kill()
    else:
        stage.stop()
    stage.launch(fault.words())
    if not stage.wait_ready():
        struck = stage.faults()
        check(struck, f"the server on a failing disk ended before a fault struck: {stage.last_words()}")
        check(stage.server.returncode in (1, POWER_CUT_EXIT), f"it ended with {stage.server.returncode}: {stage.last_words()}")
        stage.serve()
        return struck
    stage.wait_devices()
    stage.go()
    struck = strike(stage)
    if stage.server.poll() is None and struck and fault.kind not in CUTS:
        stage.check()  # the same process, and so recovered by itself
        if fault.then_power_cut and stage.server.poll() is None:
            stage.go()
            stage.ended(STRIKE_S)
    if stage.server.poll() is None:
        stage.kill()
    check(stage.server.returncode in (-9, POWER_CUT_EXIT) or stage.server.args[0].name == "saduak-server",
          f"the server ended with {stage.server.returncode}: {stage.last_words()}")
    if stage.server.poll() is not None:
        stage.serve()
    return struck + stage.faults()


def play(stage, kind, number, seed):
    """One point; again, striking earlier, where the fault did not come while there was load."""
    for attempt in range(1, ATTEMPTS + 1):
        point = Kill(seed, number) if kind == "kill" else Fault(seed, number, attempt)
        struck = play_kill(stage, point) if kind == "kill" else play_fault(stage, point)
        verdict = stage.check()
        if any(fault["fault"] == point.kind for fault in struck):
            return {"kind": kind, "number": number, "plan": point.words(), "attempts": attempt, "struck": struck}, verdict
    raise AssertionError(f"{kind} {number} never struck: {point.words()}")


def play_folder(template, secrets, seed, points, keep):
    """A chain of points on one data folder."""
    with temporary_folder() as folder, CrashStage(folder, template, secrets) as stage:
        stage.serve()
        stage.start_load()
        before = dict.fromkeys(COUNTS, 0)
        records = []
        for kind, number in points:
            started = time.monotonic()
            record, verdict = play(stage, kind, number, seed)
            record.update({name: verdict[name] - before[name] for name in COUNTS}, seconds=round(time.monotonic() - started, 2))
            before = verdict
            records.append(record)
            print(f"{kind} {number}: {record['plan']}: " + ", ".join(f"{record[name]} {name}" for name in COUNTS) + f", {record['seconds']} s", flush=True)
        stage.finish()
        keep(records)


def play_without_sync(template, secrets):
    """The same check on a server whose syncs do nothing: it must find acknowledged events that are lost, or it could not find any."""
    with temporary_folder() as folder, CrashStage(folder, template, secrets) as stage:
        stage.launch("seed=1 keep=40 ignore_sync power_cut@400")
        check(stage.wait_ready(), f"the server did not start: {stage.last_words()}")
        stage.start_load()
        stage.go()
        check(stage.ended(20) == POWER_CUT_EXIT, "the power was not cut")
        stage.serve()
        try:
            stage.check()
        except NotExact as found:
            lost = json.loads(str(found))["lost"]
            check(lost > 0, f"without sync nothing was lost: {found}")
            print(f"without sync: {lost} acknowledged requests lost, as they should be", flush=True)
            return lost
    raise AssertionError("a server that does not sync lost nothing in a power cut: this check finds nothing")


def missing(progress, wanted):
    done = {(record["kind"], record["number"]) for record in progress.records}
    return [point for point in wanted if point not in done]


def summary(records, seed, without_sync):
    struck = [fault for record in records for fault in record["struck"]]
    faults = Counter(fault["fault"] for fault in struck)
    files = Counter(fault["file"] for fault in struck if "file" in fault)
    kills = sum(1 for record in records if record["kind"] == "kill")
    total = {name: sum(record[name] for record in records) for name in COUNTS}
    return {"proof": "crash", "seed": seed, "kills": kills, "fault_points": len(records) - kills, "faults": dict(sorted(faults.items())), "files": dict(sorted(files.items())),
            "acknowledged": total["tickets"] + total["calls"] + total["papers"], **total, "verified": True,
            "lost_without_sync": without_sync, "seconds": round(sum(record["seconds"] for record in records))}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--faults", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for the proof")
    parser.add_argument("--progress", type=Path, help="file of the points done, to go on from (with --json)")
    given = parser.parse_args()
    progress = Progress(given.progress, commit=commit(SOURCE), seed=given.seed)
    wanted = [("kill", n) for n in range(given.kills)] + [("fault", n) for n in range(given.faults)]
    with temporary_folder() as folder:
        template = folder / "template"
        secrets = make_template(template)
        without_sync = play_without_sync(template, secrets)
        left = missing(progress, wanted)
        if len(left) < len(wanted):
            print(f"{len(wanted) - len(left)} points were done before", flush=True)
        for first in range(0, len(left), POINTS_A_FOLDER):
            play_folder(template, secrets, given.seed, left[first:first + POINTS_A_FOLDER], progress.keep)
    report = summary([record for record in progress.records if (record["kind"], record["number"]) in set(wanted)], given.seed, without_sync)
    report["commit"] = progress.tag["commit"]
    print(json.dumps(report))
    if given.json:
        given.json.write_text(json.dumps(report) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
