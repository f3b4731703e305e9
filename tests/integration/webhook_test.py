#!/usr/bin/env python3
"""Webhooks of a real server at real receivers: signed, ordered, at least once, and never where they may not go."""
import sqlite3
import time
import unittest

from outgoing_stage import Receiver, restart, signature_fits
from server_process import SITE, Stage, BIN, temporary_folder

HALL = f"/api/v1/sites/{SITE}"


class WebhookCase(unittest.TestCase):
    config = '[outgoing]\nallow = ["127.0.0.1"]\nallow_http = true\n'

    def setUp(self):
        folder = temporary_folder()
        path = folder.__enter__()
        self.addCleanup(folder.__exit__, None, None, None)
        self.stage = Stage(BIN, path)
        self.addCleanup(self.stage.stop)
        self.stage.init()
        (self.stage.server_data / "server.toml").write_text(self.config)
        self.stage.serve()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)

    def admin(self, method, path, body=None, status=200):
        reply = self.stage.request(method, path, body, self.stage.setup["tokens"]["admin"])
        self.assertEqual(reply.status, status, reply.text)
        return reply.json() if reply.text else None

    def agent(self, path, body=None):
        reply = self.stage.request("POST", HALL + path, body, self.stage.setup["tokens"]["agent"])
        self.assertIn(reply.status, (200, 201), reply.text)
        return reply.json()

    def hook(self, **more):
        return self.admin("POST", "/api/v1/webhooks", {"url": self.receiver.url + "/hook", **more}, 201)

    def one_stay(self):
        """A ticket's whole way; returns its id."""
        counters = self.stage.request("GET", HALL + "/counters", token=self.stage.setup["tokens"]["agent"]).json()["items"]
        counter = next(c for c in counters if any(skill["service"] == "id-card" for skill in c["skills"]))
        if counter["state"] == "closed":
            self.agent(f"/counters/{counter['id']}/open")
        ticket = self.agent("/tickets", {"service": "id-card"})
        for action, body in (("call", {"counter": counter["id"]}), ("start", None), ("finish", None)):
            self.agent(f"/tickets/{ticket['id']}/{action}", body)
        return ticket


class DeliveryTest(WebhookCase):
    def test_a_ticket_is_told_signed_and_in_order(self):
        hook = self.hook()
        ticket = self.one_stay()
        got = self.receiver.until(lambda all: len([one for one in all if "ticket" in one.json()]) >= 4)
        mine = [one for one in got if one.json().get("ticket", {}).get("id") == ticket["id"]]
        self.assertEqual([one.json()["type"] for one in mine], ["ticket.issued", "ticket.called", "ticket.started", "ticket.finished"])
        for one in mine:
            self.assertTrue(signature_fits(one, hook["secret"]))
            self.assertFalse(signature_fits(one, hook["secret"][:-1] + ("0" if hook["secret"][-1] != "0" else "1")))
            self.assertEqual(one.headers["Content-Type"], "application/json")
            self.assertEqual(one.json()["ticket"]["number"], ticket["number"])
            self.assertNotIn(ticket["token"].encode(), one.body)
        self.assertEqual(one.path, "/hook")
        # The secret was shown once.
        self.assertNotIn("secret", self.admin("GET", "/api/v1/webhooks/" + hook["id"]))
        self.assertNotIn(hook["secret"].encode(), (self.stage.server_data / "outgoing.db").read_bytes())
        self.wait_for(lambda: {(row["state"], row["status"]) for row in self.deliveries(hook)} == {("delivered", 204)})

    def test_a_receiver_that_fails_gets_everything_later_in_order_and_a_restart_loses_nothing(self):
        self.receiver.status = 503
        hook = self.hook(events=["ticket.issued", "ticket.called", "ticket.started", "ticket.finished"])
        first = self.one_stay()
        self.receiver.until(lambda all: len(all) >= 1)
        # Killed in the middle, with events neither delivered nor, perhaps, read from the log yet.
        second = self.one_stay()
        self.stage.server.kill()
        self.stage.server.wait(30)
        self.stage.serve()
        third = self.one_stay()
        self.receiver.status = 204
        self.receiver.until(lambda all: len([one for one in all if one.answered == 204]) >= 12, 60)
        accepted = [one.json() for one in self.receiver.accepted()]
        for ticket in (first, second, third):
            kinds = [one["type"] for one in accepted if one["ticket"]["id"] == ticket["id"]]
            self.assertEqual(kinds, ["ticket.issued", "ticket.called", "ticket.started", "ticket.finished"])
        self.assertEqual(len({one["id"] for one in accepted}), 12)
        self.assertTrue(all(signature_fits(one, hook["secret"]) for one in self.receiver.accepted()))

    def test_a_dead_receiver_does_not_hold_the_others_up(self):
        hang = Receiver(answer=lambda one: (time.sleep(12), (204, ""))[1])
        self.addCleanup(hang.close)
        self.admin("POST", "/api/v1/webhooks", {"url": hang.url}, 201)
        self.admin("POST", "/api/v1/webhooks", {"url": "http://127.0.0.1:9/"}, 201)
        self.hook(events=["ticket.issued"])
        for _ in range(20):
            self.agent("/tickets", {"service": "id-card"})
        begun = time.monotonic()
        self.receiver.until(lambda all: len(all) >= 20)
        self.assertLess(time.monotonic() - begun, 9)  # whoever waits for the one that hangs waits 10 s at least

    def test_410_stops_a_webhook_and_resume_sends_what_waits(self):
        self.receiver.status = 410
        hook = self.hook(events=["ticket.issued"])
        self.agent("/tickets", {"service": "id-card"})
        self.receiver.until(lambda all: len(all) == 1)
        self.wait_for(lambda: not self.admin("GET", "/api/v1/webhooks/" + hook["id"])["active"])
        self.agent("/tickets", {"service": "id-card"})
        time.sleep(1)
        self.assertEqual(len(self.receiver.received), 1)
        restart(self.stage)
        shown = self.admin("GET", "/api/v1/webhooks/" + hook["id"])
        self.assertEqual((shown["active"], shown["why"]), (False, "gone"))
        self.receiver.status = 204
        self.assertTrue(self.admin("POST", f"/api/v1/webhooks/{hook['id']}/resume")["active"])
        self.receiver.until(lambda all: len(all) == 3)

    def wait_for(self, wanted, seconds=20):
        end = time.monotonic() + seconds
        while not wanted():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.1)

    def test_pause_test_and_redeliver(self):
        hook = self.hook(events=["day.closed"])
        test = self.admin("POST", f"/api/v1/webhooks/{hook['id']}/test", status=202)["delivery"]
        self.assertEqual(self.receiver.until(lambda all: len(all) == 1)[0].json()["type"], "webhook.test")
        self.wait_for(lambda: self.deliveries(hook)[-1]["state"] == "delivered")
        self.assertEqual(self.deliveries(hook)[-1]["id"], test)
        self.admin("POST", f"/api/v1/webhooks/{hook['id']}/deliveries/{test}/redeliver", status=202)
        self.receiver.until(lambda all: len(all) == 2)
        ids = [one.json()["id"] for one in self.receiver.received]
        self.assertEqual(ids[0], ids[1])
        self.assertFalse(self.admin("POST", f"/api/v1/webhooks/{hook['id']}/pause")["active"])
        self.admin("POST", f"/api/v1/webhooks/{hook['id']}/test", status=202)
        time.sleep(1)
        self.assertEqual(len(self.receiver.received), 2)
        self.admin("POST", f"/api/v1/webhooks/{hook['id']}/resume")
        self.receiver.until(lambda all: len(all) == 3)
        self.admin("DELETE", "/api/v1/webhooks/" + hook["id"], status=204)
        self.admin("GET", "/api/v1/webhooks/" + hook["id"], status=404)
        self.assertEqual(self.admin("GET", "/api/v1/webhooks")["items"], [])
        acts = ["webhook.add", "webhook.pause", "webhook.resume", "webhook.remove"]
        self.wait_for(lambda: [act for act, about in self.audit() if hook["id"] in about] == acts)

    def audit(self):
        database = sqlite3.connect(f"file:{self.stage.server_data / 'accounts.db'}?mode=ro", uri=True)
        try:
            return database.execute("SELECT act, about FROM audit_trail ORDER BY id").fetchall()
        finally:
            database.close()

    def deliveries(self, hook):
        return self.admin("GET", f"/api/v1/webhooks/{hook['id']}/deliveries")["items"]

    def test_deliveries_are_paged(self):
        hook = self.hook(events=["ticket.issued"])
        for _ in range(105):
            self.agent("/tickets", {"service": "id-card"})
        self.wait_for(lambda: len(self.receiver.received) == 105)
        first = self.admin("GET", f"/api/v1/webhooks/{hook['id']}/deliveries")
        self.assertEqual(len(first["items"]), 100)
        rest = self.admin("GET", f"/api/v1/webhooks/{hook['id']}/deliveries?after={first['next']}")
        self.assertEqual((len(rest["items"]), rest["next"]), (5, None))

    def test_a_long_queue_is_told_of(self):
        self.hook(events=["queue.threshold_breached"], site=SITE, waiting_limit=3)
        for _ in range(6):
            self.agent("/tickets", {"service": "id-card"})
        got = self.receiver.until(lambda all: len(all) == 1)[0].json()
        self.assertGreater(got["queue"]["waiting"], 3)

    def test_only_administrators_of_the_whole_server(self):
        for token in ("agent", "kiosk"):
            for method, path in (("GET", "/webhooks"), ("POST", "/webhooks"), ("GET", "/webhooks/x"), ("DELETE", "/webhooks/x"),
                                 ("POST", "/webhooks/x/test"), ("GET", "/webhooks/x/deliveries"), ("GET", "/messages/ledger"),
                                 ("POST", "/webhooks/x/deliveries/1/redeliver")):
                reply = self.stage.request(method, "/api/v1" + path, None, self.stage.setup["tokens"][token])
                self.assertEqual(reply.status, 403, (token, method, path, reply.text))
        self.assertEqual(self.stage.request("GET", "/api/v1/webhooks").status, 401)

    def test_what_is_wrong_is_said(self):
        for body, status in (({}, 400), ({"url": "ftp://x/"}, 422), ({"url": "http://10.0.0.1/"}, 422), ({"url": "https://x/", "events": ["x"]}, 422),
                             ({"url": "https://x/", "site": "nowhere"}, 404), ({"url": "https://x/", "more": 1}, 400),
                             ({"url": "https://user:word@x/"}, 422)):
            self.admin("POST", "/api/v1/webhooks", body, status)
        self.admin("POST", "/api/v1/webhooks/x/test", status=404)
        hook = self.hook()
        self.admin("POST", f"/api/v1/webhooks/{hook['id']}/explode", status=404)
        self.admin("POST", f"/api/v1/webhooks/{hook['id']}/deliveries/77/redeliver", status=404)
        self.admin("GET", f"/api/v1/webhooks/{hook['id']}/deliveries?after=x", status=400)

    def test_a_redirect_is_not_followed(self):
        elsewhere = Receiver()
        self.addCleanup(elsewhere.close)
        self.receiver.answer = lambda one: (302, elsewhere.url + "/")
        hook = self.hook(events=["day.closed"])
        self.admin("POST", f"/api/v1/webhooks/{hook['id']}/test", status=202)
        self.receiver.until(lambda all: len(all) == 1)
        self.wait_for(lambda: self.deliveries(hook)[0]["status"] == 302)
        self.assertEqual(elsewhere.received, [])
        self.assertEqual(self.deliveries(hook)[0]["state"], "waiting")


class RefusedTest(WebhookCase):
    """Plain http is allowed here, and no address of this machine is."""
    config = "[outgoing]\nallow_http = true\n"

    def test_no_name_and_no_form_leads_to_this_machine(self):
        port = self.receiver.url.rsplit(":", 1)[1]
        for host in ("127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254"):
            self.admin("POST", "/api/v1/webhooks", {"url": f"http://{host}:{port}/"}, 422)
        # A name is looked at when it is connected to.
        hook = self.admin("POST", "/api/v1/webhooks", {"url": f"http://localhost:{port}/"}, 201)
        self.admin("POST", f"/api/v1/webhooks/{hook['id']}/test", status=202)
        end = time.monotonic() + 20
        while not (rows := self.admin("GET", f"/api/v1/webhooks/{hook['id']}/deliveries")["items"]) or not rows[0]["error"]:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)
        self.assertIn("not allowed", rows[0]["error"])
        self.assertEqual(self.receiver.received, [])


if __name__ == "__main__":
    unittest.main()
