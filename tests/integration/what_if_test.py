#!/usr/bin/env python3
"""what-if on a live day of the demonstration, computed by hand, and on a real desk's log."""
import json
import os
import subprocess
from pathlib import Path

from server_process import BIN, SOURCE, Stage, check, skip, temporary_folder

MAP = SOURCE / "tests" / "data" / "service_desk.map.toml"
HALL = "/api/v1/sites/hall"


def run(data, *arguments):
    return subprocess.run([BIN / "saduak-server", *map(str, arguments), "--data", data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=120)


def answer(data, policy, day, *more):
    result = run(data, "what-if", "--policy", policy, "--day", day, "--json", *more)
    check(result.returncode == 0, f"what-if {more}: {result.returncode} {result.stderr[-500:]}")
    return json.loads(result.stdout)


def row(found, **group):
    group = {"class" if key == "of" else key: value for key, value in group.items()}
    return next(row for row in found["rows"] if row["group"] == group)


def live_day(folder):
    """The same day as in tests/unit/metrics/replay_test.cpp: one counter, five minutes each, a minute lost at 08.35."""
    stage = Stage(BIN, folder)
    stage.init()
    server = subprocess.Popen([BIN / "saduak-server", "serve", "--data", stage.server_data, "--http", "127.0.0.1:0", "--device", "127.0.0.1:0", "--clock",
                               "manual"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    stage.addresses = json.loads(server.stdout.readline())

    def clock(hour, minute):
        server.stdin.write(f"2027-01-04T{hour:02}:{minute:02}:00Z\n")
        server.stdin.flush()
        server.stdout.readline()

    def act(path, body=None):
        reply = stage.request("POST", HALL + path, body or {}, stage.setup["tokens"]["agent"])
        check(reply.status in (200, 201, 204), f"{path}: {reply.status} {reply.text[:300]}")
        return reply.json() if reply.text else None

    def issue(ticket_class="general"):
        return act("/tickets", {"service": "id-card", "class": ticket_class})["id"]

    clock(1, 30)
    act("/counters/c1/open")
    first = issue()
    act("/counters/c1/next")
    for minute, ticket_class in ((31, "general"), (32, "general"), (33, "priority")):
        clock(1, minute)
        issue(ticket_class)
    clock(1, 35)
    act(f"/tickets/{first}/finish")
    for minute in (36, 41, 46):
        clock(1, minute)
        act("/counters/c1/next?finish=true")
    clock(1, 51)
    act("/counters/c1/next?finish=true")
    policy = folder / "ageing.toml"
    policy.write_text("[calling]\ngeneral_ages_after_minutes = 4\n")
    early = run(stage.server_data, "what-if", "--policy", policy, "--day", "2027-01-04", "--site", "hall")
    check(early.returncode == 1 and "2027-01-04 is not closed yet" in early.stderr, f"an open day: {early.returncode} {early.stderr}")
    clock(17, 0)  # midnight in Bangkok
    for _ in range(200):
        closed = stage.request("GET", HALL + "/events?after=0", None, stage.setup["tokens"]["admin"])
        if '"day.closed"' in closed.text:
            break
    else:
        raise AssertionError("the day does not close")

    # Beside the running server.
    found = answer(stage.server_data, policy, "2027-01-04", "--site", "hall")
    general, priority = row(found, of="general"), row(found, of="priority")
    before = {"n": 3, "left": 0, "p50_s": 600, "p90_s": 840, "mean_s": 480, "within_bp": 10000, "within_n": 3}
    check(general["recorded"] == before and general["own"] == before, f"general: {general}")
    check(general["changed"] == {**before, "p50_s": 300, "p90_s": 540, "mean_s": 280}, f"general: {general}")
    check((priority["own"]["p50_s"], priority["changed"]["p50_s"]) == (180, 780), f"priority: {priority}")
    check(found["counters"] == 1 and found["counters_inferred"] == 0 and found["changed_order"]["general_ages_after_s"] == 240, f"head: {found}")

    text = run(stage.server_data, "what-if", "--policy", policy, "--day", "2027-01-04", "--site", "hall")
    check(text.returncode == 0 and "(demo data)" in text.stdout and "ageing.toml" in text.stdout and "-3:20" in text.stdout, text.stdout)
    which = run(stage.server_data, "what-if", "--policy", policy, "--day", "2027-01-04")
    check(which.returncode == 1 and "say which site" in which.stderr, f"without --site: {which.stderr}")
    server.terminate()
    server.wait(10)
    server.stdin.close()
    server.stdout.close()
    print("a live day of four citizens: as computed by hand")


def wrong_usage(folder):
    data = folder / "server"
    policy = folder / "bad.toml"

    def said(text, *more, day="2027-01-04"):
        policy.write_text(text)
        result = run(data, "what-if", "--policy", policy, "--day", day, "--site", "hall", *more)
        check(result.returncode == 1, f"{text!r} was taken: {result.stdout[:200]}")
        check(len(result.stderr.strip().splitlines()) == 1, f"more than one line: {result.stderr}")
        return result.stderr

    check("bad.toml:2: calling.priority: is not a key known here" in said("[calling]\npriority = 2\n"), "an unknown key")
    check("bad.toml:3: weight.nothing" in said("[calling]\n[weight]\nnothing = 120\n"), "an unknown service")
    check("priority_run and general_run" in said("[calling]\npriority_run = 2\n"), "half a run")
    check("no visits on service day 2026-01-05" in said("[calling]\n", day="2026-01-05"), "a day without visits")
    check("--day" in said("[calling]\n", day="yesterday"), "no date")
    missing = run(data, "what-if", "--policy", folder / "absent.toml", "--day", "2027-01-04")
    check(missing.returncode == 2 and missing.stderr.strip(), f"no policy file: {missing.returncode}")
    usage = run(data, "what-if", "--help")
    check(usage.returncode == 0 and "--policy" in usage.stdout and "--day" in usage.stdout, usage.stdout)
    print("bad policies and wrong usage are refused in one line")


def desk_log(folder, log):
    data = folder / "desk"
    done = run(data, "import", "--site", "desk", "--map", MAP, log)
    check(done.returncode == 0, done.stderr)
    policy = folder / "turns.toml"
    policy.write_text("[calling]\npriority_run = 2\ngeneral_run = 1\n[weight]\nNE = 150\n")
    found = answer(data, policy, "1999-02-02")  # the only site
    everybody = row(found)

    metrics = json.loads(run(data, "metrics", "--site", "desk", "--from", "1999-02-02", "--to", "1999-02-02", "--metric", "M02,M06", "--json").stdout)
    of_metrics = {(each["metric"], each["stat"]): each["value"] for each in metrics["rows"]}
    recorded = everybody["recorded"]
    check((recorded["p50_s"], recorded["p90_s"], recorded["within_bp"]) ==
          (of_metrics[("M02", "p50")], of_metrics[("M02", "p90")], of_metrics[("M06", "share_offered")]), f"recorded {recorded}, metrics {of_metrics}")
    for figures in (everybody["own"], everybody["changed"]):
        check(figures["n"] + figures["left"] == recorded["n"] + recorded["left"], f"citizens are lost: {figures} of {recorded}")
    check(found["called"]["own"] >= found["called"]["recorded"], f"called in the record, not in the replay: {found['called']}")
    # How well a replay fits a real day: within half of the recorded mean, which nobody would reach who forgot how counters work.
    check(abs(everybody["own"]["mean_s"] - recorded["mean_s"]) * 2 <= recorded["mean_s"], f"the replay does not fit: {everybody}")
    # Another order moves waits from one class to the other: general shorter, priority longer.
    change = {name: row(found, of=name)["changed"]["mean_s"] - row(found, of=name)["own"]["mean_s"] for name in ("general", "priority")}
    check(change["general"] <= 0 <= change["priority"] and change["general"] != change["priority"], f"turns change nothing: {change}")
    check(answer(data, policy, "1999-02-02") == found, "the same question has two answers")
    print(f"a real day: recorded mean {recorded['mean_s']} s, replayed {everybody['own']['mean_s']} s; change {change}")

    # The same log without its counter column.
    bare = folder / "bare.toml"
    bare.write_text("".join(line for line in MAP.read_text().splitlines(keepends=True) if not line.startswith("counter")))
    done = run(folder / "bare", "import", "--site", "desk", "--map", bare, log)
    check(done.returncode == 0, done.stderr)
    inferred = answer(folder / "bare", policy, "1999-02-02")
    check(inferred["counters_inferred"] == inferred["counters"] > 5 and inferred["services_without_counter"] == recorded["n"], f"{inferred}"[:600])
    check(any("without a counter in the log" in note for note in inferred["notes"]), "it does not say that counters are inferred")
    check(row(inferred)["recorded"] == recorded, "the record depends on the counters")
    text = run(folder / "bare", "what-if", "--policy", policy, "--day", "1999-02-02").stdout
    check("Counters inferred" in text.replace("\n  ", " "), text)
    print(f"without counters in the log: {inferred['counters']} inferred, replayed mean {row(inferred)['own']['mean_s']} s")


def main():
    log = Path(os.environ["SADUAK_TEST_DATA"]) / "service_desk_log.csv"
    with temporary_folder() as folder:
        live_day(folder)
        wrong_usage(folder)
        if log.exists():
            desk_log(folder, log)
    if not log.exists():
        skip(f"the real day: {log} is absent (set SADUAK_TEST_DATA to its folder)")


if __name__ == "__main__":
    main()
