#!/usr/bin/env python3
"""A real desk's log is imported, and every figure agrees with one computed here from the same file."""
import csv
import json
import os
import subprocess
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from server_process import BIN, SOURCE, check, skip, temporary_folder

MAP = SOURCE / "tests" / "data" / "service_desk.map.toml"


def run(data, *arguments):
    return subprocess.run([str(BIN / "saduak-server"), *map(str, arguments), "--data", str(data)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, timeout=120)


def done(data, *arguments):
    result = run(data, *arguments)
    check(result.returncode == 0, f"{arguments}: exit code {result.returncode}: {result.stderr[-500:]}")
    return result


def figures(data, *more):
    answer = json.loads(done(data, "metrics", "--site", "desk", "--from", "1999-02-01", "--to", "1999-02-28", "--json", *more).stdout)
    check(answer["site"] == "desk" and answer["from"] == "1999-02-01" and answer["to"] == "1999-02-28", f"head of the answer: {answer['site']}")
    return answer["rows"]


def nearest_rank(values, percent):
    ordered = sorted(values)
    return ordered[-(-percent * len(ordered) // 100) - 1]


def two_decimals(total, n):
    return float((Decimal(total) / n).quantize(Decimal("0.01"), ROUND_HALF_UP))


def read_log(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for key in ("issued_at", "called_at", "finished_at", "left_at"):
            row[key] = datetime.fromisoformat(row[key]) if row[key] else None
    return rows


def waits_of(rows):
    return [int((row["called_at"] - row["issued_at"]).total_seconds()) for row in rows if row["outcome"] == "served"]


def compare_whole(data, rows):
    served = [row for row in rows if row["outcome"] == "served"]
    waits = waits_of(rows)
    services = [int((row["finished_at"] - row["called_at"]).total_seconds()) for row in served]
    left_late = sum(1 for row in rows if row["outcome"] == "left" and (row["left_at"] - row["issued_at"]).total_seconds() > 900)
    in_time = sum(1 for wait in waits if wait <= 900)
    expected = {
        ("M01", "issued"): len(rows),
        ("M01", "served"): len(served),
        ("M01", "left"): len(rows) - len(served),
        ("M02", "mean"): two_decimals(sum(waits), len(waits)),
        ("M02", "p50"): nearest_rank(waits, 50),
        ("M02", "p90"): nearest_rank(waits, 90),
        ("M03", "p80"): nearest_rank(waits, 80),
        ("M03", "p95"): nearest_rank(waits, 95),
        ("M03", "max"): max(waits),
        ("M04", "mean"): two_decimals(sum(services), len(services)),
        ("M04", "p90"): nearest_rank(services, 90),
        ("M06", "share_offered"): int((Decimal(10000 * in_time) / (len(waits) + left_late)).quantize(Decimal(1), ROUND_HALF_UP)),
        ("M14", "share"): int((Decimal(10000 * (len(rows) - len(served))) / len(rows)).quantize(Decimal(1), ROUND_HALF_UP)),
    }
    found = {(row["metric"], row["stat"]): row["value"] for row in figures(data)}
    for key, value in expected.items():
        check(found[key] == value, f"{key}: {found[key]} instead of {value}")
        print(f"{' '.join(key)}: {value}")


def compare_groups(data, rows):
    expected = {}
    for row in rows:
        if row["outcome"] == "served":
            key = (row["service"], f"{row['issued_at'].hour:02}", "priority" if row["priority"] == "1" else "general")
            expected.setdefault(key, []).append(int((row["called_at"] - row["issued_at"]).total_seconds()))
    found = {(row["group"]["service"], row["group"]["hour"], row["group"]["class"]): row for row in
             figures(data, "--metric", "M03", "--group", "service,hour,class") if row["stat"] == "p90" and row["n"] > 0}
    check(set(found) == set(expected), "the groups differ")
    for key, waits in expected.items():
        check(found[key]["value"] == nearest_rank(waits, 90) and found[key]["n"] == len(waits), f"p90 of {key}: {found[key]}")
    print(f"p90 of {len(found)} groups of service, hour and class agree")


def whole_path(folder, log):
    data = folder / "data"
    rows = read_log(log)
    print(done(data, "import", "--site", "desk", "--map", MAP, log).stdout.strip())
    compare_whole(data, rows)
    compare_groups(data, rows)
    done(data, "verify")
    with_facts = figures(data)
    for name in ("facts.db", "facts.db-wal", "facts.db-shm"):
        (data / name).unlink(missing_ok=True)
    check(figures(data) == with_facts, "the log alone gives other figures than the kept facts")

    again = run(data, "import", "--site", "desk", "--map", MAP, log)
    check(again.returncode == 1 and "was imported" in again.stderr, f"the same file twice: {again.returncode} {again.stderr}")
    check(figures(data) == with_facts, "a refused import changed the figures")


def bad_rows(folder):
    bad = folder / "bad.csv"
    bad.write_text("ticket,service,priority,issued_at,called_at,finished_at,left_at,outcome,counter\n"
                   "1,PS,0,1999-02-01T08:00:00,1999-02-01T08:01:00,1999-02-01T08:02:00,,served,C01\n"
                   "2,PS,0,1999-02-01T08:00:00,1999-02-01T07:59:00,1999-02-01T08:02:00,,served,C01\n"
                   "3,PS,0,not a time,,,1999-02-01T08:02:00,left,\n"
                   "4,PS,0,1999-02-01T08:05:00,,,1999-02-01T08:09:00,left,\n")
    data = folder / "bad-data"
    strict = run(data, "import", "--site", "desk", "--map", MAP, "--strict", bad)
    check(strict.returncode == 1, "--strict imported a file with bad rows")
    result = done(data, "import", "--site", "desk", "--map", MAP, bad)
    check("line 3: called before it was issued" in result.stderr and "line 4: issued: time" in result.stderr, f"bad rows: {result.stderr}")
    found = {(row["metric"], row["stat"]): row["value"] for row in figures(data)}
    check(found[("M01", "issued")] == 2 and found[("M01", "left")] == 1, f"after bad rows: {found[('M01', 'issued')]}")
    print("bad rows are named by line and left out; --strict imports nothing")


def wrong_usage(folder):
    data = folder / "bad-data"
    for arguments, code in ((("metrics", "--site", "desk"), 2), (("metrics", "--site", "nowhere", "--from", "1999-02-01", "--to", "1999-02-02"), 1),
                            (("metrics", "--site", "desk", "--from", "1999-02-01", "--to", "1999-02-02", "--metric", "M99"), 1)):
        result = run(data, *arguments)
        check(result.returncode == code and result.stderr.strip(), f"{arguments}: exit code {result.returncode}, said {result.stderr!r}")


def main():
    with temporary_folder() as folder:
        bad_rows(folder)
        wrong_usage(folder)
        log = Path(os.environ["SADUAK_TEST_DATA"]) / "service_desk_log.csv"
        if not log.exists():
            skip(f"{log} is absent (set SADUAK_TEST_DATA to its folder)")
        whole_path(folder, log)


if __name__ == "__main__":
    main()
