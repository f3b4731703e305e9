#!/usr/bin/env python3
"""What every answer has, whichever route gave it: ids, ETags, gzip, pages, closed doors for other origins, and one description."""
import gzip
import secrets
import unittest

from device_client import Link, an_issue, close_all
from server_process import SITE, demo_server
from web_client import Browser

STAGE = None
HALL = f"/api/v1/sites/{SITE}"
FRIEND = "https://booking.example.go.th"


def setUpModule():
    global STAGE, _stage
    _stage = demo_server()
    STAGE = _stage.__enter__()
    # Once more, with an origin that may call.
    STAGE.stop()
    (STAGE.server_data / "server.toml").write_text(f'[serve]\ncors_origins = ["{FRIEND}"]\n')
    STAGE.serve()


def tearDownModule():
    _stage.__exit__(None, None, None)


class DoorTest(unittest.TestCase):
    def setUp(self):
        self.browser = Browser(STAGE.addresses["http"])
        self.addCleanup(self.browser.connection.close)
        self.admin = {"Authorization": "Bearer " + STAGE.setup["tokens"]["admin"]}

    def get(self, path, **headers):
        return self.browser.send("GET", path, headers={**self.admin, **{name.replace("_", "-"): value for name, value in headers.items()}})


class AnswerTest(DoorTest):
    def test_the_request_id_comes_back_and_is_in_the_problem(self):
        reply = self.get(HALL + "/tickets/nothing", X_Request_Id="booking-17")
        self.assertEqual((reply.headers["X-Request-Id"], reply.json()["request_id"]), ("booking-17", "booking-17"))

    def test_an_id_that_is_none_is_replaced(self):
        for sent in ("two words", "x" * 65, "ü".encode().decode("latin-1"), ""):
            drawn = self.get("/healthz", X_Request_Id=sent).headers["X-Request-Id"]
            self.assertRegex(drawn, "^[0-9a-f]{32}$")
        self.assertNotEqual(self.get("/healthz").headers["X-Request-Id"], self.get("/healthz").headers["X-Request-Id"])

    def test_what_has_not_changed_is_304(self):
        first = self.get(HALL + "/services")
        again = self.get(HALL + "/services", If_None_Match=first.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))
        listed = self.get(HALL + "/services", If_None_Match='"other", ' + first.headers["ETag"])
        self.assertEqual(listed.status, 304)
        self.assertEqual(self.get(HALL + "/services", If_None_Match='"other"').status, 200)

    def test_a_changed_queue_has_another_etag(self):
        before = self.get(HALL + "/queue").headers["ETag"]
        self.browser.post(HALL + "/tickets", {"service": "id-card"}, token=STAGE.setup["tokens"]["agent"])
        self.assertEqual(self.get(HALL + "/queue", If_None_Match=before).status, 200)

    def test_long_text_is_packed_for_who_takes_it(self):
        plain = self.get("/api/v1/openapi.json")
        packed = self.get("/api/v1/openapi.json", Accept_Encoding="br, gzip;q=0.8")
        self.assertEqual(packed.headers["Content-Encoding"], "gzip")
        self.assertEqual(gzip.decompress(packed.body), plain.body)
        self.assertLess(len(packed.body) * 3, len(plain.body))
        self.assertIsNone(self.get("/api/v1/openapi.json", Accept_Encoding="gzip;q=0").headers["Content-Encoding"])
        self.assertIsNone(self.get("/healthz", Accept_Encoding="gzip").headers["Content-Encoding"])

    def test_the_log_is_packed_too(self):
        plain = self.get(HALL + "/events")
        packed = self.get(HALL + "/events", Accept_Encoding="gzip")
        self.assertEqual(gzip.decompress(packed.body), plain.body)

    def test_head_says_what_get_would(self):
        head = self.browser.send("HEAD", HALL + "/services", headers=self.admin)
        self.assertEqual((head.status, head.body, head.headers["ETag"]), (200, b"", self.get(HALL + "/services").headers["ETag"]))


class PageTest(DoorTest):
    def test_a_list_is_read_page_by_page(self):
        whole = self.get(HALL + "/services").json()
        self.assertIsNone(whole["next"])
        found, after = [], ""
        while after is not None:
            page = self.get(f"{HALL}/services?limit=2&after={after}").json()
            self.assertLessEqual(len(page["items"]), 2)
            found += page["items"]
            after = page["next"]
        self.assertEqual(found, whole["items"])
        self.assertGreater(len(found), 2)

    def test_a_wrong_limit_and_an_unknown_cursor_are_named(self):
        for query, about in (("limit=0", "limit"), ("limit=1001", "limit"), ("limit=ten", "limit"), ("after=moon", "after")):
            reply = self.get(f"{HALL}/services?{query}")
            self.assertEqual((reply.status, reply.json()["about"]), (400, about))


class OriginTest(DoorTest):
    def preflight(self, origin):
        return self.browser.send("OPTIONS", HALL + "/tickets", headers={"Origin": origin, "Access-Control-Request-Method": "POST"})

    def test_other_origins_are_told_nothing(self):
        self.assertEqual(self.preflight("https://evil.example").status, 405)
        reply = self.get(HALL + "/services", Origin="https://evil.example")
        self.assertIsNone(reply.headers["Access-Control-Allow-Origin"])

    def test_a_listed_origin_may_send_a_token_and_read_the_answer(self):
        allowed = self.preflight(FRIEND)
        self.assertEqual((allowed.status, allowed.headers["Access-Control-Allow-Origin"]), (204, FRIEND))
        self.assertIn("Authorization", allowed.headers["Access-Control-Allow-Headers"])
        self.assertIsNone(allowed.headers["Access-Control-Allow-Credentials"])
        self.assertEqual(self.get(HALL + "/services", Origin=FRIEND).headers["Access-Control-Allow-Origin"], FRIEND)

    def test_a_listed_origin_has_no_use_of_cookies(self):
        agent = next(user for user in STAGE.setup["users"] if user["role"] == "agent" and user["site"] == SITE)
        self.assertEqual(self.browser.sign_in(agent["name"], agent["password"]).status, 200)
        reply = self.browser.send("GET", "/api/v1/me", headers={"Origin": FRIEND})
        self.assertEqual((reply.status, reply.json()["code"]), (403, "csrf"))


class SeldomTest(DoorTest):
    """Routes that no other test asks."""

    def post(self, path, body=None, status=200):
        reply = self.browser.post(path, body, token=STAGE.setup["tokens"]["admin"])
        self.assertEqual(reply.status, status, reply.body)
        return reply.json()

    def test_what_there_is(self):
        listed = self.get("/api/v1/sites").json()["items"]
        self.assertIn(self.get(HALL).json(), listed)
        devices = self.get(HALL + "/devices").json()["items"]
        self.assertIn("issue", [role for device in devices for role in device["roles"]])

    def test_a_counter_pauses_and_goes_on(self):
        counter = HALL + "/counters/c3/"
        self.post(counter + "open")
        self.post(counter + "pause", {"reason": "ประชุม"})
        self.assertEqual(self.browser.post(counter + "next", token=STAGE.setup["tokens"]["admin"]).json()["code"], "counter_paused")
        self.post(counter + "resume")
        self.post(counter + "close")

    def test_a_ticket_is_called_again_printed_again_and_accepted_without_paper(self):
        counter = HALL + "/counters/c1/"
        self.post(counter + "open")
        ticket = f"{HALL}/tickets/{self.post(HALL + '/tickets', {'service': 'id-card'}, 201)['id']}/"
        self.post(ticket + "call", {"counter": "c1"})
        self.assertEqual(self.post(ticket + "recall")["ticket"]["recalls"], 1)
        self.post(ticket + "finish")
        link = Link(STAGE, STAGE.device("issue", SITE))
        self.addCleanup(close_all)
        link.hello(secrets.token_hex(16))
        printed, lost = an_issue(), an_issue()
        for n, issue in enumerate((printed, lost), 1):
            self.assertEqual(link.command(n, "issue", **issue)["type"], "ack")
        link.command(3, "paper", ticket=printed["ticket"], paper="failed", detail="paper_out")
        self.assertIn("ticket", self.post(f"{HALL}/tickets/{printed['ticket']}/reprint"))
        self.assertEqual(self.post(f"{HALL}/tickets/{lost['ticket']}/accept")["ticket"]["paper"], "accepted")

    def test_the_day_ends(self):
        self.post("/api/v1/sites/land/close-day")


class ComparisonTest(DoorTest):
    def test_the_same_metric_of_several_sites(self):
        query = "from=2026-01-01&to=2026-01-31&metric=M01"
        items = self.get(f"/api/v1/metrics/compare?site={SITE},land&{query}").json()["items"]
        self.assertEqual([item["site"] for item in items], [SITE, "land"])
        self.assertEqual(items[0], self.get(f"{HALL}/metrics?{query}").json())
        self.assertGreater(len(self.get(f"/api/v1/metrics/compare?{query}").json()["items"]), 1)

    def test_a_site_that_is_not_there_is_named(self):
        reply = self.get("/api/v1/metrics/compare?site=moon&from=2026-01-01&to=2026-01-31")
        self.assertEqual((reply.status, reply.json()["about"]), (404, "moon"))


class DescriptionTest(DoorTest):
    def test_the_description_is_of_what_is_served(self):
        api = self.get("/api/v1/openapi.json").json()
        self.assertEqual(api["openapi"], "3.1.0")
        self.assertNotEqual(api["info"]["version"], "0")
        self.assertNotIn("api_description", (STAGE.data / "server.log").read_text())

    def test_every_operation_says_who_may(self):
        api = self.get("/api/v1/openapi.json").json()
        for path, item in api["paths"].items():
            for method, operation in item.items():
                with self.subTest(method=method, path=path):
                    self.assertIn("security", operation)
                    if "x-right" in operation:
                        self.assertIn(operation["x-right"], api["x-rights"])
                    self.assertIn("default", operation["responses"])


if __name__ == "__main__":
    unittest.main()
