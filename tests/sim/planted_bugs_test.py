#!/usr/bin/env python3
"""Each program of the simulation with a bug planted in the product's source must fail within 100 seeds, for the right reason."""
import re
import subprocess
import sys

SEEDS = 100


def find(program: str, reason: str) -> bool:
    run = subprocess.run([program, "--seeds", str(SEEDS), "--failures", "1"], capture_output=True, text=True, timeout=600)
    found = re.search(r"^seed (\d+): (.*?); commit", run.stdout, re.MULTILINE)
    name = program.rsplit("-planted-", 1)[-1]
    if run.returncode == 0 or not found:
        print(f"{name}: not found in {SEEDS} seeds\n{run.stdout[-500:]}{run.stderr[-500:]}")
        return False
    right = re.search(reason, found[2]) is not None
    print(f"{name}: found at seed {found[1]}: {found[2]}{'' if right else f' -- but not by the reason expected, /{reason}/'}")
    return right


def main() -> int:
    programs = [argument.split("=", 1) for argument in sys.argv[1:]]
    if not programs:
        print("usage: planted_bugs_test.py PROGRAM=REASON...", file=sys.stderr)
        return 2
    return 0 if all([find(program, reason) for program, reason in programs]) else 1


if __name__ == "__main__":
    sys.exit(main())
