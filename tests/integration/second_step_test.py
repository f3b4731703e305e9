#!/usr/bin/env python3
"""Signing in to the running server: the second step, who must take it, pauses for who guesses, and sessions that nobody planted."""
import base64
import hashlib
import hmac
import http.client
import json
import ssl
import struct
import time
import unittest

from server_process import BIN, SITE, Stage, temporary_folder
from web_client import Browser, Live

STAGE = None
PASSWORD = "a long enough phrase"
# Nobody listens at the discard port: a provider that is down.
CONFIG = """[auth]
totp = "administrators"
[oidc]
issuer = "http://127.0.0.1:9"
client_id = "saduak"
"""


def setUpModule():
    global STAGE, _folder, _stage
    _folder = temporary_folder()
    folder = _folder.__enter__()
    _stage = Stage(BIN, folder)
    STAGE = _stage.__enter__()
    STAGE.init()
    (STAGE.server_data / "server.toml").write_text(CONFIG)
    STAGE.serve()


def tearDownModule():
    _stage.__exit__(None, None, None)
    _folder.__exit__(None, None, None)


def code_of(secret_base32, step=None):
    """RFC 6238 by the standard library alone."""
    key = base64.b32decode(secret_base32 + "=" * (-len(secret_base32) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 if step is None else step), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def console(*arguments):
    return STAGE.run("saduak-server", "user", *arguments, "--data", STAGE.server_data)


def new_user(name, role):
    """The password drawn for a user made on the command line; waits until the server knows them."""
    told = console("add", name, "--role", role)
    password = told.strip().splitlines()[-1].split(": ")[1]
    browser = Browser(STAGE.addresses["http"])
    for _ in range(30):
        if browser.sign_in(name, password).status == 200:
            break
        time.sleep(0.5)
    browser.connection.close()
    return password


class SignInCase(unittest.TestCase):
    def browser(self):
        browser = Browser(STAGE.addresses["http"])
        self.addCleanup(browser.connection.close)
        return browser

    def sign_in(self, browser, name, password, code=None):
        body = {"name": name, "password": password, **({"code": code} if code else {})}
        reply = browser.post("/api/v1/session", body)
        if reply.status == 200:
            browser.cookie = reply.headers["Set-Cookie"].split(";")[0]
            browser.csrf = reply.json()["csrf"]
        return reply

    def assert_problem(self, reply, status, code):
        self.assertEqual((reply.status, reply.json()["code"]), (status, code), reply.body)

    def enrol(self, browser, password):
        """Returns (secret, step whose code was shown, recovery codes)."""
        offer = browser.post("/api/v1/me/totp", {"password": password})
        self.assertEqual(offer.status, 200, offer.body)
        secret = offer.json()["secret"]
        step = int(time.time()) // 30
        confirmed = browser.post("/api/v1/me/totp/confirm", {"code": code_of(secret, step)})
        self.assertEqual(confirmed.status, 200, confirmed.body)
        browser.cookie = confirmed.headers["Set-Cookie"].split(";")[0]
        browser.csrf = confirmed.json()["csrf"]
        return secret, step, confirmed.json()["recovery_codes"]


class SecondStepTest(SignInCase):
    def test_an_administrator_may_do_nothing_before_the_second_factor_and_everything_after(self):
        password = new_user("root", "administrator")
        browser = self.browser()
        greeting = self.sign_in(browser, "root", password)
        self.assertTrue(greeting.json()["must_enrol"])
        self.assert_problem(browser.get(f"/api/v1/sites/{SITE}/ranges"), 403, "must_enrol")
        self.assert_problem(browser.post(f"/api/v1/sites/{SITE}/tickets", {"service": "id-card"}), 403, "must_enrol")
        live = Live(STAGE.addresses["http"], f"site={SITE}&view=agent", cookie=browser.cookie)
        self.addCleanup(live.close)
        self.assertEqual(live.status, 403)
        self.assertEqual(browser.get("/api/v1/me/totp").json(), {"enrolled": False, "recovery_codes_left": 0, "required": True})

        before = browser.cookie
        secret, step, recovery = self.enrol(browser, password)
        self.assertEqual(len(set(recovery)), 10)
        self.assertEqual(browser.get(f"/api/v1/sites/{SITE}/ranges").status, 200)
        self.assertFalse(browser.get("/api/v1/me").json()["must_enrol"])
        self.assertEqual(browser.get("/api/v1/me", Cookie=before).status, 401, "the session from before the second factor lives on")

        other = self.browser()
        self.assert_problem(self.sign_in(other, "root", password), 401, "code_needed")
        self.assert_problem(self.sign_in(other, "root", password, code_of(secret, step)), 401, "code_wrong")
        self.assertEqual(self.sign_in(other, "root", password, code_of(secret, step + 1)).status, 200)
        self.assert_problem(self.sign_in(other, "root", password, code_of(secret, step + 1)), 401, "code_wrong")
        self.assertEqual(self.sign_in(other, "root", password, recovery[0]).status, 200)
        self.assert_problem(self.sign_in(other, "root", password, recovery[0]), 401, "code_wrong")
        self.assertEqual(other.get("/api/v1/me/totp").json(), {"enrolled": True, "recovery_codes_left": 9, "required": False})
        self.assert_problem(other.post("/api/v1/me/totp", {"password": password}), 409, "already_exists")
        self.assertEqual(other.post("/api/v1/me/totp/remove", {"code": recovery[1]}).status, 204)
        self.assert_problem(other.get(f"/api/v1/sites/{SITE}/ranges"), 403, "must_enrol")

    def test_the_offer_is_made_for_the_password_and_shows_a_qr_code(self):
        password = new_user("malai", "agent")
        browser = self.browser()
        self.assertFalse(self.sign_in(browser, "malai", password).json()["must_enrol"])
        self.assert_problem(browser.post("/api/v1/me/totp", {"password": "wrong"}), 401, "sign_in")
        offer = browser.post("/api/v1/me/totp", {"password": password}).json()
        self.assertIn(f"secret={offer['secret']}", offer["uri"])
        self.assertTrue(offer["qr"]["path"].startswith("M4 4h7v1h-7z"))
        self.assert_problem(browser.post("/api/v1/me/totp/confirm", {"code": "000000"}), 401, "code_wrong")
        self.assertEqual(self.sign_in(self.browser(), "malai", password).status, 200)

    def test_an_administrator_or_the_console_resets_who_lost_the_telephone_but_nobody_themself(self):
        boss, lost = new_user("boss", "administrator"), new_user("lost", "agent")
        chief, browser = self.browser(), self.browser()
        self.sign_in(chief, "boss", boss)
        self.enrol(chief, boss)
        self.sign_in(browser, "lost", lost)
        self.enrol(browser, lost)
        self.assert_problem(self.sign_in(self.browser(), "lost", lost), 401, "code_needed")
        self.assert_problem(browser.post("/api/v1/users/lost/totp-reset"), 403, "forbidden")
        self.assert_problem(chief.post("/api/v1/users/boss/totp-reset"), 403, "forbidden")
        token = STAGE.setup["tokens"]["admin"]
        self.assert_problem(self.browser().post("/api/v1/users/lost/totp-reset", token=token), 403, "forbidden")
        self.assertEqual(chief.post("/api/v1/users/lost/totp-reset").status, 204)
        self.assertEqual(self.sign_in(self.browser(), "lost", lost).status, 200)
        self.assert_problem(chief.post("/api/v1/users/lost/totp-reset"), 404, "not_found")

        console("totp-reset", "boss")
        for _ in range(20):
            reply = self.sign_in(self.browser(), "boss", boss)
            if reply.status == 200:
                break
            time.sleep(0.5)
        self.assertTrue(reply.json()["must_enrol"])

    def test_a_token_has_no_telephone(self):
        for method, path in (("GET", "/api/v1/me/totp"), ("POST", "/api/v1/me/totp"), ("POST", "/api/v1/me/totp/confirm")):
            headers = {"Authorization": "Bearer " + STAGE.setup["tokens"]["admin"]}
            self.assert_problem(self.browser().send(method, path, {} if method == "POST" else None, headers), 403, "forbidden")


class ProviderTest(SignInCase):
    def test_a_provider_that_is_down_leaves_the_visitor_at_the_page_they_came_from(self):
        browser = self.browser()
        self.assertEqual(browser.get("/api/v1/session/ways").json(), {"password": True, "oidc": True})
        reply = browser.get("/api/v1/session/oidc?page=/counter")
        self.assertEqual((reply.status, reply.headers["Location"]), (303, "/counter#sign-in=provider_down"))

    def test_nobody_is_sent_to_a_page_of_another_server(self):
        for page in ("//evil.example", "https://evil.example", "/%5Cevil.example", "/a//b", "evil", "/x%0d%0aSet-Cookie:y", "/counter%23x"):
            with self.subTest(page=page):
                reply = self.browser().get("/api/v1/session/oidc?page=" + page)
                self.assertEqual((reply.status, reply.headers["Location"]), (303, "/#sign-in=provider_down"))

    def test_an_answer_of_the_provider_that_this_browser_did_not_ask_for_signs_nobody_in(self):
        for query in ("", "?code=c", "?state=" + "0" * 64, "?code=c&state=" + "0" * 64):
            reply = self.browser().get("/api/v1/session/oidc/callback" + query)
            self.assertEqual((reply.status, reply.headers["Location"]), (303, "/#sign-in=not_begun"))
            self.assertNotIn("Set-Cookie", reply.headers)

    def test_an_administrator_of_all_sites_says_whom_the_provider_means(self):
        linker, worker = new_user("linker", "administrator"), new_user("worker", "agent")
        new_user("other", "agent")
        chief, browser = self.browser(), self.browser()
        self.sign_in(chief, "linker", linker)
        self.enrol(chief, linker)
        self.sign_in(browser, "worker", worker)
        path = "/api/v1/users/worker/oidc"
        self.assert_problem(browser.get(path), 403, "forbidden")
        self.assert_problem(browser.post(path, {"value": "worker@example.go.th"}), 403, "forbidden")
        self.assert_problem(self.browser().post(path, {"value": "x"}, token=STAGE.setup["tokens"]["admin"]), 403, "forbidden")
        self.assertEqual(chief.get(path).json(), {"value": None})
        self.assertEqual(chief.post(path, {"value": "Worker@example.go.th"}).status, 204)
        self.assertEqual(chief.get(path).json(), {"value": "worker@example.go.th"})
        self.assert_problem(chief.post("/api/v1/users/other/oidc", {"value": "worker@example.go.th"}), 409, "already_exists")
        self.assert_problem(chief.post("/api/v1/users/nobody/oidc", {"value": "a@example.go.th"}), 404, "not_found")
        self.assertEqual(chief.send("DELETE", path, headers={"X-CSRF-Token": chief.csrf}).status, 204)
        self.assertEqual(chief.get(path).json(), {"value": None})

    def test_the_console_links_and_unlinks(self):
        new_user("linked", "agent")
        console("link", "linked", "linked@example.go.th")
        console("unlink", "linked")
        with self.assertRaisesRegex(Exception, "no link"):
            console("unlink", "linked")


class GuessingTest(SignInCase):
    def test_who_guesses_is_told_how_long_to_wait_and_a_colleague_at_the_same_address_is_not(self):
        slow, quick = new_user("slow", "agent"), new_user("quick", "agent")
        browser = self.browser()
        for _ in range(7):
            reply = self.sign_in(browser, "slow", "wrong")
        self.assert_problem(reply, 429, "wait")
        self.assertEqual(reply.headers["Retry-After"], reply.json()["about"])
        self.assertLessEqual(int(reply.json()["about"]), 4)
        self.assertEqual(self.sign_in(self.browser(), "quick", quick).status, 200)
        time.sleep(int(reply.json()["about"]) + 0.1)
        self.assertEqual(self.sign_in(self.browser(), "slow", slow).status, 200)


class SessionTest(SignInCase):
    def test_a_cookie_that_was_planted_is_never_taken_up(self):
        password = new_user("careful", "agent")
        planted = "saduak_session=" + "0" * 64
        victim = self.browser()
        victim.cookie = planted
        self.assertEqual(self.sign_in(victim, "careful", password).status, 200)
        self.assertNotEqual(victim.cookie, planted)
        self.assertEqual(self.browser().get("/api/v1/me", Cookie=planted).status, 401)

    def test_each_sign_in_draws_another_session(self):
        password = new_user("twice", "agent")
        cookies = set()
        for _ in range(3):
            browser = self.browser()
            self.sign_in(browser, "twice", password)
            cookies.add(browser.cookie)
        self.assertEqual(len(cookies), 3)


class TlsTest(unittest.TestCase):
    def test_under_tls_the_cookie_is_one_that_no_other_host_and_no_plain_page_can_set(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.init()
            stage.serve(http="0.0.0.0:0")
            port = int(stage.addresses["http"].rsplit(":", 1)[1])
            trusting = ssl.create_default_context()
            trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=15, context=trusting)
            agent = next(user for user in stage.setup["users"] if user["role"] == "agent")

            def ask(method, path, body=None, cookie=""):
                connection.request(method, path, body=body and json.dumps(body), headers={"Cookie": cookie} if cookie else {})
                response = connection.getresponse()
                response.read()
                return response

            signed_in = ask("POST", "/api/v1/session", {"name": agent["name"], "password": agent["password"]})
            self.assertEqual(signed_in.status, 200)
            cookie, *attributes = signed_in.headers["Set-Cookie"].split("; ")
            self.assertTrue(cookie.startswith("__Host-saduak_session="), cookie)
            self.assertEqual(set(attributes), {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"})
            self.assertEqual(ask("GET", "/api/v1/me", cookie=cookie).status, 200)
            self.assertEqual(ask("GET", "/api/v1/me", cookie=cookie.removeprefix("__Host-")).status, 401)
            connection.close()


class SetupTest(unittest.TestCase):
    def test_an_installation_without_users_makes_its_first_administrator_once(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.serve()
            link = (stage.server_data / "setup-link").read_text().strip()
            self.assertEqual((stage.server_data / "setup-link").stat().st_mode & 0o777, 0o600)
            secret = link.split("/setup#")[1]
            self.assertNotIn(secret, (stage.data / "server.log").read_text(), "a service's messages are kept")
            self.assertIn("setup-link", (stage.data / "server.log").read_text())
            browser = Browser(stage.addresses["http"])
            self.assertEqual(browser.get("/api/v1/setup").json(), {"open": True})
            wanted = {"secret": secret, "name": "chief", "password": PASSWORD}
            wrong = browser.post("/api/v1/setup", {**wanted, "secret": "0" * 64})
            self.assertEqual((wrong.status, wrong.json()["code"]), (403, "wrong_secret"))
            evil = browser.send("POST", "/api/v1/setup", wanted, {"Origin": "https://evil.example"})
            self.assertEqual((evil.status, evil.json()["code"]), (403, "csrf"))
            made = browser.post("/api/v1/setup", wanted)
            self.assertEqual(made.status, 201, made.body)
            self.assertEqual(made.json()["user"]["role"], "administrator")
            browser.cookie = made.headers["Set-Cookie"].split(";")[0]
            self.assertEqual(browser.get("/api/v1/me").json()["user"]["name"], "chief")
            again = browser.post("/api/v1/setup", {**wanted, "name": "second"})
            self.assertEqual((again.status, again.json()["code"]), (409, "setup_over"))
            self.assertEqual(browser.get("/api/v1/setup").json(), {"open": False})
            self.assertFalse((stage.server_data / "setup-link").exists())
            browser.connection.close()

    def test_each_start_draws_another_link(self):
        links = set()
        with temporary_folder() as folder:
            for _ in range(2):
                with Stage(BIN, folder) as stage:
                    stage.serve()
                    links.add((stage.server_data / "setup-link").read_text().split("#")[1])
        self.assertEqual(len(links), 2)

    def test_a_demonstration_has_no_setup(self):
        self.assertFalse((STAGE.server_data / "setup-link").exists())


class ConfigTest(unittest.TestCase):
    def test_a_misspelt_policy_is_refused_at_the_start(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.server_data.mkdir(parents=True)
            (stage.server_data / "server.toml").write_text('[auth]\ntotp = "on"\n')
            with self.assertRaisesRegex(Exception, "did not become ready"):
                stage.serve()
            self.assertIn("auth.totp", (stage.data / "server.log").read_text())


if __name__ == "__main__":
    unittest.main(verbosity=1)
