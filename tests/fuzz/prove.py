#!/usr/bin/env python3
"""Each libFuzzer target for so many seconds, in slices, so that a stopped run goes on. Prints JSON; exit code 1 where an input broke one."""
import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(SOURCE / "tests" / "support"))

from proof import Progress, commit  # noqa: E402

SLICE_S = 60


def fuzz(target, seconds, found):
    """One slice. New inputs go to `found`; what broke the target stays beside it."""
    kept = SOURCE / "tests" / "fuzz" / "corpus" / target.name
    found.mkdir(parents=True, exist_ok=True)
    done = subprocess.run([target, f"-max_total_time={seconds}", "-max_len=16384", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                           f"-artifact_prefix={found}-", found, kept], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace")
    if done.returncode != 0:
        print(done.stderr[-4000:], file=sys.stderr)
    executed = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stderr)
    return {"target": target.name, "seconds": seconds, "executions": int(executed.group(1)) if executed else 0, "crashes": int(done.returncode != 0)}


def total(records, target):
    mine = [record for record in records if record["target"] == target.name]
    return {name: sum(record[name] for record in mine) for name in ("seconds", "executions", "crashes")}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", type=Path, required=True, help="folder of the fuzz_* programs")
    parser.add_argument("--found", type=Path, required=True, help="folder for new inputs")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--only", help="one target, without its fuzz_")
    parser.add_argument("--progress", type=Path, help="file of the slices done, to go on from")
    parser.add_argument("--json", type=Path, help="file for the proof")
    given = parser.parse_args()
    targets = sorted(path for path in given.bin.glob("fuzz_*") if given.only in (None, path.name.removeprefix("fuzz_")))
    if not targets:
        sys.exit(f"there is no fuzz target {given.only or 'at all'} in {given.bin}")
    progress = Progress(given.progress, commit=commit(SOURCE))
    for target in targets:
        while (left := given.seconds - total(progress.records, target)["seconds"]) > 0 and not total(progress.records, target)["crashes"]:
            print(f"fuzzing {target.name}, {left} s to go", file=sys.stderr, flush=True)
            progress.keep([fuzz(target, min(left, SLICE_S), given.found / target.name)])
    by_target = {target.name: total(progress.records, target) for target in targets}
    report = {"proof": "fuzz", "targets": by_target, "seconds": sum(t["seconds"] for t in by_target.values()),
              "executions": sum(t["executions"] for t in by_target.values()), "crashes": sum(t["crashes"] for t in by_target.values()),
              "commit": progress.tag["commit"]}
    print(json.dumps(report))
    if given.json:
        given.json.write_text(json.dumps(report) + "\n")
    return 1 if report["crashes"] else 0


if __name__ == "__main__":
    sys.exit(main())
