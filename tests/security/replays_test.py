#!/usr/bin/env python3
"""What was sent once and is sent again by somebody else: an idempotency key opens nothing for who could not have sent the request."""
import secrets
import unittest

from attacker import configured_server
from server_process import SITE
from web_client import Browser

TICKETS = "/api/v1/sites/{}/tickets"
BODY = {"service": "id-card"}


def setUpModule():
    global STAGE, _stage
    _stage = configured_server("")
    STAGE = _stage.__enter__()


def tearDownModule():
    _stage.__exit__(None, None, None)


class ReplayTest(unittest.TestCase):
    def setUp(self):
        self.browser = Browser(STAGE.addresses["http"])
        self.addCleanup(self.browser.connection.close)
        self.key = secrets.token_hex(8)
        reply = self.send(STAGE.setup["tokens"]["agent"])
        self.assertEqual(reply.status, 201, reply.body)
        self.first = reply.json()

    def send(self, token, site=SITE, body=None, browser=None):
        return (browser or self.browser).post(TICKETS.format(site), body or BODY, key=self.key, token=token)

    def signed_in(self, role, site=SITE):
        user = next(user for user in STAGE.setup["users"] if user["role"] == role and user["site"] == site)
        browser = Browser(STAGE.addresses["http"])
        self.addCleanup(browser.connection.close)
        self.assertEqual(browser.sign_in(user["name"], user["password"]).status, 200)
        return browser

    def test_the_sender_is_told_the_same_again(self):
        self.assertEqual(self.send(STAGE.setup["tokens"]["agent"]).json(), self.first)

    def test_who_is_nobody_learns_nothing_by_a_key(self):
        for token in (None, "x" * 40, STAGE.setup["tokens"]["agent"][:-1]):
            reply = self.send(token)
            self.assertEqual(reply.status, 401)
            self.assertNotIn(self.first["token"].encode(), reply.body)

    def test_another_token_with_the_right_gets_a_ticket_of_its_own(self):
        for other in ("kiosk", "admin"):
            reply = self.send(STAGE.setup["tokens"][other])
            self.assertEqual(reply.status, 201, reply.body)
            self.assertNotIn(self.first["id"], reply.json()["id"])
            self.assertNotEqual(self.first["token"], reply.json()["token"])

    def test_a_person_is_another_principal_than_a_token(self):
        reply = self.send(None, browser=self.signed_in("agent"))
        self.assertEqual(reply.status, 201, reply.body)
        self.assertNotEqual(self.first["id"], reply.json()["id"])

    def test_who_may_not_issue_is_refused_whatever_the_key(self):
        agent_of_elsewhere = next(user for user in STAGE.setup["users"] if user["role"] == "agent" and user["site"] not in (SITE, ""))
        for browser in (self.signed_in("agent", agent_of_elsewhere["site"]),):
            reply = self.send(None, browser=browser)
            self.assertEqual((reply.status, reply.json()["code"]), (403, "forbidden"))

    def test_a_key_of_one_site_is_not_one_of_another(self):
        services = self.browser.get("/api/v1/sites/land/services").json()["items"]
        reply = self.send(STAGE.setup["tokens"]["admin"], site="land", body={"service": services[0]["id"]})
        self.assertIn(reply.status, (201, 409, 422), reply.body)
        self.assertNotIn(self.first["token"].encode(), reply.body)

    def test_a_key_with_another_body_is_refused(self):
        reply = self.send(STAGE.setup["tokens"]["agent"], body={"service": "registry"})
        self.assertEqual((reply.status, reply.json()["code"]), (422, "key_reused"))

    def test_keys_that_are_none_are_refused(self):
        for key in ("", "k" * 129, "two words", "\x7f", "ü"):
            reply = self.browser.send("POST", TICKETS.format(SITE), BODY, {"Authorization": "Bearer " + STAGE.setup["tokens"]["agent"],
                                                                             "Idempotency-Key": key})
            self.assertEqual(reply.status, 400, key)
            self.assertIn(reply.json()["code"], ("key_missing", "bad_request"), key)


if __name__ == "__main__":
    unittest.main()
