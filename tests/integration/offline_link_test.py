#!/usr/bin/env python3
"""Numbers that a kiosk gave out without its server, and check-in, over the device link (docs/PROTOCOL.md)."""
import hashlib
import secrets
import unittest

from device_client import Link, an_issue
from queue_routes import DESK, HALL, RoutesTest, at, clock, setUpModule, stage, tearDownModule  # noqa: F401
from server_process import read_log


class KioskTest(RoutesTest):
    def setUp(self):
        self.kiosk = stage().device("issue", "hall")
        granted = self.ok(self.admin.post(HALL + "/ranges", {"prefix": "A", "size": 20, "device": self.kiosk["id"]}), 201)["range"]
        self.first = granted["first"]
        self.boot = secrets.token_hex(16)

    def online(self, mono_ms=None, **changes):
        link = Link(stage(), self.kiosk)
        clocks = {} if mono_ms is None else {"mono_ms": mono_ms}
        self.assertEqual(link.hello(secrets.token_hex(16), boot=self.boot, **clocks, **changes)["type"], "welcome")
        return link

    def offline(self, n=0, **taken):
        return {**an_issue(), "paper": "confirmed", "number": f"A{self.first + n}", "taken": {"boot": self.boot, "mono_ms": 0, **taken}}

    def ticket(self, answer):
        self.assertTrue(answer.get("ok"), answer)
        return answer["result"]["ticket"]

    def issued_event(self, ticket):
        return next(event for event in read_log(stage()) if event["type"] == "ticket.issued" and event["ticket"] == ticket["id"])

    def test_within_a_boot_the_true_time_is_known_whatever_the_clock_says(self):
        now = clock(2)
        link = self.online(mono_ms=600_000, clock="1999-01-01T00:00:00Z")
        ticket = self.ticket(link.command(1, "issue", **self.offline(0, mono_ms=540_000, clock="2031-01-01T00:00:00Z")))
        self.assertEqual(ticket["issued_at"], at(now - 1))
        self.assertNotIn("time_estimated", self.issued_event(ticket)["body"])

    def test_in_another_boot_it_is_the_clock_and_how_far_it_was_off_and_says_so(self):
        now = clock(5)
        link = self.online(mono_ms=5_000, clock=at(now - 5))  # five minutes behind
        taken = {"boot": secrets.token_hex(16), "mono_ms": 9_000_000, "clock": at(now - 6)}
        ticket = self.ticket(link.command(1, "issue", **{**self.offline(), "taken": taken}))
        self.assertEqual(ticket["issued_at"], at(now - 1))
        self.assertTrue(self.issued_event(ticket)["body"]["time_estimated"])

    def test_nobody_comes_before_the_last_contact(self):
        link = self.online(mono_ms=5_000)
        contact = clock(1)
        link.send({"type": "ping"})
        self.assertTrue(link.command(1, "printer", state="ready")["ok"])
        clock(4)
        taken = {"boot": secrets.token_hex(16), "mono_ms": 0, "clock": at(-120)}
        ticket = self.ticket(link.command(2, "issue", **{**self.offline(), "taken": taken}))
        self.assertEqual(ticket["issued_at"], at(contact))

    def test_an_offline_number_supersedes_the_issue_that_was_given_up(self):
        link = self.online(mono_ms=5_000)
        given_up = an_issue()
        self.assertTrue(link.command(1, "issue", **given_up)["ok"])
        ticket = self.ticket(link.command(2, "issue", **self.offline(1, mono_ms=5_000), supersedes=given_up["ticket"]))
        self.assertEqual(ticket["number"], f"A{self.first + 1}")
        old = self.ok(self.agent.get(f"{HALL}/tickets/{given_up['ticket']}"))
        self.assertEqual(old["state"], "void")

    def test_an_adopted_number_and_the_kiosks_own_news_become_one_ticket(self):
        self.ok(self.admin.post(HALL + "/counters/c2/open"))
        adopted = self.ok(self.agent.post(HALL + "/adopt", {"counter": "c2", "number": f"A{self.first}"}))["ticket"]
        offline = self.offline(0, mono_ms=1_000)
        ticket = self.ticket(self.online(mono_ms=5_000).command(1, "issue", **offline))
        self.assertEqual((ticket["id"], ticket["state"]), (adopted["id"], "called"))
        self.assertEqual(self.ok(self.agent.get(f"{HALL}/tickets/{offline['ticket']}"))["id"], adopted["id"])

    def test_a_number_that_is_not_the_kiosks_is_refused_and_so_is_one_given_before(self):
        link = self.online(mono_ms=5_000)
        self.assertEqual(link.command(1, "issue", **{**self.offline(), "number": "A001"})["error"]["code"], "wrong_number")
        self.ticket(link.command(2, "issue", **self.offline(3)))
        self.assertEqual(link.command(3, "issue", **self.offline(3))["error"], {"code": "number_taken", "about": f"A{self.first + 3}"})
        without = {key: value for key, value in self.offline(4).items() if key != "taken"}
        self.assertIn("taken", link.command(4, "issue", **without)["error"]["about"])

    def test_a_withdrawn_range_is_given_back_by_the_kiosk(self):
        link = self.online()
        name = f"A{self.first}"
        self.ok(self.admin.post(f"{HALL}/ranges/{name}/withdraw"))
        mine = {"prefix": "A", "first": self.first, "last": self.first + 19, "withdrawn": True}
        while not link.states or mine not in link.states[-1]["state"]["ranges"]:
            link.receive("state")
        self.assertTrue(link.command(1, "release_range", prefix="A", first=self.first)["ok"])
        self.assertNotIn(name, [item["range"] for item in self.ok(self.admin.get(HALL + "/ranges"))["items"]])
        self.assertEqual(link.command(2, "release_range", prefix="A", first=self.first)["error"]["code"], "wrong_number")

    def test_a_kiosk_says_that_it_has_caught_up(self):
        link = self.online()
        self.assertTrue(link.command(1, "caught_up", day="2027-01-03")["ok"])
        self.assertEqual(link.command(2, "caught_up", day="sunday")["error"]["code"], "invalid")

    def test_a_kiosk_of_before_goes_on_as_it_was(self):
        link = self.online()
        self.assertTrue(link.command(1, "issue", **an_issue())["ok"])

    def test_an_appointment_is_checked_in_at_the_kiosk(self):
        booked = self.ok(self.admin.post(DESK + "/appointments", {"service": "id-card", "slot": at(180)}), 201)
        code = hashlib.sha256(booked["code"].encode()).hexdigest()
        here = {"ticket": secrets.token_hex(16), "lang": "th", "token_sha256": secrets.token_hex(32), "paper": "pending"}
        refused = self.online().command(1, "check_in", code_sha256=code, **here)
        self.assertEqual(refused["error"]["code"], "unknown_appointment")  # it is another site's
        added = stage().run("saduak-server", "device", "add", "desk-kiosk", "--site", "desk", "--data", stage().server_data)
        kiosk = {"id": "desk-kiosk", "key": added.split("(shown once): ")[1].split()[0]}
        stream = secrets.token_hex(16)
        while (link := Link(stage(), kiosk)).hello(stream)["type"] != "welcome":
            pass
        ticket = self.ticket(link.command(1, "check_in", code_sha256=code, **here))
        self.assertEqual((ticket["class"], ticket["slot"], ticket["paper"]), ("appointment", at(180), "pending"))
        self.assertIn("estimate", ticket)
        another = {**here, "ticket": secrets.token_hex(16), "token_sha256": secrets.token_hex(32)}
        self.assertEqual(link.command(2, "check_in", code_sha256=code, **another)["error"]["code"], "wrong_state")


if __name__ == "__main__":
    unittest.main()
