#!/usr/bin/env python3
"""Devices over HTTP: enrolled with a code, given another key, cut off; what each may; and how they are."""
import secrets
import time
import unittest

from device_client import Link, an_issue, close_all
from server_process import SITE, check, demo_server
from web_client import Browser

STAGE = None
DEVICES = f"/api/v1/sites/{SITE}/devices"


def setUpModule():
    global STAGE, _stage
    _stage = demo_server()
    STAGE = _stage.__enter__()


def tearDownModule():
    _stage.__exit__(None, None, None)


class DevicesTest(unittest.TestCase):
    def setUp(self):
        self.addCleanup(close_all)
        self.browser = Browser(STAGE.addresses["http"])
        self.addCleanup(self.browser.connection.close)
        self.token = STAGE.setup["tokens"]["admin"]

    def post(self, path, body=None, status=200):
        reply = self.browser.post(path, body, token=self.token)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def enrol(self, body, status=200):
        reply = self.browser.post("/api/v1/enrol", body)
        self.assertEqual(reply.status, status, reply.body)
        return reply.json()

    def assert_refused(self, reply, code, about):
        self.assertEqual((reply["code"], reply["about"]), (code, about))

    def enrolled(self, name, **fields):
        code = self.post(DEVICES, {"id": name, "roles": ["issue"], **fields})["code"]
        return self.enrol({"code": code})

    def link(self, device, key=None):
        link = Link(STAGE, {"id": device["device"], "key": key or device["key"]})
        return link, link.hello(secrets.token_hex(16))

    def listed(self, name):
        reply = self.browser.send("GET", DEVICES, headers={"Authorization": "Bearer " + self.token})
        return next(device for device in reply.json()["items"] if device["id"] == name)

    def until(self, wanted, what):
        end = time.monotonic() + 10
        while not wanted():
            check(time.monotonic() < end, f"{what} did not come about")
            time.sleep(0.1)


class EnrolmentTest(DevicesTest):
    def test_a_code_is_used_once_and_its_key_opens_the_link(self):
        made = self.post(DEVICES, {"id": "kiosk-new", "roles": ["issue"]})
        self.assertRegex(made["code"], "^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$")
        before = self.listed("kiosk-new")
        self.assertEqual((before["key"], before["code_open"], before["connected"], before["last_contact"]), ("none", True, False, None))
        typed = made["code"].lower().replace("-", " ").replace("0", "o")
        device = self.enrol({"code": typed, "device": "kiosk-new"})
        self.assertEqual((device["device"], device["site"], device["roles"], device["counter"]), ("kiosk-new", SITE, ["issue"], None))
        self.assertEqual((device["address"], device["fingerprint"]), (STAGE.addresses["device"], ""))
        link, welcome = self.link(device)
        self.assertEqual((welcome["type"], welcome["site"]), ("welcome", SITE))
        self.assertEqual(link.command(1, "issue", **an_issue())["ok"], True)
        self.assert_refused(self.enrol({"code": made["code"]}, 404), "wrong_code", "code")

    def test_what_makes_no_device_is_named(self):
        for body, status, code, about in (({"id": "two words", "roles": ["issue"]}, 422, "invalid", "two words"),
                                          ({"id": "x", "roles": []}, 400, "bad_request", "roles"),
                                          ({"id": "x", "roles": ["print"]}, 400, "bad_request", "roles"),
                                          ({"id": "x", "roles": ["rate"]}, 422, "invalid", "x"),
                                          ({"id": "x", "roles": ["rate"], "counter": "c99"}, 404, "unknown_counter", "c99"),
                                          ({"id": f"{SITE}-kiosk", "roles": ["issue"]}, 409, "device_exists", f"{SITE}-kiosk")):
            self.assert_refused(self.post(DEVICES, body, status), code, about)
        for act in ("enrol-again", "rotate", "revoke"):
            self.assert_refused(self.post(f"{DEVICES}/land-kiosk/{act}", status=404), "unknown_device", "land-kiosk")

    def test_a_code_of_another_device_is_refused_and_stays_good(self):
        code = self.post(DEVICES, {"id": "kiosk-two", "roles": ["issue"]})["code"]
        self.assert_refused(self.enrol({"code": code, "device": "kiosk-three"}, 404), "wrong_code", "code")
        self.enrol({"code": code, "device": "kiosk-two"})

    def test_enrolling_again_cuts_whoever_has_the_old_key(self):
        device = self.enrolled("kiosk-again")
        link, _ = self.link(device)
        code = self.post(f"{DEVICES}/kiosk-again/enrol-again")["code"]
        self.assertTrue(self.listed("kiosk-again")["connected"])
        again = self.enrol({"code": code})
        self.assertTrue(link.closed())
        _, answer = self.link(device)
        self.assertEqual(answer["reason"], "wrong_key")
        _, answer = self.link(again)
        self.assertEqual(answer["type"], "welcome")


class GuessingTest(DevicesTest):
    def test_who_guesses_codes_has_to_wait(self):
        with demo_server() as stage:
            browser = Browser(stage.addresses["http"])
            self.addCleanup(browser.connection.close)
            statuses = [browser.post("/api/v1/enrol", {"code": "0000-0000-0000"}).status for _ in range(6)]
            self.assertEqual(statuses, [404] * 5 + [429])


class KeyTest(DevicesTest):
    def test_a_rotated_key_is_told_at_the_next_greeting_and_replaces_the_old_one_once_it_is_used(self):
        device = self.enrolled("kiosk-rotating")
        self.post(f"{DEVICES}/kiosk-rotating/rotate", status=204)
        self.assert_refused(self.post(f"{DEVICES}/kiosk-rotating/rotate", status=409), "key_waits", "kiosk-rotating")
        self.assertEqual(self.listed("kiosk-rotating")["key"], "rotating")
        _, welcome = self.link(device)
        new_key = welcome["key"]
        _, welcome = self.link(device)
        self.assertEqual(welcome["key"], new_key)
        _, welcome = self.link(device, new_key)
        self.assertEqual((welcome["type"], welcome.get("key")), ("welcome", None))
        _, answer = self.link(device)
        self.assertEqual((answer["type"], answer["reason"]), ("refused", "wrong_key"))
        self.until(lambda: self.listed("kiosk-rotating")["key"] == "good", "the new key's adoption")

    def test_a_kiosk_keeps_its_new_key_over_a_restart(self):
        device = self.enrolled("kiosk-real")
        self.post(f"{DEVICES}/kiosk-real/rotate", status=204)
        config = {"id": "kiosk-real", "key": device["key"], "role": "issue"}
        first = STAGE.start_kiosk(config, "--headless")
        kept = STAGE.data / "kiosk-real" / "device-key"
        self.until(kept.exists, "the new key's file")
        first.terminate()
        first.wait(20)
        self.assertEqual(kept.stat().st_mode & 0o777, 0o600)
        second = STAGE.start_kiosk(config, "--headless")
        self.until(lambda: self.listed("kiosk-real")["key"] == "good", "the new key's use")
        self.assertTrue(self.listed("kiosk-real")["connected"])
        second.terminate()
        second.wait(20)
        _, answer = self.link(device)
        self.assertEqual(answer["reason"], "wrong_key")

    def test_a_revoked_device_is_cut_at_once_and_not_let_in_again(self):
        device = self.enrolled("kiosk-lost")
        link, _ = self.link(device)
        began = time.monotonic()
        self.post(f"{DEVICES}/kiosk-lost/revoke", status=204)
        self.assertTrue(link.closed())
        self.assertLess(time.monotonic() - began, 0.8)
        _, answer = self.link(device)
        self.assertEqual((answer["type"], answer["reason"]), ("refused", "unknown_device"))
        self.assertTrue(self.listed("kiosk-lost")["revoked"])
        self.assert_refused(self.post(f"{DEVICES}/kiosk-lost/revoke", status=404), "unknown_device", "kiosk-lost")


class RightsTest(DevicesTest):
    def test_a_rating_terminal_gives_out_no_tickets_and_rates_at_its_own_counter_alone(self):
        terminal = self.enrolled("pad-one", roles=["rate"], counter="c3")
        link, welcome = self.link(terminal)
        self.assertEqual(welcome["role"], "rate")
        before = self.browser.send("GET", f"/api/v1/sites/{SITE}/queue", headers={"Authorization": "Bearer " + self.token}).json()["items"]
        answer = link.command(1, "issue", **an_issue())
        self.assertEqual((answer["ok"], answer["error"]["code"]), (False, "invalid"))
        after = self.browser.send("GET", f"/api/v1/sites/{SITE}/queue", headers={"Authorization": "Bearer " + self.token}).json()["items"]
        self.assertEqual(len(before), len(after))
        answer = link.command(2, "printer", state="ready")
        self.assertEqual(answer["ok"], False)

    def test_a_kiosk_gives_no_ratings(self):
        link, _ = self.link(self.enrolled("kiosk-plain"))
        ticket = an_issue()
        self.assertEqual(link.command(1, "issue", **ticket)["ok"], True)
        self.assertEqual(link.command(2, "rate", ticket=ticket["ticket"], score=5)["error"]["code"], "invalid")


class HealthTest(DevicesTest):
    def test_staff_see_how_a_device_is(self):
        device = self.enrolled("kiosk-seen")
        link = Link(STAGE, {"id": "kiosk-seen", "key": device["key"]})
        link.hello(secrets.token_hex(16), version="9.9", mono_ms=1, clock="2020-01-01T00:00:00Z")
        link.command(1, "printer", state="paper_low")
        seen = self.listed("kiosk-seen")
        self.assertEqual((seen["connected"], seen["version"], seen["printer"], seen["key"]), (True, "9.9", "paper_low", "good"))
        self.assertLess(seen["clock_ahead_ms"], -86_400_000 * 365)
        self.assertIsNotNone(seen["last_contact"])
        self.assertIsNone(seen["caught_up_at"])
        link.send({"type": "ping"})
        self.until(lambda: self.listed("kiosk-seen")["caught_up_at"], "having caught up")
        link.socket.close()
        self.until(lambda: not self.listed("kiosk-seen")["connected"], "the link's end")
        self.assertIsNotNone(self.listed("kiosk-seen")["last_contact"])

    def test_what_was_done_to_devices_is_in_the_audit_trail(self):
        self.enrolled("kiosk-told")
        self.post(f"{DEVICES}/kiosk-told/revoke", status=204)
        trail = self.browser.send("GET", "/api/v1/audit?limit=3", headers={"Authorization": "Bearer " + self.token}).json()["items"]
        self.assertEqual([entry["act"] for entry in trail], ["device.revoke", "device.enrol", "device.add"])
        self.assertEqual(trail[1]["actor"], "device:kiosk-told")
        self.assertTrue(trail[0]["actor"].startswith("token:"))


if __name__ == "__main__":
    unittest.main()
