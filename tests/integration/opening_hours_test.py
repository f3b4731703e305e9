#!/usr/bin/env python3
"""A site with office hours: who may take a ticket when, and kiosks that hear of opening and closing without being told of any event."""
import json
import secrets
import unittest

from clocked_case import ClockedCase
from device_client import Link, an_issue
from server_process import SOURCE

HOURS = """
[opening]
calendar = ["th-2570"]
[opening.week]
mon-fri = ["08:30-12:00", "13:00-16:30"]
"""
# Bangkok is seven hours ahead: Tuesday 5 January 2027.
OPENING, LUNCH, CLOSING = "2027-01-05T01:30:00Z", "2027-01-05T05:00:00Z", "2027-01-05T09:30:00Z"


class OpeningHours(ClockedCase):
    def prepare(self):
        site = self.stage.data / "hall.toml"
        text = (SOURCE / "assets" / "demo" / "municipality.toml").read_text()
        at = text.index("[[service]]")
        site.write_text(text[:at] + HOURS + text[at:])
        self.stage.run("saduak-server", "site", "add", site, "--data", self.stage.server_data)

    def kiosk(self):
        link = Link(self.stage, self.stage.device("issue", "hall"))
        self.assertEqual(link.hello(secrets.token_hex(16))["type"], "welcome")
        return link

    def issue(self, channel):
        body = {"service": "id-card", "channel": channel}
        return self.stage.request("POST", "/api/v1/sites/hall/tickets", body, self.stage.setup["tokens"]["agent"])

    def first_service(self, link):
        return link.receive("state")["state"]["services"][0]

    def test_before_opening_a_kiosk_is_refused_and_told_when_staff_are_not(self):
        self.set_clock("2027-01-05T01:29:59Z")
        link = self.kiosk()
        refused = link.command(1, "issue", **an_issue())
        self.assertEqual((refused["ok"], refused["error"]), (False, {"code": "site_closed", "about": "2027-01-05T01:30:00.000Z"}))
        self.assertEqual(self.issue("kiosk").status, 409)
        self.assertEqual(self.issue("staff").status, 201)
        self.set_clock(OPENING)
        self.assertTrue(link.command(2, "issue", **an_issue())["ok"])

    def test_a_kiosk_hears_of_opening_lunch_and_closing_though_nothing_happens(self):
        self.set_clock("2027-01-05T00:00:00Z")
        link = self.kiosk()
        service = self.first_service(link)
        self.assertEqual((service["open"], service["closed"]), (False, {"code": "site_closed", "about": "2027-01-05T01:30:00.000Z"}))
        self.set_clock(OPENING)
        self.assertTrue(self.first_service(link)["open"])
        self.set_clock(LUNCH)
        self.assertEqual(self.first_service(link)["closed"]["about"], "2027-01-05T06:00:00.000Z")
        self.set_clock("2027-01-05T06:00:00Z")
        self.assertTrue(self.first_service(link)["open"])
        self.set_clock(CLOSING)
        self.assertEqual(self.first_service(link)["closed"]["about"], "2027-01-06T01:30:00.000Z")

    def test_the_kiosk_itself_shows_a_closed_site_and_opens_with_it(self):
        self.set_clock("2027-01-05T00:00:00Z")
        script = self.stage.data / "opening.script"
        script.write_text("wait closed 20\nprint-state\nwait home 20\nquit\n")
        kiosk = self.stage.start_kiosk(self.stage.device("issue", "hall"), "--headless", "--script", script)
        self.assertEqual(json.loads(kiosk.stdout.readline())["screen"], "closed")
        self.set_clock(OPENING)
        self.assertEqual(kiosk.wait(30), 0)
        self.stage.stop()

    def test_a_holiday_of_the_calendar_closes_the_site(self):
        self.set_clock("2027-04-13T03:00:00Z")  # Songkran, Tuesday to Thursday
        answer = self.issue("kiosk")
        self.assertEqual(answer.status, 409)
        self.assertIn("2027-04-16T01:30:00.000Z", answer.text)


if __name__ == "__main__":
    unittest.main()
