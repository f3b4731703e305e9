#!/usr/bin/env python3
"""Runs many seeds of the simulation in parts and keeps count in a JSON file: stopped and started again on the same commit, it
goes on where it was. A tree with changes that are not committed begins anew."""
import argparse
import json
import pathlib
import subprocess
import sys
import time

PART = 50
SOURCES = ["core", "kiosk", "platform", "server", "tests/sim", "tests/support", "CMakeLists.txt", "cmake"]


def git(*words: str) -> str:
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True)
    parser.add_argument("--regressions", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--json", type=pathlib.Path, required=True)
    args = parser.parse_args()

    clean = git("status", "--porcelain", "--", *SOURCES) == ""
    commit = git("rev-parse", "--short", "HEAD") + ("" if clean else "+changes")
    proof = {"proof": "sim", "commit": commit, "seeds": 0, "faults": 0, "failed": [], "seconds": 0}
    if clean and args.json.exists():
        before = json.loads(args.json.read_text())
        if before.get("commit") == commit and before.get("faults") == 0:
            proof = {**proof, **before}
    if proof["seeds"]:
        print(f"{proof['seeds']} seeds of commit {commit} have been run: going on", file=sys.stderr)

    while proof["seeds"] < args.count:
        seeds = min(PART, args.count - proof["seeds"])
        started = time.monotonic()
        words = [args.bin, "--first", str(proof["seeds"] + 1), "--seeds", str(seeds), "--commit", commit, "--failures", "1000"]
        if proof["seeds"] == 0:
            words += ["--regressions", args.regressions]
        run = subprocess.run(words, capture_output=True, text=True)
        failed = [line for line in run.stdout.splitlines() if line.startswith("seed ")]
        if run.returncode != 0 and not failed:
            failed = [f"the program ended with {run.returncode}: {run.stderr.strip()[-300:]}"]
        proof["seeds"] += seeds
        proof["faults"] += len(failed)
        proof["failed"] += failed
        proof["seconds"] += round(time.monotonic() - started)
        args.json.write_text(json.dumps(proof) + "\n")
        print(f"{proof['seeds']} of {args.count} seeds, {proof['faults']} failed, {proof['seconds']} s", file=sys.stderr)
        for line in failed:
            print(line)
    return 0 if proof["faults"] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
