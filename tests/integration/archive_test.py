#!/usr/bin/env python3
"""Days of a site leave its log for a file, and the whole is exported and imported to the same head: nothing that anyone asks for changes."""
import json
import shutil
import sqlite3
import subprocess
import unittest

from clocked_case import ClockedCase
from server_process import BIN, SITE, check, issue, read_log

DAYS = ["2027-01-04", "2027-01-05", "2027-01-06"]


def tool(*arguments, fails=False):
    done = subprocess.run([BIN / "saduak-server", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    check((done.returncode != 0) == fails, f"{arguments}: exit code {done.returncode}: {done.stdout[-300:]} {done.stderr[-500:]}")
    return done.stderr if fails else done.stdout


class Archive(ClockedCase):
    def data(self):
        return ["--data", self.stage.server_data]

    def work(self):
        for day in DAYS:
            self.set_clock(f"{day}T02:00:00Z")
            token = self.stage.setup["tokens"]["agent"]
            check(self.stage.request("POST", f"/api/v1/sites/{SITE}/counters/c1/open", {}, token).status == 200, "the counter does not open")
            for minute in range(3):
                check(issue(self.stage).status == 201, "no ticket")
                self.set_clock(f"{day}T02:1{minute}:00Z")
                called = self.stage.request("POST", f"/api/v1/sites/{SITE}/counters/c1/next?finish=true", {}, token)
                check(called.status == 200, called.text)

    def questions(self):
        figures = tool("metrics", "--site", SITE, "--from", DAYS[0], "--to", DAYS[-1], "--group", "day", "--json", *self.data())
        return figures, tool("gaps", "--site", SITE, "--day", DAYS[0], "--json", *self.data())

    def head(self):
        return next(site for site in json.loads(tool("verify", "--json", *self.data()))["sites"] if site["site"] == SITE)

    def test_archived_days_are_still_answered_for(self):
        self.work()
        events = read_log(self.stage)
        tool("archive", "--site", SITE, "--before", DAYS[1], *self.data(), fails=True)  # a server runs there
        self.stop_server()
        before, head = self.questions(), self.head()
        report = tool("gaps", "--site", SITE, "--day", DAYS[0], *self.data())
        kept = report.splitlines()[-1].removeprefix("head ")
        self.assertEqual(kept, f"{SITE}:{head['events']}:{head['head']}")
        tool("export", "--site", SITE, self.stage.data / "before.jsonl", *self.data())

        print(tool("archive", "--site", SITE, "--before", DAYS[2], *self.data()))
        rows = sqlite3.connect(self.stage.server_data / "saduak.db").execute("SELECT count(*) FROM event WHERE site = ?", (SITE,)).fetchone()[0]
        self.assertLess(rows, len(events))
        self.assertEqual(self.questions(), before)
        for path in self.stage.server_data.glob("facts.db*"):
            path.unlink()
        self.assertEqual(self.questions(), before)  # folded anew, from the file on
        after = self.head()
        tool("verify", "--head", kept, *self.data())
        self.assertEqual((after["head"], after["events"]), (head["head"], head["events"]))
        self.assertEqual([file["state"] for file in after["archive"]], ["sound"])
        tool("export", "--site", SITE, self.stage.data / "after.jsonl", *self.data())
        self.assertEqual((self.stage.data / "after.jsonl").read_bytes(), (self.stage.data / "before.jsonl").read_bytes())
        tool("archive", "--site", SITE, "--before", DAYS[2], *self.data(), fails=True)  # nothing more is closed

        self.start_server()
        self.set_clock(f"{DAYS[-1]}T05:00:00Z")
        self.assertEqual(read_log(self.stage)[:len(events)], events)
        self.assertEqual(issue(self.stage).json()["number"], "A004")

        # Without the file its days alone are missed, by name.
        file = next((self.stage.server_data / "archive").iterdir())
        shutil.move(file, self.stage.data / file.name)
        self.assertIn(file.name, tool("gaps", "--site", SITE, "--day", DAYS[0], *self.data(), fails=True))
        self.assertEqual(self.head()["archive"][0]["state"], "absent")
        self.assertEqual(issue(self.stage).status, 201)
        shutil.move(self.stage.data / file.name, file)

    def test_an_export_becomes_the_same_log_elsewhere(self):
        self.work()
        log = self.stage.data / "hall.jsonl"
        tool("export", "--site", SITE, log, *self.data())  # beside the running server
        tool("export", "--site", SITE, log, *self.data(), fails=True)  # it is there
        tool("export", log, *self.data(), "--force", fails=True)  # which of two sites?
        elsewhere = ["--data", self.stage.data / "elsewhere"]
        printed = tool("import-log", log, *elsewhere)
        self.assertIn(self.head()["head"], printed)
        copy = json.loads(tool("verify", "--json", *elsewhere))
        self.assertTrue(copy["ok"])
        self.assertEqual(copy["sites"][0]["head"], self.head()["head"])

        issue(self.stage)
        tool("export", "--site", SITE, log, "--force", "--after", copy["sites"][0]["events"], *self.data())
        self.assertIn(self.head()["head"], tool("import-log", log, *elsewhere))
        lines = log.read_text().splitlines()
        log.write_text("\n".join([lines[0], lines[1].replace('\\"A004\\"', '\\"A005\\"')]))
        shutil.rmtree(self.stage.data / "elsewhere")
        self.assertIn("import the file before it first", tool("import-log", log, *elsewhere, fails=True))


if __name__ == "__main__":
    unittest.main()
