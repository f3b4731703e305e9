#!/usr/bin/env python3
"""Citizens are told of their ticket by LINE and SMS, against gateways of this test; what they left is gone with the ticket."""
import base64
import hashlib
import hmac
import json
import secrets
import sqlite3
import time
import unittest
import urllib.error
import urllib.request
from contextlib import closing

from outgoing_stage import Receiver, restart, write_secret
from exchanges import record
from server_process import SITE, Stage, BIN, read_log, temporary_folder, verify

HALL = f"/api/v1/sites/{SITE}"
NUMBER = "0812345678"
SECRET = "channel-secret"


class NotifyCase(unittest.TestCase):
    sms_more, line_more = "", ""

    def setUp(self):
        folder = temporary_folder()
        path = folder.__enter__()
        self.addCleanup(folder.__exit__, None, None, None)
        self.gateway = Receiver(answer=lambda one: (200, '{"status":"ok"}'))
        self.line = Receiver(answer=lambda one: (200, "{}"))
        self.addCleanup(self.gateway.close)
        self.addCleanup(self.line.close)
        self.stage = Stage(BIN, path)
        self.addCleanup(self.stage.stop)
        self.stage.init()
        data = self.stage.server_data
        write_secret(data, "line-token", "line-t0ken\n")
        write_secret(data, "line-secret", SECRET + "\n")
        write_secret(data, "sms-key", "sms-k3y\n")
        (data / "server.toml").write_text(f"""[outgoing]
allow = ["127.0.0.1"]
allow_http = true
[notify.sms]
url = "{self.gateway.url}/send"
headers = ["Content-Type: application/json", "Authorization: Key {{secret}}"]
body = '{{"to":"{{to}}","text":"{{text}}"}}'
success = '"status":"ok"'
secret_file = "sms-key"
unit_cost_satang = 35
{self.sms_more}
[notify.line]
base_url = "{self.line.url}"
channel_token_file = "line-token"
channel_secret_file = "line-secret"
add_friend_url = "https://line.me/R/ti/p/@example"
unit_cost_satang = 10
{self.line_more}
""")
        self.stage.serve()
        self.counter = None

    def agent(self, path, body=None):
        reply = self.stage.request("POST", HALL + path, body, self.stage.setup["tokens"]["agent"])
        self.assertIn(reply.status, (200, 201, 204), reply.text)
        return reply.json() if reply.text else None

    def issue(self):
        return self.agent("/tickets", {"service": "id-card"})

    def open_counter(self):
        counters = self.stage.request("GET", HALL + "/counters", token=self.stage.setup["tokens"]["agent"]).json()["items"]
        counter = next(c for c in counters if any(skill["service"] == "id-card" for skill in c["skills"]))
        self.agent(f"/counters/{counter['id']}/open")
        return counter["id"]

    def ask(self, ticket, body, status, key=None):
        reply = self.stage.request("POST", f"/api/v1/tickets/{ticket['token']}/notify", body, key=key)
        self.assertEqual(reply.status, status, reply.text)
        return reply.json()

    def shown(self, ticket):
        reply = self.stage.request("GET", f"/api/v1/tickets/{ticket['token']}/notify")
        self.assertEqual(reply.status, 200, reply.text)
        return reply.json()

    def ledger(self):
        reply = self.stage.request("GET", "/api/v1/messages/ledger", token=self.stage.setup["tokens"]["admin"])
        self.assertEqual(reply.status, 200, reply.text)
        return reply.json()["items"]

    def until(self, wanted, seconds=20):
        end = time.monotonic() + seconds
        while not (value := wanted()):
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.1)
        return value

    def erasables(self):
        with closing(sqlite3.connect(f"file:{self.stage.server_data / 'saduak.db'}?mode=ro", uri=True)) as database:
            return database.execute("SELECT key, purpose, ciphertext FROM erasable").fetchall()

    def all_bytes(self):
        """Everything that the server keeps, and its log file."""
        files = [path for path in self.stage.server_data.rglob("*") if path.is_file()] + [self.stage.data / "server.log"]
        return b"\n".join(path.read_bytes() for path in files)

    def from_line(self, text, user="U1-of-line", event=None, reply="", secret=SECRET, age_s=0):
        body = json.dumps({"destination": "U0", "events": [
            {"type": "message", "webhookEventId": event or secrets.token_hex(8), "timestamp": int((time.time() - age_s) * 1000), "replyToken": reply,
             "deliveryContext": {"isRedelivery": False}, "source": {"type": "user", "userId": user},
             "message": {"type": "text", "id": "1", "text": text}}]}).encode()
        signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        return self.post_line(body, signature)

    def post_line(self, body, signature):
        request = urllib.request.Request(self.stage.addresses["http"] + "/api/v1/line/webhook", data=body, method="POST",
                                         headers={"Content-Type": "application/json", "X-Line-Signature": signature})
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=15) as response:
                record("POST", "/api/v1/line/webhook", body, response.status, response.headers["Content-Type"], response.read())
                return response.status
        except urllib.error.HTTPError as error:
            return error.code


class SmsTest(NotifyCase):
    def test_told_when_two_are_ahead_and_when_called_and_forgotten_at_the_end(self):
        counter = self.open_counter()
        tickets = [self.issue() for _ in range(4)]
        mine = tickets[3]
        self.assertEqual(self.shown(mine)["channels"], ["sms", "line"])
        told = self.ask(mine, {"channel": "sms", "contact": "081-234 5678", "ahead": 2, "lang": "en"}, 200)
        self.assertEqual(told, {"state": "on", "channel": "sms", "ahead": 2})
        self.assertEqual(self.shown(mine)["active"], {"channel": "sms", "ahead": 2})
        page = self.stage.request("GET", f"/api/v1/tickets/{mine['token']}").json()
        self.assertEqual(page["told_by"], {"channel": "sms", "ahead": 2})
        kept = self.erasables()
        self.assertEqual([row[1] for row in kept], ["notify"])
        time.sleep(1)
        self.assertEqual(self.gateway.received, [])  # three are ahead

        self.agent(f"/counters/{counter}/next")
        soon = self.gateway.until(lambda all: len(all) == 1)[0]
        self.assertEqual(soon.json()["to"], "+66812345678")
        self.assertIn(mine["number"], soon.json()["text"])
        self.assertIn("2 to go", soon.json()["text"])
        self.assertEqual(soon.headers["Authorization"], "Key sms-k3y")
        for _ in range(3):
            self.agent(f"/counters/{counter}/next?finish=true")
        now = self.gateway.until(lambda all: len(all) == 2)[1]
        self.assertIn("your turn", now.json()["text"])
        time.sleep(1)
        self.assertEqual(len(self.gateway.received), 2)
        row = self.until(lambda: [row for row in self.ledger() if row["channel"] == "sms" and row["sent"] == 2])[0]
        self.assertEqual((row["site"], row["cost_satang"], row["failed"]), (SITE, 70, 0))

        self.agent(f"/tickets/{mine['id']}/finish")
        self.assertEqual(self.erasables(), [])
        self.assertIsNone(self.shown(mine)["active"])
        events = read_log(self.stage)
        given = [event for event in events if event["type"] == "contact.given"]
        erased = [event for event in events if event["type"] == "erased"]
        self.assertEqual([event["ticket"] for event in given], [mine["id"]])
        self.assertEqual(given[0]["body"]["key"], erased[0]["body"]["key"])
        finished = next(event for event in events if event["type"] == "ticket.finished" and event["ticket"] == mine["id"])
        self.assertEqual(erased[0]["seq"], finished["seq"] + 1)
        # Nowhere in any file, in any form of the number, and the ciphertext neither once the writes are folded in.
        self.stage.stop()
        everything = self.all_bytes()
        for text in (b"812345678", b"81-234 5678", kept[0][2]):
            self.assertFalse(text in everything, f"{text} was found")  # not assertNotIn: it would print everything
        verify(self.stage)

    def test_a_restart_in_the_middle_keeps_the_wish_and_repeats_nothing(self):
        counter = self.open_counter()
        tickets = [self.issue() for _ in range(3)]
        mine = tickets[2]
        self.ask(mine, {"channel": "sms", "contact": NUMBER, "ahead": 2}, 200)
        self.gateway.until(lambda all: len(all) == 1)
        self.until(lambda: [row for row in self.ledger() if row["sent"] == 1])
        restart(self.stage)
        self.assertEqual(self.shown(mine)["active"], {"channel": "sms", "ahead": 2})
        time.sleep(1)
        self.assertEqual(len(self.gateway.received), 1)
        self.agent(f"/counters/{counter}/next")
        self.agent(f"/counters/{counter}/next?finish=true")
        self.agent(f"/counters/{counter}/next?finish=true")
        self.gateway.until(lambda all: len(all) == 2)

    def test_withdrawn_is_erased_and_told_nothing(self):
        tickets = [self.issue() for _ in range(5)]
        mine = tickets[4]
        self.ask(mine, {"channel": "sms", "contact": NUMBER, "ahead": 1}, 200)
        for _ in range(2):
            self.assertEqual(self.stage.request("DELETE", f"/api/v1/tickets/{mine['token']}/notify").status, 204)
        self.assertEqual(self.erasables(), [])
        self.agent(f"/tickets/{tickets[0]['id']}/cancel")
        for ticket in tickets[1:4]:
            self.agent(f"/tickets/{ticket['id']}/cancel")
        time.sleep(1)
        self.assertEqual(self.gateway.received, [])

    def test_passed_on_and_day_closed_are_told(self):
        mine = [self.issue() for _ in range(6)][-1]
        self.ask(mine, {"channel": "sms", "contact": NUMBER, "ahead": 1, "lang": "en"}, 200)
        self.agent(f"/tickets/{mine['id']}/transfer", {"service": "registry"})
        texts = [one.json()["text"] for one in self.gateway.until(lambda all: len(all) == 1)]
        self.assertIn("passed on", texts[0])
        admin = self.stage.setup["tokens"]["admin"]
        self.assertEqual(self.stage.request("POST", HALL + "/close-day", {}, admin).status, 200)
        self.assertIn("has ended", self.gateway.until(lambda all: len(all) == 2)[1].json()["text"])
        self.assertEqual(self.erasables(), [])

    def test_what_is_wrong_is_said(self):
        ticket = self.issue()
        self.ask(ticket, {"channel": "sms", "contact": "021234567"}, 422)
        self.ask(ticket, {"channel": "sms", "contact": "+819012345678"}, 422)
        self.ask(ticket, {"channel": "sms"}, 422)
        self.ask(ticket, {"channel": "fax", "contact": NUMBER}, 400)
        self.ask(ticket, {"channel": "sms", "contact": NUMBER, "ahead": 21}, 400)
        self.ask(ticket, {"channel": "sms", "contact": NUMBER, "more": 1}, 400)
        self.ask({"token": "0" * 32}, {"channel": "sms", "contact": NUMBER}, 404)
        self.agent(f"/tickets/{ticket['id']}/cancel")
        self.ask(ticket, {"channel": "sms", "contact": NUMBER}, 409)
        self.assertEqual(self.shown(ticket)["channels"], [])
        self.assertEqual(self.erasables(), [])

    def test_the_same_key_asks_once_and_one_ticket_not_for_ever(self):
        ticket = [self.issue() for _ in range(5)][-1]
        body = {"channel": "sms", "contact": NUMBER, "ahead": 1}
        self.ask(ticket, body, 200, key="k1")
        self.ask(ticket, body, 200, key="k1")
        self.assertEqual(len(self.erasables()), 1)
        self.assertEqual(len([event for event in read_log(self.stage) if event["type"] == "contact.given"]), 1)
        for n in range(8):
            self.ask(ticket, body, 200)
        self.ask(ticket, body, 429)
        self.assertEqual(len(self.erasables()), 1)

    def test_a_gateway_that_says_no_is_in_the_ledger_and_not_asked_twice(self):
        self.gateway.answer = lambda one: (200, '{"status":"no credit"}')
        ticket = self.issue()
        self.ask(ticket, {"channel": "sms", "contact": NUMBER, "ahead": 5}, 200)
        self.gateway.until(lambda all: len(all) == 1)
        row = self.until(lambda: [row for row in self.ledger() if row["failed"] == 1])[0]
        self.assertEqual((row["sent"], row["cost_satang"]), (0, 0))
        time.sleep(1)
        self.assertEqual(len(self.gateway.received), 1)
        self.assertNotIn("812345678", (self.stage.data / "server.log").read_text())


class QuotaTest(NotifyCase):
    sms_more, line_more = "per_day = 1", 'sites = ["elsewhere"]'

    def test_over_the_quota_nothing_is_sent_and_it_is_said(self):
        first, second, third = self.issue(), self.issue(), self.issue()
        self.assertEqual(self.shown(first)["channels"], ["sms"])  # LINE is not offered here
        self.ask(first, {"channel": "line"}, 422)
        self.ask(second, {"channel": "sms", "contact": NUMBER, "ahead": 1}, 200)
        self.gateway.until(lambda all: len(all) == 1)
        refused = self.ask(third, {"channel": "sms", "contact": NUMBER}, 409)
        self.assertEqual(refused["code"], "message_quota")
        # One who had asked before is not told any more, either.
        self.agent(f"/tickets/{first['id']}/cancel")
        counter = self.open_counter()
        self.agent(f"/counters/{counter}/next")
        row = self.until(lambda: [row for row in self.ledger() if row["over_quota"] == 1])[0]
        self.assertEqual(row["sent"], 1)
        self.assertEqual(len(self.gateway.received), 1)


class LineTest(NotifyCase):
    def paths(self):
        with self.line.changed:
            return [one.path for one in self.line.received]

    def test_joined_by_code_free_replies_before_paid_pushes(self):
        counter = self.open_counter()
        tickets = [self.issue() for _ in range(4)]
        mine = tickets[3]
        told = self.ask(mine, {"channel": "line", "ahead": 2, "lang": "en"}, 202)
        self.assertEqual((told["state"], told["url"]), ("send_code", "https://line.me/R/ti/p/@example"))
        code = told["code"]
        self.assertEqual(self.shown(mine)["line"]["code"], code)
        self.assertEqual(len(code), 8)
        self.assertIsNone(self.shown(mine)["active"])
        event = secrets.token_hex(8)
        self.assertEqual(self.from_line(f"{code[:4]}-{code[4:].lower()}", event=event, reply="r1"), 200)
        joined = self.line.until(lambda all: len(all) == 1)[0]
        self.assertEqual((joined.path, joined.json()["replyToken"]), ("/v2/bot/message/reply", "r1"))
        self.assertEqual(joined.headers["Authorization"], "Bearer line-t0ken")
        self.assertIn(mine["number"], joined.json()["messages"][0]["text"])
        self.assertEqual(self.shown(mine)["active"], {"channel": "line", "ahead": 2})

        # The same event again is nothing new, also over a restart.
        self.assertEqual(self.from_line(code, event=event, reply="r1"), 200)
        restart(self.stage)
        self.assertEqual(self.from_line(code, event=event, reply="r1"), 200)
        time.sleep(1)
        self.assertEqual(len(self.line.received), 1)

        self.agent(f"/counters/{counter}/next")
        soon = self.line.until(lambda all: len(all) == 2)[1]
        self.assertEqual((soon.path, soon.json()["to"]), ("/v2/bot/message/push", "U1-of-line"))
        self.assertRegex(soon.headers["X-Line-Retry-Key"], "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$")
        row = self.until(lambda: [row for row in self.ledger() if row["channel"] == "line" and row["sent"] == 1])[0]
        self.assertEqual((row["free"], row["cost_satang"]), (1, 10))
        self.stage.stop()
        self.assertFalse(b"U1-of-line" in self.all_bytes())
        self.assertNotIn("line-t0ken", (self.stage.data / "server.log").read_text())

    def test_what_is_due_at_once_goes_as_the_free_reply(self):
        mine = self.issue()
        code = self.shown(mine)["line"]["code"]
        self.from_line(code, reply="r1")
        one = self.line.until(lambda all: len(all) == 1)[0]
        self.assertEqual((one.path, one.json()["replyToken"]), ("/v2/bot/message/reply", "r1"))
        self.assertIn("คิวถัดไป", one.json()["messages"][0]["text"])
        time.sleep(1)
        self.assertEqual(len(self.line.received), 1)
        # A token is used once: the call is pushed.
        counter = self.open_counter()
        self.agent(f"/counters/{counter}/next")
        self.assertEqual(self.line.until(lambda all: len(all) == 2)[1].path, "/v2/bot/message/push")

    def test_a_reply_token_that_is_too_old_is_not_used(self):
        mine = self.issue()
        self.from_line(self.shown(mine)["line"]["code"], reply="r1", age_s=120)
        self.assertEqual(self.line.until(lambda all: len(all) == 1)[0].path, "/v2/bot/message/push")

    def test_a_push_is_tried_again_with_the_same_key(self):
        self.line.answer = lambda one: (500, "{}")
        mine = self.issue()
        self.from_line(self.shown(mine)["line"]["code"])
        self.line.until(lambda all: len(all) == 1)
        self.line.answer = lambda one: (409, "{}")  # the first one was taken after all
        got = self.line.until(lambda all: len(all) == 2, 20)
        self.assertEqual(got[0].headers["X-Line-Retry-Key"], got[1].headers["X-Line-Retry-Key"])
        self.until(lambda: [row for row in self.ledger() if row["sent"] == 1])

    def test_stop_ends_it(self):
        mine = [self.issue() for _ in range(6)][-1]
        self.from_line(self.shown(mine)["line"]["code"])
        self.until(lambda: self.shown(mine)["active"])
        self.from_line("หยุด", user="U2")
        time.sleep(0.5)
        self.assertTrue(self.shown(mine)["active"])
        self.from_line("Stop ", reply="r2")
        self.until(lambda: self.shown(mine)["active"] is None)
        self.assertEqual(self.erasables(), [])

    def test_who_is_not_line_is_refused(self):
        mine = self.issue()
        code = self.shown(mine)["line"]["code"]
        self.assertEqual(self.from_line(code, secret="other"), 401)
        self.assertEqual(self.post_line(b'{"events":[]}', ""), 401)
        body = b"not json"
        signature = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        self.assertEqual(self.post_line(body, signature), 400)
        self.assertIsNone(self.shown(mine)["active"])

    def test_wrong_codes_are_answered_for_nothing_and_not_for_ever(self):
        for n in range(22):
            self.from_line(f"ABCD{n:04}", reply=f"r{n}")
        self.line.until(lambda all: len(all) == 20)
        time.sleep(1)
        self.assertEqual(len(self.line.received), 20)
        self.assertTrue(all(path == "/v2/bot/message/reply" for path in self.paths()))
        mine = self.issue()
        self.from_line(self.shown(mine)["line"]["code"])  # this user has guessed enough for an hour
        self.from_line("hello", user="U3", reply="x1")
        self.line.until(lambda all: len(all) == 21)
        self.assertIsNone(self.shown(mine)["active"])


if __name__ == "__main__":
    unittest.main()
