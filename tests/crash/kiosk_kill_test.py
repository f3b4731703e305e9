#!/usr/bin/env python3
"""SIGKILL of the kiosk at random points, with the server in reach, out of reach, going and coming back. The printer is a machine of its own
and keeps every paper that it cut. In the end: no number given to two citizens, no second paper of a ticket without a reprint, no ticket
left pending, nothing on paper that the server does not know or takes for cancelled, and what nobody can know is unconfirmed.
`./run prove kiosk-kill` does the same at length."""
import argparse
import hashlib
import json
import random
import shutil
import struct
import subprocess
import sys
import time
import zlib
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "integration"))

from cuttable_way import Way  # noqa: E402
from server_process import BIN, SITE, SOURCE, Stage, check, read_log, skip, temporary_folder, verify  # noqa: E402

sys.path.insert(0, str(SOURCE / "tests" / "support"))

from proof import Progress, commit  # noqa: E402

POINTS_A_FOLDER = 20
WAYS = ("reachable", "cut", "cut meanwhile", "cut", "reachable", "healed meanwhile")  # half of the starts without the server
# In turn: the kiosk asks before it gives a second ticket for the same service at once. Who finds no paper says so and gets a copy.
SERVICES = {"A": "id-card", "B": "registry"}
START = "tap service {}", "wait priority", "tap general", "wait take_ticket 20"
END = "tap done", "wait home"
TICKET = [line.format(SERVICES["A"]) for line in (*START, *END)]
COPY = [line.format(SERVICES["B"]) for line in (*START, "tap no-paper", "wait printing", "wait take_ticket 20", *END)]
RUN = (TICKET + COPY) * 10
HEAD_ROWS = 600  # in dots
TALLEST = 2100  # in dots; a copy of an offline ticket has 2016, and where two run together the second is whole
COUNTS = ("tickets", "offline", "papers", "confirmed", "unconfirmed", "cancelled", "reprinted", "copies_marked", "cut_short")


def height_of(picture):
    return int.from_bytes(picture.read_bytes()[20:24], "big")


def head_of(picture):
    """The picture's upper rows, which have the number and the mark of a copy; what is cut off short has them too."""
    data, at, packed = picture.read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        packed += data[at + 8:at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    rows = zlib.decompress(packed)
    return rows[:HEAD_ROWS * (len(rows) // height_of(picture))]


class Point:
    def __init__(self, seed, number):
        draw = random.Random(f"{seed} kiosk {number}")
        self.number = number
        self.way = WAYS[number % len(WAYS)]
        self.turns_after_s = draw.uniform(0.0, 0.4)
        self.killed_after_s = draw.uniform(0.0, 0.8)
        self.starting = draw.random() < 0.15  # killed in its start, before anybody can take a ticket


class KillStage:
    def __init__(self, folder):
        self.folder = folder
        self.stage = Stage(BIN, folder)
        self.stage.init()
        self.device = self.stage.device("issue", SITE)
        for prefix in SERVICES:
            self.stage.run("saduak-server", "range", "--site", SITE, "grant", "--prefix", prefix, "--size", 400, "--device", self.device["id"],
                           "--data", self.stage.server_data)
        self.stage.serve()
        self.way = Way(self.stage.addresses["device"])
        self.paper = folder / "paper"
        self.printer = self.stage.start("paper-keeper", "paper-keeper", self.paper)
        self.port = int(self.printer.stdout.readline())
        self.kiosk = None

    def close(self):
        self.way.cut()
        if self.kiosk and self.kiosk.poll() is None:
            self.kiosk.kill()
        self.printer.kill()
        self.stage.stop()

    def start_kiosk(self):
        config = self.stage.kiosk_config(self.device)
        text = config.read_text().replace(self.stage.addresses["device"], self.way.address)
        config.write_text(text.split("[printer]")[0] + f'[printer]\nkind = "network"\ntarget = "127.0.0.1:{self.port}"\n')
        with open(self.folder / "kiosk.log", "ab") as log:
            self.kiosk = subprocess.Popen([BIN / "saduak-kiosk", "--config", config, "--headless", "--script", "-"], stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE, stderr=log, text=True)

    def tell(self, lines):
        self.kiosk.stdin.write("\n".join(lines) + "\n")
        self.kiosk.stdin.flush()

    def kill(self):
        self.kiosk.kill()
        self.kiosk.wait()
        self.kiosk.stdin.close()
        self.kiosk.stdout.close()

    def play(self, point):
        if point.way in ("reachable", "cut meanwhile"):
            self.way.heal()
        else:
            self.way.cut()
        self.start_kiosk()
        if point.starting:
            time.sleep(point.killed_after_s / 2)
            return self.kill()
        self.tell(["wait home 20", "wait printer ready 20", "print-state"])
        check(self.kiosk.stdout.readline(), f"the kiosk did not come to its home screen: {self.folder / 'kiosk.log'}")
        began = time.monotonic()
        self.tell(RUN)
        turns = {"cut meanwhile": self.way.cut, "healed meanwhile": self.way.heal}.get(point.way)
        if turns and point.turns_after_s < point.killed_after_s:
            time.sleep(point.turns_after_s)
            turns()
        time.sleep(max(0.0, began + point.killed_after_s - time.monotonic()))
        self.kill()

    def owes(self):
        """Commands of the journal without an acknowledgement."""
        last = acked = 0
        for line in (self.stage.data / self.device["id"] / "journal").read_text().splitlines():
            words = line.split(" ", 5)
            if words[1] == "command":
                last = int(words[2])
            elif words[1] == "offline":
                last = int(words[4])
            elif words[1] == "acked":
                acked = int(words[2])
        return last - acked

    def wait_until_all_is_sent(self):
        deadline = time.monotonic() + 60
        while self.owes():
            check(time.monotonic() < deadline, f"the kiosk still owes {self.owes()} commands")
            time.sleep(0.1)

    def settle(self):
        self.way.heal()
        self.start_kiosk()
        self.tell(["wait home 20", "wait printer ready 20", "print-state"])
        check(self.kiosk.stdout.readline(), "the kiosk did not start")
        self.wait_until_all_is_sent()
        # A last whole ticket pushes out what a kill left hanging from the printer.
        self.tell([*COPY, "pause 0.5", "print-state"])
        while json.loads(self.kiosk.stdout.readline())["event"] != "state":
            pass
        self.wait_until_all_is_sent()
        self.tell(["quit"])
        check(self.kiosk.wait(30) == 0, "the kiosk's script failed")

    def codes_on(self, picture):
        read = subprocess.run(["zbarimg", "-q", "--raw", picture], capture_output=True, text=True).stdout.split()
        return [code.rsplit("/t/", 1)[1] for code in read]

    def judge(self):
        events = read_log(self.stage)
        tickets, by_token, numbers = {}, {}, Counter()
        for event in events:
            body, ticket = event["body"], event.get("ticket")
            if event["type"] == "ticket.issued":
                numbers[(body["day"], body["number"])] += 1
                tickets[ticket] = {"number": body["number"], "paper": body["paper"], "offline": body.get("offline", False), "ended": "",
                                   "reprints": 0, "missed": False}
                by_token[body["token_sha256"]] = ticket
            elif event["type"] == "ticket.paper":
                tickets[ticket]["paper"] = body["paper"]
                tickets[ticket]["missed"] |= body["paper"] == "failed"
            elif event["type"] == "ticket.reprinted":
                tickets[ticket]["reprints"] += 1
                tickets[ticket]["paper"] = "pending"
            elif event["type"] in ("ticket.cancelled", "ticket.voided"):
                tickets[ticket]["ended"] = event["type"]
        twice = [number for number, count in numbers.items() if count > 1]
        check(not twice, f"given to two: {twice}")
        papers, short = defaultdict(list), 0
        for picture in sorted(self.paper.glob("*.png")):
            codes = self.codes_on(picture)
            check(len(codes) <= 1 and height_of(picture) <= TALLEST, f"more than one ticket on one paper: {picture}")
            short += not codes
            for token in codes:
                ticket = by_token.get(hashlib.sha256(token.encode()).hexdigest())
                check(ticket is not None, f"on paper, and the server has not heard of it: {picture}")
                papers[ticket].append(head_of(picture))
        marked = 0
        for ticket, known in tickets.items():
            heads, where = papers[ticket], f"{known['number']} ({ticket})"
            on_paper = len(heads)
            check(on_paper <= 1 + known["reprints"], f"{on_paper} papers of {where} and {known['reprints']} reprints")
            copies = [head for head in heads[1:] if head != heads[0]]
            marked += len(copies)
            check(len(copies) == len(heads[1:]), f"a second paper of {where} without the mark of a copy")
            check(known["paper"] != "pending" or known["ended"], f"left pending: {where}")
            # Whoever said that no paper came, and got no copy because the kiosk died, counts as gone.
            check(not on_paper or not known["ended"] or known["missed"], f"somebody holds it, and it is {known['ended']}: {where}")
            check(known["paper"] != "confirmed" or on_paper, f"confirmed and on no paper: {where}")
        verify(self.stage)
        state = Counter("cancelled" if known["ended"] else known["paper"] for known in tickets.values())
        return {"tickets": len(tickets), "offline": sum(known["offline"] for known in tickets.values()), "papers": sum(map(len, papers.values())),
                "confirmed": state["confirmed"], "unconfirmed": state["unconfirmed"], "cancelled": state["cancelled"],
                "reprinted": sum(known["reprints"] for known in tickets.values()), "copies_marked": marked, "cut_short": short}


def play_folder(points, keep):
    started = time.monotonic()
    with temporary_folder() as folder:
        stage = KillStage(folder)
        try:
            for point in points:
                stage.play(point)
            stage.settle()
            verdict = stage.judge()
        finally:
            stage.close()
        print(f"points {points[0].number} to {points[-1].number}: " + ", ".join(f"{count} {name}" for name, count in verdict.items()), flush=True)
        keep([{"points": [point.number for point in points], **verdict, "seconds": round(time.monotonic() - started, 1)}])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file for the proof")
    parser.add_argument("--progress", type=Path, help="file of the points done, to go on from (with --json)")
    given = parser.parse_args()
    if not shutil.which("zbarimg"):
        skip("there is no zbarimg to read the papers")
    progress = Progress(given.progress, commit=commit(SOURCE), seed=given.seed)
    done = {number for record in progress.records for number in record["points"]}
    left = [Point(given.seed, number) for number in range(given.kills) if number not in done]
    for first in range(0, len(left), POINTS_A_FOLDER):
        play_folder(left[first:first + POINTS_A_FOLDER], progress.keep)
    records = progress.records
    kills = {number for record in records for number in record["points"]}
    ways = Counter(Point(given.seed, number).way for number in kills)
    report = {"proof": "kiosk-kill", "seed": given.seed, "kills": len(kills), "ways": dict(sorted(ways.items())),
              **{name: sum(record[name] for record in records) for name in COUNTS}, "number_given_to_two": 0, "second_papers_without_reprint": 0,
              "left_pending": 0, "unknown_papers": 0, "seconds": round(sum(record["seconds"] for record in records)), "commit": progress.tag["commit"]}
    check(report["offline"] > 0 and report["confirmed"] > 0 and report["copies_marked"] > 0, f"too little happened: {report}")
    print(json.dumps(report))
    if given.json:
        given.json.write_text(json.dumps(report) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
