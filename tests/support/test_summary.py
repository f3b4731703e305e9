#!/usr/bin/env python3
"""Reads ctest's JUnit file; says which tests failed or were skipped and why, then one line with the counts, alone.

Exit code 1 where a test failed or none ran.
"""
import sys
import xml.etree.ElementTree as ElementTree


def main(path: str) -> int:
    passed, failed, skipped = [], [], []
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        status = case.get("status")
        if status == "run":
            passed.append(case)
        elif status == "fail":
            failed.append(case)
        else:
            skipped.append(case)
    for case in skipped:
        output = (case.findtext("system-out") or "").strip().splitlines()
        print(f"SKIPPED {case.get('name')}: {output[-1] if output else 'no reason given'}", file=sys.stderr)
    for case in failed:
        print(f"FAILED  {case.get('name')}", file=sys.stderr)
    counts = f"{len(passed)} passed, {len(failed)} failed"
    print(counts + (f", {len(skipped)} skipped" if skipped else ""), flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
