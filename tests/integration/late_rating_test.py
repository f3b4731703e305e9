#!/usr/bin/env python3
"""Answers at the rating terminal that reach the server late count by when they were given (docs/OFFLINE.md)."""
import datetime
import os
import secrets
import time
import unittest

from cuttable_way import Way
from device_client import Link
from queue_routes import HALL, MORNING, RoutesTest, at, clock, setUpModule, stage, tearDownModule  # noqa: F401
from seen_kiosk import SeenKiosk
from server_process import BIN, SITE, check, demo_server, issue, read_log


def ms(minute, seconds=0):
    """A time of that morning as an event's body has it."""
    return round((MORNING.timestamp() + 60 * minute + seconds) * 1000)


def ratings(where):
    return [event for event in read_log(where) if event["type"] == "rating.received"]


def explained(where):
    return [event for event in read_log(where) if event["type"] == "rating.explained"]


class LateRatingTest(RoutesTest):
    def setUp(self):
        self.terminal = stage().device("rate", "hall")
        self.boot = secrets.token_hex(16)
        self.counter = "c1"

    def served(self):
        ticket = self.issue()
        self.serve(ticket, self.counter)
        self.ok(self.act(ticket, "finish"))
        return ticket["id"]

    def back(self, boot=None, **clocks):
        """The terminal's link again, with a stream of its own."""
        link = Link(stage(), self.terminal)
        self.assertEqual(link.hello(secrets.token_hex(16), boot=boot or self.boot, **clocks)["type"], "welcome")
        return link

    def test_within_the_boot_the_answer_has_its_true_time_whatever_the_clock_says(self):
        ticket = self.served()
        ended = clock(0)
        clock(1)
        self.served()  # the next one there
        clock(29)
        link = self.back(mono_ms=10_000_000, clock="1999-01-01T00:00:00Z")
        given = {"boot": self.boot, "mono_ms": 10_000_000 - 30 * 60_000 + 15_000, "clock": "2031-01-01T00:00:00Z"}  # 15 s after the end
        before = len(ratings(stage()))
        self.assertTrue(link.command(1, "rate", ticket=ticket, score=4, taken=given)["ok"])
        event = ratings(stage())[before]
        self.assertEqual(event["body"]["given_at"], ms(ended, 15))
        self.assertNotIn("time_estimated", event["body"])
        self.assertNotIn(ticket, str(event))
        self.assertTrue(link.command(2, "rate_reasons", ticket=ticket, reasons=["place"], taken={**given, "mono_ms": given["mono_ms"] + 5_000})["ok"])
        self.assertEqual(link.command(3, "rate", ticket=ticket, score=1, taken=given)["error"]["code"], "already_rated")

    def test_after_the_next_call_there_or_with_no_time_of_its_own_it_is_too_late(self):
        ticket = self.served()
        self.served()
        clock(30)
        link = self.back(mono_ms=10_000_000)
        after = {"boot": self.boot, "mono_ms": 10_000_000 - 29 * 60_000}
        self.assertEqual(link.command(1, "rate", ticket=ticket, score=4, taken=after)["error"]["code"], "too_late")
        self.assertEqual(link.command(2, "rate", ticket=ticket, score=4)["error"]["code"], "too_late")

    def test_of_another_boot_it_is_the_clock_and_marked(self):
        ticket = self.served()
        ended = clock(0)
        clock(30)
        link = self.back(mono_ms=1_000, clock=at(ended + 20))  # ten minutes behind
        before = len(ratings(stage()))
        given = {"boot": secrets.token_hex(16), "mono_ms": 5, "clock": at(ended - 10)}
        self.assertTrue(link.command(1, "rate", ticket=ticket, score=5, taken=given)["ok"])
        body = ratings(stage())[before]["body"]
        self.assertEqual((body["given_at"], body["time_estimated"]), (ms(ended), True))

    def test_a_clock_that_cannot_be_read_is_refused(self):
        ticket = self.served()
        error = self.back().command(1, "rate", ticket=ticket, score=5, taken={"boot": "x", "mono_ms": 1})["error"]
        self.assertEqual(error["code"], "invalid")
        self.assertIn("taken", error["about"])


class CutOffTerminal(unittest.TestCase):
    """The terminal itself: asked, cut off, answered; the next is called meanwhile."""

    def agent(self, stage, path):
        reply = stage.request("POST", f"/api/v1/sites/{SITE}/{path}", token=stage.setup["tokens"]["agent"])
        check(reply.status == 200, f"{path}: {reply.status} {reply.text}")
        return reply.json()

    def finish(self, stage):
        ticket = issue(stage).json()
        self.agent(stage, "counters/c1/next")
        self.agent(stage, f"tickets/{ticket['id']}/start")
        self.agent(stage, f"tickets/{ticket['id']}/finish")

    def test_its_answer_counts_when_the_way_is_healed(self):
        with demo_server() as stage, Way(stage.addresses["device"]) as way:
            device = stage.device("rate", SITE)
            config = stage.kiosk_config(device)
            config.write_text(config.read_text().replace(stage.addresses["device"], way.address))
            with SeenKiosk([BIN / "saduak-kiosk", "--config", config, "--headless", "--script", "-"], os.environ, stage.data) as kiosk:
                kiosk.say("wait rating_idle 30", "print-state", "wait rating 40", "print-state")
                self.assertEqual(kiosk.hear("state")["screen"], "rating_idle")
                self.agent(stage, "counters/c1/open")
                self.finish(stage)
                self.assertEqual(kiosk.hear("state")["screen"], "rating")
                way.cut()
                kiosk.say("tap face 4", "wait reasons", "tap reason 3", "wait thanks", "print-state")
                self.assertEqual(kiosk.hear("state")["screen"], "thanks")
                self.finish(stage)  # the next citizen is called there, and served
                self.assertEqual(ratings(stage), [])
                way.heal()
                self.assertTrue(kiosk.hear("rating")["ok"])
                deadline = time.monotonic() + 30
                while not explained(stage) and time.monotonic() < deadline:
                    time.sleep(0.2)
            given = ratings(stage)
            self.assertEqual([event["body"]["score"] for event in given], [4])
            arrived = datetime.datetime.fromisoformat(given[0]["at"]).timestamp() * 1000
            self.assertLess(given[0]["body"]["given_at"], arrived)
            self.assertNotIn("time_estimated", given[0]["body"])
            self.assertEqual(len(explained(stage)), 1)


if __name__ == "__main__":
    unittest.main()
