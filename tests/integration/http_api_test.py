#!/usr/bin/env python3
"""docs/API.md against the running server: a ticket's way over HTTP, what is refused, and what the live views tell."""
import json
import secrets
import socket
import threading
import time
import unittest
from urllib.parse import urlsplit

from server_process import SITE, demo_server
from web_client import Browser, Live

STAGE = None
HALL = f"/api/v1/sites/{SITE}"


def setUpModule():
    global STAGE, _stage
    _stage = demo_server()
    STAGE = _stage.__enter__()


def tearDownModule():
    _stage.__exit__(None, None, None)


def url():
    return STAGE.addresses["http"]


def token(name):
    return STAGE.setup["tokens"][name]


def user(role):
    return next(user for user in STAGE.setup["users"] if user["role"] == role and user["site"] in (SITE, ""))


class ApiTest(unittest.TestCase):
    def setUp(self):
        self.browser = Browser(url())
        self.addCleanup(self.browser.connection.close)

    def issue(self, service="id-card", **more):
        reply = self.browser.post(HALL + "/tickets", {"service": service}, token=token("agent"), **more)
        self.assertEqual(reply.status, 201, reply.body)
        return reply.json()

    def act(self, path, body=None, status=200):
        reply = self.browser.post(HALL + path, body, token=token("agent"))
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def assert_problem(self, reply, status, code):
        self.assertEqual((reply.status, reply.json()["code"]), (status, code), reply.body)
        self.assertEqual(reply.headers["Content-Type"], "application/problem+json")
        self.assertEqual(reply.json()["status"], status)

    def open_counter(self):
        """A counter that serves id-card, open and free."""
        counters = self.browser.get(HALL + "/counters", Authorization="Bearer " + token("agent")).json()["items"]
        counter = next(c for c in counters if any(skill["service"] == "id-card" for skill in c["skills"]))
        if counter["state"] == "closed":
            self.act(f"/counters/{counter['id']}/open")
        if counter["ticket"]:
            self.act(f"/tickets/{counter['ticket']['id']}/finish")
        return counter["id"]


class TicketTest(ApiTest):
    def test_a_ticket_is_issued_called_served_and_rated(self):
        counter = self.open_counter()
        ticket = self.issue()
        self.assertEqual(ticket["state"], "waiting")
        self.assertEqual(ticket["url"].rsplit("/t/", 1)[1], ticket["token"])
        self.assertIn("p90_s", ticket["estimate"])
        called = self.act(f"/tickets/{ticket['id']}/call", {"counter": counter})["ticket"]
        self.assertEqual((called["state"], called["counter"]), ("called", counter))
        self.act(f"/tickets/{ticket['id']}/start")
        finished = self.act(f"/tickets/{ticket['id']}/finish", {"outcome": "documents_missing"})["ticket"]
        self.assertEqual((finished["state"], finished["outcome"]), ("finished", "documents_missing"))
        mine = self.browser.get(f"/api/v1/tickets/{ticket['token']}").json()
        self.assertTrue(mine["may_rate"])
        self.assertEqual(self.browser.post("/api/v1/ratings", {"token": ticket["token"], "score": 5}).status, 200)
        self.assertFalse(self.browser.get(f"/api/v1/tickets/{ticket['token']}").json()["may_rate"])
        self.assert_problem(self.browser.post("/api/v1/ratings", {"token": ticket["token"], "score": 1}), 409, "already_rated")

    def test_next_calls_the_first_and_says_so_when_nobody_waits(self):
        counter = self.open_counter()
        while (called := self.act_next(counter)) is not None:
            self.act(f"/tickets/{called['id']}/finish")
        ticket = self.issue()
        self.assertEqual(self.act_next(counter)["id"], ticket["id"])
        self.assert_problem(self.browser.post(f"{HALL}/counters/{counter}/next", token=token("agent")), 409, "counter_busy")
        self.assertIsNone(self.act_next(counter, "?finish=true"))
        reply = self.browser.get(f"{HALL}/tickets/{ticket['id']}", Authorization="Bearer " + token("agent"))
        self.assertEqual(reply.json()["state"], "finished")

    def act_next(self, counter, query=""):
        reply = self.browser.post(f"{HALL}/counters/{counter}/next{query}", token=token("agent"))
        self.assertIn(reply.status, (200, 204), reply.body)
        return reply.json()["ticket"] if reply.status == 200 else None

    def test_the_same_key_and_body_get_the_same_ticket_and_token(self):
        key = secrets.token_hex(8)
        first = self.issue(key=key)
        again = self.issue(key=key)
        self.assertEqual(first, again)
        other = self.browser.post(HALL + "/tickets", {"service": "registry"}, key=key, token=token("agent"))
        self.assert_problem(other, 422, "key_reused")

    def test_another_principal_may_use_the_same_key(self):
        key = secrets.token_hex(8)
        first = self.issue(key=key)
        reply = self.browser.post(HALL + "/tickets", {"service": "id-card"}, key=key, token=token("kiosk"))
        self.assertEqual(reply.status, 201)
        self.assertNotEqual(reply.json()["id"], first["id"])


class RefusalTest(ApiTest):
    def post_ticket(self, body, **headers):
        sent = {"Authorization": "Bearer " + token("agent"), "Idempotency-Key": secrets.token_hex(8), **headers}
        return self.browser.send("POST", HALL + "/tickets", body, {name: value for name, value in sent.items() if value})

    def test_a_body_that_is_not_an_object_of_known_fields_is_refused(self):
        for body, code in ((b"{", "bad_json"), (b"[]", "bad_request"), (b'{"service":7}', "bad_request"), (b"{}", "bad_request"),
                           (b'{"service":"id-card","colour":"red"}', "bad_request"), (b'{"service":"id-card","class":"vip"}', "bad_request"),
                           (b'{"service":"a\\u0000b"}', "bad_request"), (b"[" * 40 + b"]" * 40, "bad_json"), (b"\xff\xfe", "bad_json")):
            with self.subTest(body=body):
                self.assert_problem(self.post_ticket(body), 400, code)

    def test_the_problem_names_the_field(self):
        self.assertEqual(self.post_ticket(b'{"service":"id-card","colour":"red"}').json()["about"], "colour")

    def test_an_unknown_service_is_404_and_an_unknown_site_too(self):
        self.assert_problem(self.post_ticket(b'{"service":"moon"}'), 404, "unknown_service")
        reply = self.browser.post("/api/v1/sites/moon/tickets", {"service": "x"}, token=token("admin"))
        self.assert_problem(reply, 404, "unknown_site")

    def test_a_key_is_needed_and_must_be_readable(self):
        self.assert_problem(self.post_ticket(b'{"service":"id-card"}', **{"Idempotency-Key": None}), 400, "key_missing")
        self.assert_problem(self.post_ticket(b'{"service":"id-card"}', **{"Idempotency-Key": "k" * 200}), 400, "key_missing")

    def test_a_long_body_is_413_and_long_headers_are_431(self):
        self.assert_problem(self.post_ticket(b'{"service":"' + b"x" * 70_000 + b'"}'), 413, "too_large")
        self.browser.connection.close()
        self.assert_problem(self.browser.get("/healthz", X_Long="x" * 30_000), 431, "too_large")

    def test_a_wrong_token_and_no_token_are_401(self):
        self.assert_problem(self.post_ticket(b'{"service":"id-card"}', Authorization="Bearer wrong"), 401, "sign_in")
        self.assert_problem(self.post_ticket(b'{"service":"id-card"}', Authorization=None), 401, "sign_in")

    def test_a_token_without_the_scope_is_403(self):
        reply = self.browser.post(HALL + "/counters/c1/open", token=token("kiosk"))
        self.assert_problem(reply, 403, "forbidden")
        reply = self.browser.get(HALL + "/metrics?from=2026-01-01&to=2026-01-02", Authorization="Bearer " + token("kiosk"))
        self.assert_problem(reply, 403, "forbidden")

    def test_what_is_not_http_is_answered_400_and_closed(self):
        host, port = urlsplit(url()).netloc.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=10) as raw:
            raw.sendall(b"HELO there\r\n\r\n")
            answer = raw.recv(4096)
        self.assertTrue(answer.startswith(b"HTTP/1.1 400 "), answer)

    def test_a_request_in_pieces_and_two_in_one_packet_are_both_understood(self):
        host, port = urlsplit(url()).netloc.rsplit(":", 1)
        with socket.create_connection((host, int(port)), timeout=10) as raw:
            for piece in (b"GET /hea", b"lthz HTTP/1.1\r\nHo", b"st: x\r\n\r", b"\nGET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
                raw.sendall(piece)
                time.sleep(0.02)
            answer = b""
            while part := raw.recv(4096):
                answer += part
        self.assertEqual(answer.count(b"HTTP/1.1 200 OK"), 2, answer)

    def test_other_methods_and_addresses_are_refused(self):
        self.assertEqual(self.browser.send("PUT", HALL + "/tickets").status, 405)
        self.assert_problem(self.browser.get("/api/v1/nothing"), 404, "not_found")


class SessionTest(ApiTest):
    def test_a_user_signs_in_works_and_signs_out(self):
        agent = user("agent")
        signed_in = self.browser.sign_in(agent["name"], agent["password"])
        self.assertEqual(signed_in.status, 200)
        cookie = signed_in.headers["Set-Cookie"]
        self.assertIn("HttpOnly", cookie)
        self.assertIn("SameSite=Strict", cookie)
        me = self.browser.get("/api/v1/me").json()
        self.assertEqual((me["user"]["name"], me["csrf"]), (agent["name"], self.browser.csrf))
        self.assertEqual(self.browser.post(HALL + "/tickets", {"service": "id-card"}).status, 201)
        self.assertEqual(self.browser.send("DELETE", "/api/v1/session", headers={"X-CSRF-Token": self.browser.csrf}).status, 204)
        self.assert_problem(self.browser.get("/api/v1/me"), 401, "sign_in")

    def test_without_the_csrf_token_nothing_is_changed(self):
        agent = user("agent")
        self.browser.sign_in(agent["name"], agent["password"])
        self.assert_problem(self.browser.post(HALL + "/tickets", {"service": "id-card"}, csrf=False), 403, "csrf")
        self.browser.csrf = "0" * 32
        self.assert_problem(self.browser.post(HALL + "/tickets", {"service": "id-card"}), 403, "csrf")

    def test_another_origin_is_refused(self):
        agent = user("agent")
        self.browser.sign_in(agent["name"], agent["password"])
        self.assert_problem(self.browser.get("/api/v1/me", Origin="https://evil.example"), 403, "csrf")

    def test_nobody_is_signed_in_by_a_page_of_another_site(self):
        agent = user("agent")
        body = {"name": agent["name"], "password": agent["password"]}
        self.assert_problem(self.browser.send("POST", "/api/v1/session", body, {"Origin": "https://evil.example"}), 403, "csrf")

    def test_signing_out_ends_the_live_views(self):
        agent = user("agent")
        self.browser.sign_in(agent["name"], agent["password"])
        live = Live(url(), f"site={SITE}&view=agent", cookie=self.browser.cookie)
        self.addCleanup(live.close)
        live.next()
        self.browser.send("DELETE", "/api/v1/session", headers={"X-CSRF-Token": self.browser.csrf})
        live.socket.settimeout(40)
        while live.socket.recv(65536):
            pass

    def test_an_agent_has_no_managers_rights(self):
        agent = user("agent")
        self.browser.sign_in(agent["name"], agent["password"])
        self.assert_problem(self.browser.get(HALL + "/metrics?from=2026-01-01&to=2026-01-02"), 403, "forbidden")
        self.assert_problem(self.browser.post(HALL + "/close-day"), 403, "forbidden")
        self.assert_problem(self.browser.post("/api/v1/sites/land/tickets", {"service": "x"}), 403, "forbidden")

    def test_guessing_a_password_is_slowed_down(self):
        answers = [self.browser.sign_in("nobody", f"wrong-password-{i}").status for i in range(7)]
        self.assertEqual(answers[:5], [401] * 5)
        self.assertIn(429, answers)

    def test_a_storm_of_sign_ins_leaves_the_log_readable(self):
        over = threading.Event()
        answers = set()

        def guess(name):
            browser = Browser(url())
            while not over.is_set():
                answers.add(browser.sign_in(name, "wrong-password").status)
                over.wait(0.05)
            browser.connection.close()

        storm = [threading.Thread(target=guess, args=(f"nobody-{i}",)) for i in range(80)]
        for thread in storm:
            thread.start()
        try:
            for _ in range(10):
                reply = self.browser.get(HALL + "/events", Authorization="Bearer " + token("admin"))
                self.assertEqual(reply.status, 200, reply.body)
        finally:
            over.set()
            for thread in storm:
                thread.join()
        self.assertEqual(answers, {401, 429})

    def test_a_user_removed_on_the_command_line_is_signed_out_within_seconds(self):
        STAGE.run("saduak-server", "user", "add", "temp", "--role", "agent", "--site", SITE, "--data", STAGE.server_data)
        listed = STAGE.run("saduak-server", "user", "list", "--data", STAGE.server_data)
        self.assertIn("temp\tagent\t" + SITE, listed)
        changed = STAGE.run("saduak-server", "user", "password", "temp", "--data", STAGE.server_data)
        password = changed.strip().splitlines()[-1].split(": ")[1]
        deadline = time.monotonic() + 15
        while self.browser.sign_in("temp", password).status != 200:
            self.assertLess(time.monotonic(), deadline, "the new user was never seen")
            time.sleep(0.5)
        STAGE.run("saduak-server", "user", "remove", "temp", "--data", STAGE.server_data)
        while self.browser.get("/api/v1/me").status != 401:
            self.assertLess(time.monotonic(), deadline + 15, "the removed user is still signed in")
            time.sleep(0.5)


class PagesTest(ApiTest):
    def test_health_and_readiness_are_told(self):
        self.assertEqual(self.browser.get("/healthz").json(), {"status": "ok"})
        self.assertEqual(self.browser.get("/readyz").json(), {"status": "ready"})
        self.assertIn(b"saduak_ready 1", self.browser.get("/metrics").body)

    def test_a_path_never_leaves_the_web_folder(self):
        for path in ("/../saduak.db", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/../../server.toml"):
            with self.subTest(path=path):
                self.assertEqual(self.browser.get(path).status, 404)

    def test_pages_are_served_with_a_strict_policy(self):
        reply = self.browser.get("/counter")
        if reply.status == 503:
            self.skipTest("the web pages are not built")
        self.assertEqual(reply.status, 200)
        self.assertIn("default-src 'none'", reply.headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", reply.headers["Content-Security-Policy"])
        self.assertEqual(reply.headers["X-Content-Type-Options"], "nosniff")
        again = self.browser.get("/display/hall", If_None_Match=reply.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))
        head = self.browser.send("HEAD", "/counter")
        self.assertEqual((head.body, head.headers["Content-Length"]), (b"", reply.headers["Content-Length"]))

    def test_the_log_is_read_back_in_order(self):
        self.issue()
        lines = self.browser.get(HALL + "/events?after=0", Authorization="Bearer " + token("admin")).body.splitlines()
        events = [json.loads(line) for line in lines]
        self.assertEqual([event["seq"] for event in events], list(range(1, len(events) + 1)))
        self.assertEqual(events[0]["type"], "site.configured")
        self.assertEqual(events[-1]["type"], "ticket.issued")


class LiveTest(ApiTest):
    def live(self, query, **options):
        live = Live(url(), query, **options)
        self.addCleanup(live.close)
        return live

    def test_a_display_hears_of_a_call_within_a_second(self):
        counter = self.open_counter()
        live = self.live(f"site={SITE}&view=display")
        self.assertEqual(live.status, 101)
        self.assertNotIn("queue", live.next())
        ticket = self.issue()
        began = time.monotonic()
        self.act(f"/tickets/{ticket['id']}/call", {"counter": counter})
        state = live.until(lambda state: state["calls"] and state["calls"][0]["number"] == ticket["number"])
        self.assertLess(time.monotonic() - began, 1.0)
        self.assertEqual(next(c for c in state["counters"] if c["id"] == counter)["number"], ticket["number"])

    def test_a_manager_sees_the_days_figures_change_within_a_second(self):
        live = self.live(f"site={SITE}&view=manager", token=token("admin"))
        issued = live.next()["today"]["issued"]
        began = time.monotonic()
        self.issue()
        live.until(lambda state: state["today"]["issued"] == issued + 1)
        self.assertLess(time.monotonic() - began, 1.0)

    def test_an_agent_sees_the_queue_and_a_citizen_their_ticket(self):
        ticket = self.issue()
        agent = self.live(f"site={SITE}&view=agent", token=token("agent"))
        self.assertIn(ticket["id"], [waiting["id"] for waiting in agent.next()["queue"]])
        citizen = self.live(f"site={SITE}&view=citizen&token={ticket['token']}")
        self.assertEqual(citizen.next()["ticket"]["number"], ticket["number"])

    def test_views_need_their_right(self):
        self.assertEqual(self.live(f"site={SITE}&view=agent").status, 401)
        self.assertEqual(self.live(f"site={SITE}&view=manager", token=token("kiosk")).status, 403)
        self.assertEqual(self.live(f"site={SITE}&view=citizen&token={'0' * 32}").status, 404)
        self.assertEqual(self.live("site=moon&view=display").status, 404)
        self.assertEqual(self.live(f"site={SITE}&view=x").status, 400)

    def test_a_ping_is_answered(self):
        live = self.live(f"site={SITE}&view=display")
        live.next()
        live.send_frame(9, b"are you there")
        opcode, payload = live.frame()
        while opcode != 10:
            opcode, payload = live.frame()
        self.assertEqual(payload, b"are you there")

    def test_a_watcher_that_speaks_out_of_turn_is_let_go(self):
        live = self.live(f"site={SITE}&view=display")
        live.next()
        live.socket.sendall(b"\x81\x05hello")  # not masked
        live.socket.settimeout(5)
        while live.socket.recv(4096):
            pass


if __name__ == "__main__":
    unittest.main(verbosity=1)
