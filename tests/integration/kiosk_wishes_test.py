#!/usr/bin/env python3
"""What citizens do at a device besides taking a ticket: call for staff, check in an appointment, rate at the exit, say what it was about."""
import hashlib
import secrets
import unittest

from device_client import Link
from queue_routes import DESK, HALL, RoutesTest, at, setUpModule, stage, tearDownModule  # noqa: F401
from server_process import SITE, read_log
from web_client import Live


class Device(Link):
    """Connected, its commands counted."""

    def __init__(self, device):
        super().__init__(stage(), device)
        self.n = 0
        welcome = self.hello(secrets.token_hex(16))
        assert welcome["type"] == "welcome", welcome

    def tell(self, name, **fields):
        self.n += 1
        return self.command(self.n, name, **fields)

    def until(self, wanted):
        """Reads states until one is as wanted; the socket's deadline ends it."""
        while not (self.states and wanted(self.states[-1]["state"])):
            self.receive("state")


class WishesTest(RoutesTest):
    def enrolled(self, name, **fields):
        made = self.ok(self.admin.post(DESK + "/devices", {"id": name, **fields}))
        given = self.ok(self.anyone.post("/api/v1/enrol", {"code": made["code"]}))
        return Device({"id": name, "key": given["key"]})

    def test_a_call_for_staff_is_seen_at_the_counters_until_somebody_answers(self):
        kiosk = Device(stage().device("issue", SITE))
        live = Live(stage().addresses["http"], f"site={SITE}&view=agent", token=stage().setup["tokens"]["agent"])
        self.addCleanup(live.close)
        self.assertEqual(live.next()["staff_calls"], [])
        self.assertTrue(kiosk.tell("call_staff", wanted=True)["ok"])
        self.assertTrue(kiosk.tell("call_staff", wanted=True)["ok"])
        live.until(lambda state: state["staff_calls"] != [])
        self.assertEqual([call["device"] for call in live.state["staff_calls"]], [kiosk.device["id"]])
        kiosk.until(lambda state: state["staff_called"])
        path = f"{HALL}/staff-calls/{kiosk.device['id']}/answer"
        self.only_for([], [self.auditor], "POST", path)
        self.ok(self.agent.post(path))
        self.ok(self.supervisor.post(path))  # the second who goes is late, not wrong
        live.until(lambda state: state["staff_calls"] == [])
        kiosk.until(lambda state: not state["staff_called"])
        types = [event["type"] for event in read_log(stage()) if event["type"].startswith("staff.")]
        self.assertEqual(types[-2:], ["staff.called", "staff.call_ended"])

    def test_a_call_is_taken_back(self):
        kiosk = Device(stage().device("issue", SITE))
        kiosk.tell("call_staff", wanted=True)
        kiosk.until(lambda state: state["staff_called"])
        kiosk.tell("call_staff", wanted=False)
        kiosk.until(lambda state: not state["staff_called"])
        self.assertFalse(kiosk.tell("call_staff")["ok"])

    def test_an_appointment_is_checked_in_at_the_kiosk_by_its_code(self):
        kiosk = self.enrolled("desk-kiosk", roles=["issue"])
        kiosk.until(lambda state: state["appointments"])
        booked = self.ok(self.admin.post(DESK + "/appointments", {"service": "id-card", "slot": at(180)}), 201)

        def arrive(code):
            return kiosk.tell("check_in", code_sha256=hashlib.sha256(code.encode()).hexdigest(), ticket=secrets.token_hex(16), lang="th",
                              token_sha256=secrets.token_hex(32), paper="pending")
        answer = arrive(booked["code"])
        self.assertTrue(answer["ok"], answer)
        self.assertEqual((answer["result"]["ticket"]["class"], answer["result"]["ticket"]["service"]), ("appointment", "id-card"))
        self.assertEqual(arrive(booked["code"])["error"]["code"], "wrong_state")
        self.assertEqual(arrive("ZZZZZZZZ")["error"]["code"], "unknown_appointment")

    def test_at_the_exit_a_ticket_is_rated_by_its_code_once_and_then_explained_once(self):
        terminal = self.enrolled("desk-exit", roles=["rate"])
        terminal.until(lambda state: state["rating"]["place"] == "exit" and state["rate_now"] is None)
        ticket = self.issue(DESK)
        code = hashlib.sha256(ticket["token"].encode()).hexdigest()
        self.assertEqual(terminal.tell("rate", token_sha256=code, score=4)["error"]["code"], "wrong_state")
        self.serve(ticket, site=DESK)
        self.ok(self.admin.post(f"{DESK}/tickets/{ticket['id']}/finish"))
        self.assertEqual(terminal.tell("rate_reasons", token_sha256=code, reasons=["staff"])["error"]["code"], "wrong_state")
        self.assertTrue(terminal.tell("rate", token_sha256=code, score=4)["ok"])
        self.assertEqual(terminal.tell("rate", token_sha256=code, score=1)["error"]["code"], "already_rated")
        self.assertEqual(terminal.tell("rate_reasons", token_sha256=code, reasons=["weather"])["error"]["code"], "invalid")
        self.assertTrue(terminal.tell("rate_reasons", token_sha256=code, reasons=["staff", "place"])["ok"])
        self.assertEqual(terminal.tell("rate_reasons", token_sha256=code, reasons=["staff"])["error"]["code"], "already_rated")
        log = [event for event in read_log(stage(), "desk") if event["type"].startswith("rating.")]
        self.assertEqual([(event["type"], event["body"]["channel"]) for event in log], [("rating.received", "exit"), ("rating.explained", "exit")])
        self.assertNotIn(ticket["id"], str(log))

    def test_the_exit_is_no_place_where_the_site_asks_at_its_counters(self):
        ticket = self.issue()
        terminal = Device(stage().device("rate", SITE))
        code = hashlib.sha256(ticket["token"].encode()).hexdigest()
        self.assertEqual(terminal.tell("rate", token_sha256=code, score=4)["error"]["code"], "invalid")


if __name__ == "__main__":
    unittest.main()
