#!/usr/bin/env python3
"""One whole cycle without a person: ticket, paper, call, serve, rate, metrics. Each step is confirmed before the next.

Prints one JSON object on standard output and exits 0 only if every step was confirmed; messages go to standard error.
"""
import argparse
import json
import sys
import time
from datetime import datetime
from pathlib import Path

from stage import Stage, StageError, last_lines, say

SITE, SERVICE, COUNTER, SCORE = "hall", "id-card", "c1", 5

TICKET_SCRIPT = """wait home 20
screenshot {pictures}/kiosk-home.png
tap service {service}
wait priority
tap general
wait take_ticket 20
screenshot {pictures}/kiosk.png
tap done
wait home
quit
"""

RATING_SCRIPT = """wait rating_idle 20
wait rating 60
screenshot {pictures}/rating.png
tap face {score}
wait reasons
tap reason 1
wait thanks
wait rating_idle 20
quit
"""


def confirm(condition, step, detail=""):
    if not condition:
        raise StageError(f"{step}: not confirmed{': ' + str(detail) if detail else ''}")
    say(f"ok  {step}")


def events_of(kiosk, name, seconds, log):
    """What a scripted kiosk printed, once it has ended with 0."""
    try:
        output, _ = kiosk.communicate(timeout=seconds)
    except Exception:
        kiosk.kill()
        raise StageError(f"{name} did not finish its script in {seconds} s: {last_lines(log)}") from None
    if kiosk.returncode != 0:
        raise StageError(f"{name} ended with {kiosk.returncode}: {last_lines(log)}")
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


def is_png(path):
    return Path(path).is_file() and Path(path).read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"


def answer(stage, step, method, path, body=None, token="agent", status=200):
    reply = stage.request(method, path, body, stage.setup["tokens"][token])
    confirm(reply.status == status, step, f"{reply.status} {reply.text[:300]}")
    return reply


def take_ticket(stage, summary):
    pictures = stage.data
    script = stage.data / "ticket.script"
    script.write_text(TICKET_SCRIPT.format(pictures=pictures, service=SERVICE))
    device = stage.device("issue", SITE)
    kiosk = stage.start_kiosk(device, "--headless", "--script", script)
    tickets = [event for event in events_of(kiosk, "the kiosk", 90, stage.data / f"{device['id']}.log") if event["event"] == "ticket"]
    confirm(len(tickets) == 1, "the kiosk gave one ticket", tickets)
    ticket = tickets[0]
    confirm(ticket["paper"] == "confirmed", f"ticket {ticket['number']} came out of the printer", ticket["paper"])
    confirm(is_png(ticket["ticket_png"]), "the printed ticket is a picture", ticket["ticket_png"])
    confirm(is_png(pictures / "kiosk.png"), "the kiosk's screen is a picture")
    citizen = answer(stage, "the citizen's own page knows it", "GET", f"/api/v1/tickets/{ticket['token']}").json()
    confirm(citizen["ticket"]["number"] == ticket["number"] and citizen["ticket"]["state"] == "waiting", "it is waiting", citizen)
    summary["ticket"] = {"id": ticket["id"], "number": ticket["number"], "service": ticket["service"]}
    summary["ticket_png"] = ticket["ticket_png"]
    summary["kiosk_png"] = str(pictures / "kiosk.png")
    return ticket


def serve_ticket(stage, ticket, summary):
    base = f"/api/v1/sites/{SITE}"
    answer(stage, f"counter {COUNTER} opened", "POST", f"{base}/counters/{COUNTER}/open")
    called = answer(stage, "the next ticket was called", "POST", f"{base}/counters/{COUNTER}/next").json()["ticket"]
    confirm(called["id"] == ticket["id"] and called["number"] == ticket["number"], "it is the ticket from the kiosk", called)
    answer(stage, "service started", "POST", f"{base}/tickets/{ticket['id']}/start")
    time.sleep(1.1)  # so that the service time is a second and not nothing
    answer(stage, "service finished", "POST", f"{base}/tickets/{ticket['id']}/finish", {"outcome": "served"})
    state = answer(stage, "the ticket was read back", "GET", f"{base}/tickets/{ticket['id']}").json()
    state = state.get("ticket", state)
    confirm(state["state"] == "finished" and state["counter"] == COUNTER, "it is finished at that counter", state)
    summary["counter"] = COUNTER


def rate(stage, terminal, device, ticket, summary):
    ratings = [event for event in events_of(terminal, "the rating terminal", 60, stage.data / f"{device['id']}.log") if event["event"] == "rating"]
    expected = {"event": "rating", "ticket": ticket["id"], "score": SCORE, "ok": True}
    confirm(ratings == [expected], "the citizen's rating was taken", ratings)
    summary["rating"] = SCORE


def read_metrics(stage, ticket, summary):
    today = ticket_day(stage, ticket)
    path = f"/api/v1/sites/{SITE}/metrics?from={today}&to={today}&metric=M01,M02,M03,M04,M05,M07,M10,M33"
    rows = answer(stage, "metrics were computed", "GET", path, token="admin").json()["rows"]
    by_name = {(row["metric"], row["stat"]): row["value"] for row in rows}
    confirm(by_name.get(("M01", "issued")) == 1 and by_name.get(("M01", "served")) == 1, "one ticket was issued and served (M01)", by_name)
    confirm(1 <= (by_name.get(("M04", "p50")) or 0) <= 60, "the service time is in the metrics (M04)", by_name)
    ratings = [row["n"] for row in rows if row["metric"] == "M33"]
    confirm(ratings and all(n == 1 for n in ratings), "the rating is in the metrics (M33)", by_name)
    summary["metrics"] = rows


def ticket_day(stage, ticket):
    lines = answer(stage, "the log was read", "GET", f"/api/v1/sites/{SITE}/events?after=0", token="admin").text.splitlines()
    for line in lines:
        event = json.loads(line)
        if event["type"] == "ticket.issued" and event["ticket"] == ticket["id"]:
            return event["body"]["day"]
    raise StageError("the log has no issue of the ticket")


def count_events(stage):
    lines = answer(stage, "the log was read again", "GET", f"/api/v1/sites/{SITE}/events?after=0", token="admin").text.splitlines()
    confirm([json.loads(line)["seq"] for line in lines] == list(range(1, len(lines) + 1)), "it has no gap")
    return len(lines)


def play(stage, summary):
    stage.init()
    confirm(SITE in stage.setup["sites"], "the demonstration was set up")
    stage.serve()
    confirm(stage.request("GET", "/readyz").status == 200, f"the server is ready at {stage.addresses['http']}")
    rating_script = stage.data / "rating.script"
    rating_script.write_text(RATING_SCRIPT.format(pictures=stage.data, score=SCORE))
    rating_device = stage.device("rate", SITE)
    terminal = stage.start_kiosk(rating_device, "--headless", "--script", rating_script, window_width=1280, window_height=800)
    ticket = take_ticket(stage, summary)
    serve_ticket(stage, ticket, summary)
    rate(stage, terminal, rating_device, ticket, summary)
    read_metrics(stage, ticket, summary)
    summary["events"] = count_events(stage)
    stage.stop()
    stage.run("saduak-server", "verify", "--data", stage.server_data)
    say("ok  the log verifies: hash chain, folds, numbers")
    summary["verify"] = True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bin", required=True, help="folder of the programs")
    parser.add_argument("--data", required=True, help="folder for the runs' data")
    given = parser.parse_args()
    started = time.monotonic()
    # The keys that scripts rely on are there whatever happens.
    summary = {"ok": False, "ticket": None, "ticket_png": None, "kiosk_png": None, "counter": None, "rating": None, "metrics": [], "events": 0,
               "verify": False}
    data = Path(given.data) / ("once-" + datetime.now().strftime("%Y%m%d-%H%M%S-%f"))
    try:
        with Stage(given.bin, data) as stage:
            play(stage, summary)
        summary["ok"] = True
    except (StageError, KeyError, ValueError, OSError) as error:
        summary["error"] = str(error) if isinstance(error, StageError) else f"{type(error).__name__}: {error}"
        say(f"FAILED  {summary['error']}\n        what was said on the way is in {data}")
    summary["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps(summary, ensure_ascii=False), flush=True)
    return 0 if summary["ok"] else 1


if __name__ == "__main__":
    sys.exit(main())
