#!/usr/bin/env python3
"""A server whose clock a test sets: deadlines come when the clock says so, a new service day begins, and real data are refused."""
import secrets
import subprocess
import unittest

from clocked_case import ClockedCase
from device_client import Link, an_issue
from server_process import BIN, SOURCE, Stage, check, read_log, temporary_folder


class ManualClock(ClockedCase):
    def issue(self):
        answer = self.stage.request("POST", "/api/v1/sites/hall/tickets", {"service": "id-card"}, self.stage.setup["tokens"]["agent"])
        check(answer.status == 201, answer.text)
        return answer.json()

    def wait_for(self, kind):
        for _ in range(200):
            events = [event for event in read_log(self.stage) if event["type"] == kind]
            if events:
                return events
        raise AssertionError(f"no {kind} in the log")

    def test_time_is_what_the_test_says(self):
        self.assertEqual(self.set_clock("2027-01-04T01:30:00Z"), "2027-01-04T01:30:00.000Z")
        self.assertIsNone(self.set_clock("yesterday"))
        self.assertEqual(self.issue()["issued_at"], "2027-01-04T01:30:00.000Z")

    def test_fifteen_seconds_of_silence_leave_the_paper_unconfirmed(self):
        self.set_clock("2027-01-04T01:30:00Z")
        kiosk = next(d for d in self.stage.setup["devices"] if d["site"] == "hall" and "issue" in d["role"])
        link = Link(self.stage, kiosk)
        self.assertEqual(link.hello(secrets.token_hex(16))["type"], "welcome")
        self.assertTrue(link.command(1, "issue", **an_issue())["ok"])
        self.set_clock("2027-01-04T01:30:14.999Z")
        self.assertFalse([event for event in read_log(self.stage) if event["type"] == "ticket.paper"])
        self.set_clock("2027-01-04T01:30:15Z")
        (event,) = self.wait_for("ticket.paper")
        self.assertEqual(event["body"]["paper"], "unconfirmed")

    def test_the_day_closes_by_itself_and_numbers_begin_again(self):
        self.set_clock("2027-01-04T09:00:00Z")
        self.assertEqual(self.issue()["number"], "A001")
        self.assertEqual(self.issue()["number"], "A002")
        self.set_clock("2027-01-04T17:00:00Z")  # midnight in Bangkok
        self.wait_for("day.closed")
        self.assertEqual(len(self.wait_for("ticket.expired")), 2)
        self.assertEqual(self.issue()["number"], "A001")


class RealData(unittest.TestCase):
    def test_a_manual_clock_is_refused_for_real_data_and_beyond_loopback(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.init()
            serve = [BIN / "saduak-server", "serve", "--data", stage.server_data, "--clock", "manual"]
            beyond = subprocess.run([*serve, "--http", "127.0.0.1:0", "--device", "0.0.0.0:0"], capture_output=True, text=True, timeout=30)
            self.assertEqual(beyond.returncode, 1)
            self.assertIn("loopback", beyond.stderr)
            site = (stage.data / "real.toml")
            text = (SOURCE / "assets" / "demo" / "municipality.toml").read_text()
            self.assertIn("demo = true", text)
            site.write_text(text.replace("demo = true", "demo = false"))
            stage.run("saduak-server", "site", "add", site, "--data", stage.server_data)
            real = subprocess.run([*serve, "--http", "127.0.0.1:0", "--device", "127.0.0.1:0"], capture_output=True, text=True, timeout=30)
            self.assertEqual(real.returncode, 1)
            self.assertIn("hall", real.stderr)


if __name__ == "__main__":
    unittest.main()
