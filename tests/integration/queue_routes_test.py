#!/usr/bin/env python3
"""The routes of a queue's whole life (docs/API.md): each does what it says, says why not, and is closed to who has no right to it."""
import json
import secrets
import unittest

from queue_routes import DESK, HALL, LAND, RoutesTest, at, clock, setUpModule, stage, tearDownModule  # noqa: F401
from server_process import SITE, read_log
from web_client import Live


class VisitTest(RoutesTest):
    def test_a_visit_of_several_services_goes_on_by_itself(self):
        ticket = self.issue(then=["registry"], people=3)
        self.assertEqual((ticket["then"], ticket["people"]), (["registry"], 3))
        self.serve(ticket)
        moved = self.ok(self.act(ticket, "finish", {"matters": 2}))["ticket"]
        self.assertEqual((moved["state"], moved["service"], moved["then"], moved["number"]), ("waiting", "registry", [], ticket["number"]))
        self.assertEqual(moved["ahead"], 0)
        about = self.refused(self.admin.post(HALL + "/tickets", {"service": "id-card", "then": ["moon"]}), 404, "unknown_service")
        self.assertEqual(about, "moon")
        for wrong in ({"people": 0}, {"people": 100}, {"then": "registry"}, {"then": ["registry"] * 6}, {"taken_at": at(0)}):
            self.refused(self.admin.post(HALL + "/tickets", {"service": "id-card", **wrong}), 400, "bad_request")

    def test_a_transfer_names_a_service_a_step_or_a_counter(self):
        ticket = self.issue()
        self.serve(ticket)
        moved = self.ok(self.act(ticket, "transfer", {"service": "registry", "counter": "c3"}))["ticket"]
        self.assertEqual((moved["state"], moved["service"], moved["only_at"], moved["ahead"]), ("waiting", "registry", "c3", 0))
        self.refused(self.act(ticket, "transfer", {"service": "registry", "counter": "c4"}), 409, "wrong_counter")
        self.refused(self.act(ticket, "transfer", {"service": "moon"}), 404, "unknown_service")
        self.refused(self.act(ticket, "transfer", {"counter": "c99"}), 404, "unknown_counter")
        self.refused(self.act(ticket, "transfer", {"step": "moon"}), 422, "invalid")
        self.refused(self.act(ticket, "transfer", {"service": "registry", "keeps_place": "yes"}), 400, "bad_request")
        self.refused(self.act({"id": "0" * 32}, "transfer", {"service": "registry"}), 404, "unknown_ticket")
        self.ok(self.act(ticket, "cancel"))
        self.refused(self.act(ticket, "transfer", {"service": "id-card"}), 409, "wrong_state")
        self.only_for([self.agent], [self.auditor], "POST", f"{HALL}/tickets/{ticket['id']}/transfer", {"service": "registry"})

    def test_a_transfer_that_keeps_its_place_comes_before_who_came_later(self):
        first, second = self.issue(), self.issue(service="registry")
        clock(1)
        self.serve(first)
        self.assertEqual(self.ok(self.act(first, "transfer", {"service": "registry", "keeps_place": True}))["ticket"]["ahead"], 0)
        why = self.ok(self.agent.get(f"{HALL}/explain?a={second['number']}&b={first['number']}"))
        self.assertEqual((why["first"]["number"], why["reason"]), (first["number"], "arrival"))

    def test_the_same_counter_goes_on_with_the_next_step(self):
        ticket = self.issue(LAND, "transfer")
        self.assertEqual(self.serve(ticket, "r1", LAND)["step"], "reception")
        stepped = self.ok(self.act(ticket, "step-done", site=LAND))["ticket"]
        self.assertEqual((stepped["state"], stepped["step"]), ("serving", "inquiry"))
        for _ in range(2):
            self.ok(self.act(ticket, "step-done", site=LAND))
        self.refused(self.act(ticket, "step-done", site=LAND), 422, "invalid")
        waiting = self.issue(LAND, "transfer")
        self.refused(self.act(waiting, "step-done", site=LAND), 409, "wrong_state")

    def test_a_held_ticket_goes_on_at_a_counter_or_back_to_its_place(self):
        ticket = self.issue()
        self.serve(ticket)
        self.ok(self.act(ticket, "hold"))
        self.assertEqual(self.ok(self.act(ticket, "resume", {"counter": "c2"}))["ticket"]["state"], "serving")
        self.ok(self.act(ticket, "hold"))
        waiting = self.ok(self.act(ticket, "resume"))["ticket"]
        self.assertEqual((waiting["state"], waiting["ahead"]), ("waiting", 0))
        self.refused(self.act(ticket, "resume"), 409, "wrong_state")

    def test_who_missed_the_call_comes_behind_those_who_are_first_now(self):
        missed, *others = [self.issue() for _ in range(5)]
        self.ok(self.admin.post(HALL + "/counters/c2/open"))
        for _ in range(3):
            self.ok(self.act(missed, "call", {"counter": "c2"}))
            self.ok(self.act(missed, "no-show"))
            shown = self.agent_view()["missed"]
            returns = next(ticket["returns"] for ticket in shown if ticket["id"] == missed["id"])
            if returns is None:
                break
            behind = returns["behind"]
            back = self.ok(self.act(missed, "return"))["ticket"]
            order = [ticket["number"] for ticket in self.ok(self.agent.get(HALL + "/queue"))["items"]]
            # Behind the third that waits; the second time that is where it was before.
            self.assertEqual(order.index(missed["number"]), 3)
            self.assertIn(behind, (others[2]["number"], None))
            self.assertEqual(back["ahead"], order.index(missed["number"]))
        self.refused(self.act(missed, "return"), 409, "no_show_limit")

    def agent_view(self):
        live = Live(stage().addresses["http"], f"site={SITE}&view=agent", cookie=self.agent.cookie)
        self.addCleanup(live.close)
        return live.next()

    def test_undo_says_until_when(self):
        ticket = self.issue()
        self.ok(self.admin.post(HALL + "/counters/c2/open"))
        called = self.ok(self.act(ticket, "call", {"counter": "c2"}))["ticket"]
        self.assertGreater(called["undo_until"], called["called_at"])
        back = self.ok(self.act(ticket, "undo"))["ticket"]
        self.assertEqual((back["state"], back["undo_until"]), ("waiting", None))
        self.ok(self.act(ticket, "call", {"counter": "c2"}))
        clock(1)
        self.refused(self.act(ticket, "undo"), 409, "too_late")

    def test_a_matter_of_the_back_office_is_listed_until_it_is_done(self):
        ticket = self.issue()
        self.serve(ticket)
        self.refused(self.act(ticket, "complete"), 404, "unknown_ticket")
        self.ok(self.act(ticket, "finish", {"outcome": "back_office"}))
        listed = self.ok(self.agent.get(HALL + "/back-office"))
        self.assertEqual([item["number"] for item in listed["items"] if item["id"] == ticket["id"]], [ticket["number"]])
        self.refused(self.act(ticket, "complete", {"outcome": "back_office"}), 422, "invalid")
        self.refused(self.act(ticket, "complete", {"outcome": "splendid"}), 400, "bad_request")
        self.ok(self.act(ticket, "complete", {"outcome": "served"}))
        self.assertNotIn(ticket["id"], [item["id"] for item in self.ok(self.agent.get(HALL + "/back-office"))["items"]])
        self.only_for([self.agent, self.auditor], [], "GET", HALL + "/back-office")

    def test_advice_is_counted_at_an_open_counter(self):
        self.refused(self.admin.post(HALL + "/counters/c4/advice"), 409, "counter_closed")
        self.ok(self.admin.post(HALL + "/counters/c4/open"))
        self.assertEqual(self.ok(self.admin.post(HALL + "/counters/c4/advice", {"service": "land-tax"})), {})
        self.refused(self.admin.post(HALL + "/counters/c4/advice", {"service": "moon"}), 404, "unknown_service")
        given = [event for event in read_log(stage()) if event["type"] == "advice.given"]
        self.assertEqual([event["service"] for event in given], ["land-tax"])
        self.only_for([self.agent], [self.auditor], "POST", HALL + "/counters/c4/advice")

    def test_matters_are_counted_and_checked(self):
        ticket = self.issue()
        self.serve(ticket)
        for wrong in (0, 100, "two"):
            self.refused(self.act(ticket, "finish", {"matters": wrong}), 400, "bad_request")
        self.ok(self.act(ticket, "finish", {"matters": 4}))
        finished = [event for event in read_log(stage()) if event["type"] == "ticket.finished" and event["ticket"] == ticket["id"]]
        self.assertEqual(finished[0]["body"]["matters"], 4)


class ExplainTest(RoutesTest):
    def test_why_one_is_called_before_another_in_both_languages(self):
        general, priority = self.issue(), self.issue(**{"class": "priority"})
        why = self.ok(self.agent.get(f"{HALL}/explain?a={general['number']}&b={priority['id']}"))
        self.assertEqual((why["first"], why["reason"]), ({"id": priority["id"], "number": priority["number"]}, "class"))
        self.assertEqual(why["second"]["number"], general["number"])
        self.assertRegex(why["words"]["th"], "[\u0e00-\u0e7f]")
        self.assertIn("priority", why["words"]["en"])
        self.assertTrue(why["callable"])
        self.refused(self.agent.get(f"{HALL}/explain?a={general['number']}&b=Z999"), 404, "unknown_ticket")
        self.refused(self.agent.get(f"{HALL}/explain?a={general['number']}"), 404, "unknown_ticket")
        self.ok(self.act(general, "cancel"))
        self.refused(self.agent.get(f"{HALL}/explain?a={general['number']}&b={priority['number']}"), 409, "wrong_state")
        self.only_for([self.agent, self.auditor], [], "GET", f"{HALL}/explain?a={general['number']}&b={priority['number']}")


class NumbersTest(RoutesTest):
    def test_ranges_are_granted_withdrawn_and_given_back_by_administrators(self):
        granted = self.ok(self.admin.post(HALL + "/ranges", {"prefix": "C", "size": 20}), 201)["range"]
        self.assertEqual((granted["prefix"], granted["device"], granted["last"] - granted["first"]), ("C", None, 19))
        name = granted["range"]
        self.assertIn(granted, self.ok(self.admin.get(HALL + "/ranges"))["items"])
        self.ok(self.admin.post(f"{HALL}/ranges/{name}/withdraw"))
        listed = next(item for item in self.ok(self.admin.get(HALL + "/ranges"))["items"] if item["range"] == name)
        self.assertTrue(listed["withdrawn"])
        self.ok(self.admin.post(f"{HALL}/ranges/{name}/release"))
        self.assertNotIn(name, [item["range"] for item in self.ok(self.admin.get(HALL + "/ranges"))["items"]])
        self.refused(self.admin.post(f"{HALL}/ranges/{name}/withdraw"), 422, "wrong_number")
        self.refused(self.admin.post(f"{HALL}/ranges/{name}/dance"), 404, "not_found")
        self.refused(self.admin.post(f"{HALL}/ranges/moon/withdraw"), 404, "not_found")
        self.refused(self.admin.post(HALL + "/ranges", {"prefix": "Z"}), 422, "invalid")
        self.refused(self.admin.post(HALL + "/ranges", {"prefix": "A", "size": 501}), 400, "bad_request")
        self.assertEqual(self.refused(self.admin.post(HALL + "/ranges", {"prefix": "A", "device": "rate-1"}), 422, "invalid"), "device")
        self.only_for([self.admin], [self.agent, self.supervisor, self.auditor], "POST", HALL + "/ranges", {"prefix": "D", "size": 1})
        self.only_for([self.admin], [self.agent, self.supervisor, self.auditor], "GET", HALL + "/ranges")
        self.only_for([self.admin], [self.supervisor], "POST", f"{HALL}/ranges/{name}/release")

    def test_a_reserve_card_is_typed_in_with_the_time_it_was_taken(self):
        card = self.cards()["range"]
        ticket = self.issue(number=card, taken_at="2027-01-04T01:30:00Z")
        self.assertEqual((ticket["number"], ticket["channel"], ticket["issued_at"], ticket["offline"]), (card, "card", "2027-01-04T01:30:00.000Z", True))
        self.refused(self.admin.post(HALL + "/tickets", {"service": "id-card", "number": card}), 409, "number_taken")
        self.refused(self.admin.post(HALL + "/tickets", {"service": "id-card", "number": "A001"}), 422, "wrong_number")
        kiosk = self.anyone.post(HALL + "/tickets", {"service": "id-card", "number": card}, token=stage().setup["tokens"]["kiosk"])
        self.assertEqual(self.refused(kiosk, 403, "forbidden"), "number")

    def test_a_card_of_a_day_that_is_closed_is_counted_and_called_by_nobody(self):
        first = self.cards(DESK)
        card = f"A{first['first'] + 1}"
        late = self.ok(self.admin.post(DESK + "/tickets", {"service": "id-card", "number": card, "taken_at": "2027-01-03T03:00:00Z"}), 201)
        self.assertEqual(late, {"late": {"number": card, "day": "2027-01-03"}})
        self.assertEqual(self.ok(self.admin.get(DESK + "/queue"))["items"], [])
        report = self.ok(self.admin.get(DESK + "/gaps?day=2027-01-03"))
        self.assertIn(card, json.dumps(report))

    def test_a_visit_served_on_paper_is_typed_in_afterwards(self):
        cards = self.cards()
        number = lambda n: f"A{cards['first'] + n}"
        visit = {"number": number(2), "service": "id-card", "counter": "c1", "taken_at": "2027-01-04T01:00:00Z", "called_at": "2027-01-04T01:10:00Z",
                 "finished_at": "2027-01-04T01:20:00Z", "outcome": "documents_missing"}
        recorded = self.ok(self.agent.post(HALL + "/visits", visit), 201)["visit"]
        self.assertEqual((recorded["number"], recorded["day"]), (number(2), "2027-01-04"))
        key = secrets.token_hex(8)
        again = {**visit, "number": number(3)}
        self.assertEqual(self.ok(self.agent.post(HALL + "/visits", again, key=key), 201), self.ok(self.agent.post(HALL + "/visits", again, key=key), 201))
        self.refused(self.agent.post(HALL + "/visits", visit), 409, "number_taken")
        self.refused(self.agent.post(HALL + "/visits", {**visit, "number": "A001"}), 422, "wrong_number")
        wrong_order = {**visit, "number": number(4), "called_at": "2027-01-04T00:00:00Z"}
        self.assertEqual(self.refused(self.agent.post(HALL + "/visits", wrong_order), 422, "invalid"), "called_at")
        self.refused(self.agent.post(HALL + "/visits", {**visit, "taken_at": "this morning"}), 400, "bad_request")
        self.refused(self.agent.post(HALL + "/visits", {"number": number(5), "service": "id-card"}), 400, "bad_request")
        self.only_for([self.agent], [self.auditor], "POST", HALL + "/visits", visit)

    def test_a_counter_calls_a_paper_number_that_the_server_has_not_heard_of(self):
        card = self.cards()["range"]
        self.refused(self.agent.post(HALL + "/adopt", {"counter": "c2", "number": card}), 409, "counter_closed")
        self.ok(self.admin.post(HALL + "/counters/c2/open"))
        adopted = self.ok(self.agent.post(HALL + "/adopt", {"counter": "c2", "number": card}))["ticket"]
        self.assertEqual((adopted["number"], adopted["state"], adopted["counter"]), (card, "called", "c2"))
        self.refused(self.agent.post(HALL + "/adopt", {"counter": "c2", "number": card}), 409, "counter_busy")
        self.ok(self.act(adopted, "finish"))
        self.refused(self.agent.post(HALL + "/adopt", {"counter": "c2", "number": "A77"}), 422, "wrong_number")
        waiting = self.issue()
        known = self.ok(self.agent.post(HALL + "/adopt", {"counter": "c2", "number": waiting["number"]}))["ticket"]
        self.assertEqual(known["id"], waiting["id"])
        self.only_for([self.agent], [self.auditor], "POST", HALL + "/adopt", {"counter": "c2", "number": card})

    def test_the_gap_report_of_a_day(self):
        self.issue()
        report = self.ok(self.agent.get(HALL + "/gaps?day=2027-01-04"))
        self.assertTrue(report["provisional"])
        self.assertIn("A", [prefix["prefix"] for prefix in report["prefixes"]])
        self.assertEqual(self.ok(self.agent.get(HALL + "/gaps"))["day"], "2027-01-04")
        self.refused(self.agent.get(HALL + "/gaps?day=2001-01-01"), 404, "not_found")
        self.refused(self.agent.get(HALL + "/gaps?day=yesterday"), 400, "bad_request")
        self.only_for([self.agent, self.auditor], [], "GET", HALL + "/gaps")


class StopTest(RoutesTest):
    def test_a_site_is_stopped_with_a_reason_for_all_to_see_and_reopened(self):
        ticket = self.issue()
        self.ok(self.admin.post(HALL + "/counters/c2/open"))
        self.ok(self.supervisor.post(HALL + "/stop", {"kind": "stop", "reason": "ไฟฟ้าดับ"}))
        self.assertEqual(self.refused(self.agent.post(HALL + "/counters/c2/next"), 409, "site_stopped"), "ไฟฟ้าดับ")
        self.assertEqual(self.refused(self.agent.post(HALL + "/tickets", {"service": "id-card"}), 409, "site_stopped"), "ไฟฟ้าดับ")
        mine = self.ok(self.anyone.get("/api/v1/tickets/" + ticket["token"]))
        self.assertEqual((mine["stop"]["kind"], mine["stop"]["reason"]), ("stop", "ไฟฟ้าดับ"))
        display = Live(stage().addresses["http"], f"site={SITE}&view=display")
        self.addCleanup(display.close)
        self.assertEqual(display.next()["stop"]["reason"], "ไฟฟ้าดับ")
        self.ok(self.supervisor.post(HALL + "/reopen"))
        display.until(lambda state: state["stop"] is None)
        self.assertEqual(self.ok(self.agent.post(HALL + "/counters/c2/next"))["ticket"]["id"], ticket["id"])

    def test_what_a_stop_needs(self):
        self.refused(self.supervisor.post(HALL + "/stop", {"kind": "stop"}), 400, "bad_request")
        self.refused(self.supervisor.post(HALL + "/stop", {"kind": "party", "reason": "x"}), 400, "bad_request")
        self.ok(self.supervisor.post(HALL + "/reopen"))
        self.only_for([self.supervisor, self.admin], [self.agent, self.auditor], "POST", HALL + "/stop", {"reason": "ฝึกซ้อมดับเพลิง"})
        self.only_for([self.supervisor, self.admin], [self.agent, self.auditor], "POST", HALL + "/reopen")


class AppointmentTest(RoutesTest):
    SLOT = at(120)

    def book(self, slot=SLOT, **more):
        return self.ok(self.admin.post(DESK + "/appointments", {"service": "id-card", "slot": slot, **more}), 201)

    def test_an_appointment_is_booked_listed_and_checked_in_by_its_code(self):
        key = secrets.token_hex(8)
        body = {"service": "id-card", "slot": self.SLOT}
        booked = self.ok(self.admin.post(DESK + "/appointments", body, key=key), 201)
        self.assertEqual(self.ok(self.admin.post(DESK + "/appointments", body, key=key), 201), booked)
        self.assertRegex(booked["code"], "^[0-9A-HJKMNP-TV-Z]{8}$")
        listed = self.ok(self.admin.get(DESK + "/appointments?day=2027-01-04"))["items"]
        self.assertEqual([item["state"] for item in listed if item["id"] == booked["id"]], ["booked"])
        self.assertNotIn("code", listed[0])
        self.assertEqual(self.ok(self.admin.get(DESK + "/appointments?day=2027-01-06"))["items"], [])
        ticket = self.ok(self.admin.post(f"{DESK}/appointments/{booked['code'].lower()}/check-in", {"lang": "en"}), 201)
        self.assertEqual((ticket["class"], ticket["slot"], ticket["lang"]), ("appointment", at(120), "en"))
        self.assertEqual(self.ok(self.anyone.get("/api/v1/tickets/" + ticket["token"]))["ticket"]["number"], ticket["number"])
        self.refused(self.admin.post(f"{DESK}/appointments/{booked['id']}/check-in"), 409, "wrong_state")
        self.refused(self.admin.post(f"{DESK}/appointments/ZZZZZZZZ/check-in"), 404, "unknown_appointment")

    def test_a_slot_has_so_much_room_and_a_cancelled_appointment_gives_it_back(self):
        slot = "2027-01-05T03:30:00Z"
        first, second = self.book(slot), self.book(slot)
        self.refused(self.admin.post(DESK + "/appointments", {"service": "id-card", "slot": slot}), 409, "slot_full")
        self.refused(self.admin.post(f"{DESK}/appointments/{first['id']}/check-in"), 409, "wrong_day")
        for _ in range(2):
            gone = self.admin.send("DELETE", f"{DESK}/appointments/{first['id']}", headers={"X-CSRF-Token": self.admin.csrf})
            self.assertEqual((gone.status, gone.body), (204, b""))
        self.book(slot)
        unknown = self.admin.send("DELETE", f"{DESK}/appointments/{'0' * 32}", headers={"X-CSRF-Token": self.admin.csrf})
        self.refused(unknown, 404, "unknown_appointment")
        self.assertNotEqual(second["code"], first["code"])

    def test_what_cannot_be_booked(self):
        for slot, code in ((at(130), "invalid"), ("2027-01-04T01:00:00Z", "invalid"), ("2028-01-04T03:00:00Z", "invalid")):
            self.refused(self.admin.post(DESK + "/appointments", {"service": "id-card", "slot": slot}), 422, code)
        self.refused(self.admin.post(DESK + "/appointments", {"service": "registry", "slot": self.SLOT}), 422, "invalid")
        self.refused(self.admin.post(DESK + "/appointments", {"service": "id-card", "slot": "soon"}), 400, "bad_request")
        self.refused(self.admin.get(DESK + "/appointments?day=monday"), 400, "bad_request")
        self.refused(self.auditor.post(DESK + "/appointments", {"service": "id-card", "slot": self.SLOT}), 403, "forbidden")
        self.refused(self.agent.get(DESK + "/appointments"), 403, "forbidden")
        self.refused(self.anyone.get(DESK + "/appointments"), 401, "sign_in")


class CitizenTest(RoutesTest):
    def test_who_has_the_ticket_may_cancel_it_once_or_twice(self):
        ticket = self.issue()
        path = f"/api/v1/tickets/{ticket['token']}"
        self.assertTrue(self.ok(self.anyone.get(path))["may_cancel"])
        for _ in range(2):
            self.assertEqual(self.ok(self.anyone.post(path + "/cancel")), {})
        after = self.ok(self.anyone.get(path))
        self.assertEqual((after["ticket"]["state"], after["may_cancel"]), ("cancelled", False))
        cancelled = [event for event in read_log(stage()) if event["type"] == "ticket.cancelled" and event["ticket"] == ticket["id"]]
        self.assertEqual(len(cancelled), 1)

    def test_a_citizen_cannot_cancel_what_is_being_served_nor_another_ticket(self):
        ticket = self.issue()
        self.serve(ticket)
        self.refused(self.anyone.post(f"/api/v1/tickets/{ticket['token']}/cancel"), 409, "wrong_state")
        self.refused(self.anyone.post(f"/api/v1/tickets/{'0' * 32}/cancel"), 404, "unknown_ticket")
        self.refused(self.anyone.post(f"/api/v1/tickets/{ticket['id']}/cancel"), 404, "unknown_ticket")

    def test_a_page_of_another_site_cancels_nothing(self):
        ticket = self.issue()
        sent = self.anyone.send("POST", f"/api/v1/tickets/{ticket['token']}/cancel", {}, {"Origin": "https://elsewhere.example"})
        self.refused(sent, 403, "csrf")

    def test_the_page_says_why_one_waits_again(self):
        ticket = self.issue()
        path = f"/api/v1/tickets/{ticket['token']}"
        self.assertIsNone(self.ok(self.anyone.get(path))["again"])
        self.serve(ticket)
        clock(1)
        self.ok(self.act(ticket, "transfer", {"service": "registry"}))
        moved = self.ok(self.anyone.get(path))
        self.assertEqual((moved["again"], moved["ahead"], moved["ticket"]["service"]), ("transferred", 0, "registry"))


if __name__ == "__main__":
    unittest.main()
