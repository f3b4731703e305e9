#!/usr/bin/env python3
"""People over HTTP: users and tokens as administrators change them, one's own password and sessions, and the trail of who did it."""
import http.client
import json
import re
import sqlite3
import ssl
import unittest

from server_process import BIN, SITE, SOURCE, Stage, StageError, demo_server, temporary_folder
from web_client import Browser

STAGE = None


def setUpModule():
    global STAGE, _stage
    _stage = demo_server()
    STAGE = _stage.__enter__()


def tearDownModule():
    _stage.__exit__(None, None, None)


class PeopleTest(unittest.TestCase):
    def setUp(self):
        self.admin = self.signed_in("admin")

    def browser(self):
        browser = Browser(STAGE.addresses["http"])
        self.addCleanup(browser.connection.close)
        return browser

    def signed_in(self, name, password=None):
        browser = self.browser()
        known = {user["name"]: user["password"] for user in STAGE.setup["users"]}
        reply = browser.sign_in(name, password or known[name])
        self.assertEqual(reply.status, 200, reply.body)
        return browser

    def delete(self, browser, path):
        return browser.send("DELETE", path, headers={"X-CSRF-Token": browser.csrf})

    def assert_problem(self, reply, status, code, about=None):
        self.assertEqual((reply.status, reply.json().get("code")), (status, code), reply.body)
        if about is not None:
            self.assertEqual(reply.json()["about"], about)

    def add(self, name, role="agent", by=None, **places):
        reply = (by or self.admin).post("/api/v1/users", {"name": name, "role": role, **places})
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json()["password"]

    def names(self, browser):
        return {user["name"] for user in browser.get("/api/v1/users").json()["items"]}


class UserTest(PeopleTest):
    def test_a_user_is_added_signs_in_is_changed_and_removed(self):
        malee = self.signed_in("malee", self.add("malee", sites=[SITE]))
        self.assertEqual(malee.get("/api/v1/me").json()["user"], {"name": "malee", "role": "agent", "sites": [SITE], "agencies": []})
        self.assert_problem(malee.get("/api/v1/users"), 403, "forbidden")
        self.assertEqual(malee.get(f"/api/v1/sites/{SITE}/events").status, 403)
        changed = self.admin.post("/api/v1/users/malee", {"role": "auditor", "sites": [SITE]})
        self.assertEqual(changed.json()["role"], "auditor")
        self.assertEqual(malee.get(f"/api/v1/sites/{SITE}/events").status, 200)
        self.assertEqual(self.delete(self.admin, "/api/v1/users/malee").status, 204)
        self.assert_problem(malee.get("/api/v1/me"), 401, "sign_in")
        self.assert_problem(self.delete(self.admin, "/api/v1/users/malee"), 404, "unknown_user", "malee")

    def test_what_makes_no_user_is_named(self):
        self.assert_problem(self.admin.post("/api/v1/users", {"name": "two words"}), 422, "invalid", "name")
        self.assert_problem(self.admin.post("/api/v1/users", {"name": "admin"}), 409, "user_exists", "name")
        self.assert_problem(self.admin.post("/api/v1/users", {"name": "x", "role": "king"}), 400, "bad_request", "role")
        self.assert_problem(self.admin.post("/api/v1/users", {"name": "x", "sites": ["moon"]}), 404, "unknown_site", "moon")
        self.assert_problem(self.admin.post("/api/v1/users", {"name": "x", "password": "chosen"}), 400, "bad_request", "password")

    def test_nobody_changes_their_own_role_or_removes_themselves(self):
        for reply in (self.admin.post("/api/v1/users/admin", {"role": "agent"}), self.delete(self.admin, "/api/v1/users/admin"),
                      self.admin.post("/api/v1/users/admin/password")):
            self.assert_problem(reply, 409, "own_account")

    def test_an_administrator_of_one_site_administers_its_people_alone_and_gives_no_more(self):
        local = self.signed_in("local", self.add("local", "administrator", sites=[SITE]))
        self.add("of-land", sites=["land"])
        self.add("of-both", sites=["land", SITE])
        seen = self.names(local)
        self.assertIn(f"{SITE}-agent1", seen)
        self.assertFalse(seen & {"admin", "auditor", "of-land", "of-both", "land-manager"})
        for name in ("admin", "of-land", "of-both"):
            self.assert_problem(self.delete(local, f"/api/v1/users/{name}"), 404, "unknown_user")
            self.assert_problem(local.post(f"/api/v1/users/{name}/password"), 404, "unknown_user")
        for places in ({}, {"sites": ["land"]}, {"sites": [SITE, "land"]}, {"agencies": ["any"]}):
            self.assert_problem(local.post("/api/v1/users", {"name": "more", "role": "agent", **places}), 403, "forbidden")
            self.assert_problem(local.post(f"/api/v1/users/{SITE}-agent3", {"role": "agent", **places}), 403, "forbidden")
            if "agencies" not in places:
                self.assert_problem(local.post("/api/v1/tokens", {"name": "more", "scopes": ["admin"], **places}), 403, "forbidden")
        self.add("helper", by=local, sites=[SITE])
        self.assertIn("helper", self.names(local))
        self.assert_problem(local.get("/api/v1/audit"), 403, "forbidden")

    def test_a_user_of_an_agency_covers_its_sites(self):
        agency = re.search('^agency = "(.+)"', (SOURCE / "assets/demo/municipality.toml").read_text(), re.MULTILINE)[1]
        manager = self.signed_in("of-agency", self.add("of-agency", "manager", agencies=[agency]))
        self.assertEqual(manager.get(f"/api/v1/sites/{SITE}/queue").status, 200)
        self.assertEqual(manager.get("/api/v1/sites/land/queue").status, 403)
        items = manager.get("/api/v1/metrics/compare?from=2026-01-01&to=2026-01-02&metric=M01").json()["items"]
        self.assertEqual([item["site"] for item in items], [SITE])

    def test_a_drawn_password_ends_the_sessions_and_is_the_only_one(self):
        before = self.add("forgetful", sites=[SITE])
        session = self.signed_in("forgetful", before)
        drawn = self.admin.post("/api/v1/users/forgetful/password").json()["password"]
        self.assert_problem(session.get("/api/v1/me"), 401, "sign_in")
        self.assert_problem(self.browser().sign_in("forgetful", before), 401, "sign_in")
        self.signed_in("forgetful", drawn)

    def test_tokens_administer_neither_people_nor_tokens(self):
        token = {"Authorization": "Bearer " + STAGE.setup["tokens"]["admin"]}
        for method, path in (("GET", "/api/v1/users"), ("GET", "/api/v1/tokens"), ("GET", "/api/v1/me/sessions"), ("DELETE", "/api/v1/users/admin")):
            self.assert_problem(self.browser().send(method, path, headers=token), 403, "forbidden")


class OwnAccountTest(PeopleTest):
    def test_a_changed_password_rotates_this_session_and_ends_the_others(self):
        old = self.add("niran", sites=[SITE])
        here, there = self.signed_in("niran", old), self.signed_in("niran", old)
        for new, code in (("short", "weak_password"), ("password1234", "weak_password"), ("niran-2026-12", "weak_password")):
            self.assert_problem(here.post("/api/v1/me/password", {"old": old, "new": new}), 422, code, "new")
        self.assert_problem(here.post("/api/v1/me/password", {"old": "not the old one", "new": "ช้างเจ็ดตัวว่ายน้ำ"}), 422, "wrong_password", "old")
        reply = here.post("/api/v1/me/password", {"old": old, "new": "ช้างเจ็ดตัวว่ายน้ำ"})
        self.assertEqual(reply.status, 200, reply.body)
        cookie = reply.headers["Set-Cookie"].split(";")[0]
        self.assertNotEqual(cookie, here.cookie)
        for browser in (here, there):
            self.assert_problem(browser.get("/api/v1/me"), 401, "sign_in")
        here.cookie, here.csrf = cookie, reply.json()["csrf"]
        self.assertEqual(here.get("/api/v1/me").json()["csrf"], here.csrf)
        self.signed_in("niran", "ช้างเจ็ดตัวว่ายน้ำ")

    def test_own_sessions_are_seen_and_ended(self):
        password = self.add("wipa", sites=[SITE])
        first, second, third = (self.signed_in("wipa", password) for _ in range(3))
        sessions = first.get("/api/v1/me/sessions").json()["items"]
        self.assertEqual((len(sessions), sum(session["current"] for session in sessions)), (3, 1))
        self.assertEqual({session["address"] for session in sessions}, {"127.0.0.1"})
        others = [session["id"] for session in second.get("/api/v1/me/sessions").json()["items"] if session["current"]]
        self.assertEqual(self.delete(first, "/api/v1/me/sessions/" + others[0]).status, 204)
        self.assert_problem(second.get("/api/v1/me"), 401, "sign_in")
        admins = self.admin.get("/api/v1/me/sessions").json()["items"][0]["id"]
        self.assert_problem(self.delete(first, "/api/v1/me/sessions/" + admins), 404, "not_found")
        self.assertEqual(self.delete(first, "/api/v1/me/sessions").status, 204)
        self.assert_problem(third.get("/api/v1/me"), 401, "sign_in")
        self.assertEqual(first.get("/api/v1/me").status, 200)

    def test_a_cookie_that_the_client_brings_is_never_adopted(self):
        planted = "saduak_session=" + "ab" * 32
        browser = self.browser()
        browser.cookie = planted
        password = self.add("victim", sites=[SITE])
        self.assertEqual(browser.sign_in("victim", password).status, 200)
        self.assertNotEqual(browser.cookie, planted)
        attacker = self.browser()
        self.assert_problem(attacker.get("/api/v1/me", Cookie=planted), 401, "sign_in")

    def test_the_session_of_one_s_own_cookie_ends_where_another_begins_in_its_place(self):
        password = self.add("again", sites=[SITE])
        browser = self.signed_in("again", password)
        before = browser.cookie
        self.assertEqual(browser.sign_in("again", password).status, 200)
        self.assertNotEqual(browser.cookie, before)
        self.assert_problem(self.browser().get("/api/v1/me", Cookie=before), 401, "sign_in")

    def test_changes_need_the_csrf_token(self):
        for method, path, body in (("DELETE", "/api/v1/me/sessions", None), ("POST", "/api/v1/users", {"name": "forged"}),
                                   ("POST", "/api/v1/me/password", {"old": "a", "new": "b"}), ("POST", "/api/v1/tokens", {"name": "f", "scopes": ["admin"]})):
            self.assert_problem(self.admin.send(method, path, body, {"X-CSRF-Token": "0" * 32}), 403, "csrf")


class TokenTest(PeopleTest):
    def test_a_token_is_told_once_works_and_is_removed(self):
        made = self.admin.post("/api/v1/tokens", {"name": "portal", "scopes": ["tickets"], "sites": [SITE]}).json()
        token, secret = made["token"], made["secret"]
        self.assertEqual((token["scopes"], token["sites"]), (["tickets"], [SITE]))
        year = (int(token["expires_at"][:4]) - int(token["created_at"][:4]), token["expires_at"][5:7] == token["created_at"][5:7])
        self.assertEqual(year, (1, True))
        portal = self.browser()
        bearer = {"Authorization": "Bearer " + secret}
        self.assertEqual(portal.send("GET", f"/api/v1/sites/{SITE}/queue", headers=bearer).status, 200)
        self.assertEqual(portal.send("GET", "/api/v1/sites/land/queue", headers=bearer).status, 403)
        listed = self.admin.get("/api/v1/tokens").json()["items"]
        self.assertIn(token, listed)
        self.assertNotIn(secret, json.dumps(listed))
        self.assertEqual(self.delete(self.admin, "/api/v1/tokens/" + token["id"]).status, 204)
        self.assert_problem(self.delete(self.admin, "/api/v1/tokens/" + token["id"]), 404, "unknown_token")

    def test_what_makes_no_token_is_named(self):
        for body, about in (({"name": "x", "scopes": []}, "scopes"), ({"name": "x", "scopes": ["all"]}, "scopes"), ({"scopes": ["tickets"]}, "name"),
                            ({"name": "x", "scopes": ["tickets"], "days": 0}, "days"), ({"name": "x", "scopes": ["tickets"], "days": 2000}, "days")):
            self.assert_problem(self.admin.post("/api/v1/tokens", body), 400, "bad_request", about)


class AuditTest(PeopleTest):
    def trail(self, browser=None, query=""):
        return (browser or self.admin).get("/api/v1/audit" + query).json()

    def test_acts_are_told_newest_first_and_page_by_page(self):
        self.add("short-lived", sites=[SITE])
        self.delete(self.admin, "/api/v1/users/short-lived")
        newest = self.trail(query="?limit=2")
        self.assertEqual([entry["act"] for entry in newest["items"]], ["user.remove", "user.add"])
        self.assertEqual({entry["actor"] for entry in newest["items"]}, {"user:admin"})
        self.assertEqual(newest["items"][1]["about"], f"user short-lived: agent at {SITE}")
        self.assertEqual(newest["items"][0]["address"], "127.0.0.1")
        whole, after = [], ""
        while after is not None:
            page = self.trail(query=f"?limit=7&after={after}")
            whole += [int(entry["id"]) for entry in page["items"]]
            after = page["next"]
        self.assertEqual(whole, list(range(whole[0], 0, -1)))
        self.assert_problem(self.admin.get("/api/v1/audit?after=moon"), 400, "bad_request", "after")

    def test_auditors_of_every_site_read_it_and_others_do_not(self):
        self.assertIn("session.start", [entry["act"] for entry in self.trail(self.signed_in("auditor"))["items"]])
        for name in (f"{SITE}-manager", f"{SITE}-agent1"):
            self.assert_problem(self.signed_in(name).get("/api/v1/audit"), 403, "forbidden")

    def test_stops_ranges_and_failed_sign_ins_are_in_it(self):
        self.assertEqual(self.admin.post("/api/v1/sites/land/stop", {"reason": "ไฟดับ"}).status, 200)
        self.assertEqual(self.admin.post("/api/v1/sites/land/reopen").status, 200)
        self.assertEqual(self.admin.post("/api/v1/sites/land/ranges", {"prefix": "A", "size": 10}).status, 201)
        self.browser().sign_in("admin", "not the password")
        self.browser().sign_in("my own secret", "x")
        acts = [(entry["act"], entry["about"]) for entry in self.trail(query="?limit=20")["items"]]
        for act in (("site.stop", "site land: ไฟดับ"), ("site.reopen", "site land"), ("range.grant", "site land: 10 numbers of A"),
                    ("session.refused", "user admin"), ("session.refused", "a name that nobody has")):
            self.assertIn(act, acts)

    def test_a_refused_command_is_not_in_it(self):
        before = self.trail(query="?limit=1")["items"][0]["id"]
        self.assertGreaterEqual(self.admin.post("/api/v1/sites/land/ranges/Z900/withdraw").status, 400)
        self.assertEqual(self.trail(query="?limit=1")["items"][0]["id"], before)

    def test_the_command_line_is_in_it_and_verify_checks_it(self):
        STAGE.run("saduak-server", "user", "add", "console-made", "--role", "manager", "--agency", "town", "--data", STAGE.server_data)
        entry = self.trail(query="?limit=1")["items"][0]
        self.assertEqual((entry["actor"], entry["about"], entry["address"]), ("console", "user console-made: manager of agency town", ""))
        report = json.loads(STAGE.run("saduak-server", "verify", "--json", "--data", STAGE.server_data))
        self.assertEqual((report["ok"], report["audit"]["fault"]), (True, ""))
        self.assertGreaterEqual(report["audit"]["entries"], int(entry["id"]))


class DamagedTrailTest(unittest.TestCase):
    def test_verify_finds_a_row_that_was_changed(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.init()
            database = sqlite3.connect(stage.server_data / "accounts.db")
            database.execute("DROP TRIGGER audit_trail_no_update")
            database.execute("UPDATE audit_trail SET actor = 'somebody' WHERE id = 2")
            database.execute("CREATE TRIGGER audit_trail_no_update BEFORE UPDATE ON audit_trail BEGIN SELECT RAISE(ABORT, ''); END")
            database.commit()
            database.close()
            with self.assertRaisesRegex(StageError, "entry 2 of the audit trail was changed"):
                stage.run("saduak-server", "verify", "--data", stage.server_data)


class TlsTest(unittest.TestCase):
    def test_under_tls_the_cookie_is_bound_to_this_host(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.init()
            stage.serve(http="0.0.0.0:0")
            admin = next(user for user in stage.setup["users"] if user["name"] == "admin")
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = http.client.HTTPSConnection("127.0.0.1", int(stage.addresses["http"].rsplit(":", 1)[1]), timeout=15, context=context)
            connection.request("POST", "/api/v1/session", json.dumps({"name": "admin", "password": admin["password"]}))
            response = connection.getresponse()
            response.read()
            cookie = response.headers["Set-Cookie"]
            self.assertTrue(cookie.startswith("__Host-saduak_session="), cookie)
            self.assertEqual(set(cookie.split("; ")[1:]), {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"})
            value = cookie.split(";")[0].split("=")[1]
            for sent, status in ((f"__Host-saduak_session={value}", 200), (f"saduak_session={value}", 401)):
                connection.request("GET", "/api/v1/me", headers={"Cookie": sent})
                response = connection.getresponse()
                response.read()
                self.assertEqual(response.status, status)
            connection.close()


if __name__ == "__main__":
    unittest.main()
