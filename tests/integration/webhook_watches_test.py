#!/usr/bin/env python3
"""Webhooks of what the server sees itself: kiosks that come and go, paper, and services near their standard time."""
import secrets
import time
import unittest
from datetime import datetime, timedelta, timezone

from clocked_case import ClockedCase
from device_client import Link
from outgoing_stage import Receiver
from server_process import SITE

HALL = f"/api/v1/sites/{SITE}"


class WatchTest(ClockedCase):
    def prepare(self):
        (self.stage.server_data / "server.toml").write_text('[outgoing]\nallow = ["127.0.0.1"]\nallow_http = true\n')
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)

    def post(self, path, body=None, token="agent"):
        reply = self.stage.request("POST", path, body, self.stage.setup["tokens"][token])
        self.assertIn(reply.status, (200, 201), reply.text)
        return reply.json()

    def test_a_kiosk_its_paper_and_its_absence(self):
        self.post("/api/v1/webhooks", {"url": self.receiver.url, "events": ["kiosk.offline", "kiosk.online", "printer.paper_low", "printer.paper_out"]}, "admin")
        device = self.stage.device("issue", SITE)
        stream = secrets.token_hex(16)
        link = Link(self.stage, device)
        self.assertEqual(link.hello(stream)["type"], "welcome")
        for n, state in enumerate(("ready", "paper_low", "paper_out"), 1):
            self.assertEqual(link.command(n, "printer", state=state)["type"], "ack")
        self.receiver.until(lambda all: len(all) == 2)
        link.socket.close()
        # Nobody is told within half a minute; then of this one, beside those that were never there.
        self.receiver.until(lambda all: any(one.json()["type"] == "kiosk.offline" and one.json()["device"] == device["id"] for one in all), 60)
        link = Link(self.stage, device)
        self.assertEqual(link.hello(stream, last_acked=3)["type"], "welcome")
        self.receiver.until(lambda all: any(one.json()["type"] == "kiosk.online" for one in all), 20)
        mine = [one.json()["type"] for one in self.receiver.received if one.json()["device"] == device["id"]]
        self.assertEqual(mine, ["printer.paper_low", "printer.paper_out", "kiosk.offline", "kiosk.online"])

    def test_a_service_near_its_standard_time(self):
        self.post("/api/v1/webhooks", {"url": self.receiver.url, "events": ["standard.at_risk"]}, "admin")
        start = datetime.now(timezone.utc).replace(microsecond=0) + timedelta(minutes=1)
        self.set_clock(start.isoformat())
        services = self.stage.request("GET", HALL + "/services").json()["items"]
        service = next(one for one in services if one["id"] == "id-card")
        self.assertGreater(service["standard_s"], 0)
        counters = self.stage.request("GET", HALL + "/counters", token=self.stage.setup["tokens"]["agent"]).json()["items"]
        counter = next(c["id"] for c in counters if any(skill["service"] == "id-card" for skill in c["skills"]))
        self.post(f"{HALL}/counters/{counter}/open")
        ticket = self.post(HALL + "/tickets", {"service": "id-card"})
        self.post(f"{HALL}/tickets/{ticket['id']}/call", {"counter": counter})
        self.post(f"{HALL}/tickets/{ticket['id']}/start")
        time.sleep(6)
        self.assertEqual(self.receiver.received, [])
        self.set_clock((start + timedelta(seconds=service["standard_s"] * 0.85)).isoformat())
        told = self.receiver.until(lambda all: len(all) == 1, 20)[0].json()
        self.assertEqual((told["type"], told["ticket"]["number"]), ("standard.at_risk", ticket["number"]))
        self.assertEqual(told["ticket"]["standard_s"], service["standard_s"])


if __name__ == "__main__":
    unittest.main()
