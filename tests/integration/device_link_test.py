#!/usr/bin/env python3
"""The device link of the real server, spoken by hand from docs/PROTOCOL.md: what a device may rely on, and what a broken or hostile one meets."""
import hashlib
import secrets
import ssl
import struct
import time
import unittest

from device_client import Link, an_issue, close_all
from server_process import BIN, Stage, check, demo_server, read_log, temporary_folder, verify


class DeviceLink(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = demo_server()
        cls.stage = cls.context.__enter__()
        cls.kiosk = next(d for d in cls.stage.setup["devices"] if d["site"] == "hall" and "issue" in d["role"])
        cls.terminal = next(d for d in cls.stage.setup["devices"] if d["site"] == "hall" and "rate" in d["role"])

    @classmethod
    def tearDownClass(cls):
        verify(cls.stage)
        cls.context.__exit__(None, None, None)

    def tearDown(self):
        close_all()

    def online(self, device=None, stream=None):
        link = Link(self.stage, device or self.kiosk)
        link.stream = stream or secrets.token_hex(16)
        self.assertEqual(link.hello(link.stream)["type"], "welcome")
        return link

    def events(self):
        return len(read_log(self.stage))

    def test_a_command_is_decided_once_however_often_it_is_sent(self):
        link = self.online()
        issue = an_issue()
        first = link.command(1, "issue", **issue)
        self.assertTrue(first["ok"])
        before = self.events()
        self.assertEqual(link.command(1, "issue", **issue), first)
        again = Link(self.stage, self.kiosk)
        self.assertEqual(again.hello(link.stream)["high"], 1)
        self.assertEqual(again.command(1, "issue", **issue), first)
        self.assertEqual(self.events(), before)

    def test_a_gap_in_the_stream_is_told_and_keeps_nothing(self):
        link = self.online()
        before = self.events()
        answer = link.command(3, "issue", **an_issue())
        self.assertEqual((answer["type"], answer["reason"], answer["expected"], answer["fatal"]), ("error", "out_of_order", 1, False))
        self.assertEqual(self.events(), before)
        self.assertTrue(link.command(1, "issue", **an_issue())["ok"])

    def test_a_rejection_is_an_answer_and_the_stream_goes_on(self):
        link = self.online()
        refused = link.command(1, "issue", **an_issue("passport"))
        self.assertEqual((refused["ok"], refused["error"]), (False, {"code": "unknown_service", "about": "passport"}))
        unreadable = link.command(2, "issue", ticket="A012")
        self.assertEqual((unreadable["ok"], unreadable["error"]["code"]), (False, "invalid"))
        self.assertIn("ticket", unreadable["error"]["about"])
        self.assertEqual(link.command(3, "dance")["error"]["code"], "invalid")
        self.assertTrue(link.command(4, "issue", **an_issue())["ok"])

    def test_paper_is_reported_and_only_by_the_kiosk_that_printed(self):
        link = self.online()
        issue = an_issue()
        self.assertEqual(link.command(1, "issue", **issue)["result"]["ticket"]["paper"], "pending")
        self.assertEqual(link.command(2, "paper", ticket=issue["ticket"], paper="confirmed", detail="")["result"]["ticket"]["paper"], "confirmed")
        self.assertEqual(link.command(3, "rate", ticket=issue["ticket"], score=5)["error"]["code"], "invalid")
        rating = self.online(self.terminal)
        self.assertFalse(rating.command(1, "issue", **an_issue())["ok"])

    def test_what_is_no_message_is_refused_and_the_session_lives(self):
        link = self.online()
        before = self.events()
        for body in (b"not json", b"[]", b'{"type":"dance"}', b'{"type":"command","n":"1","name":"x"}', b'{"a":' + b"[" * 100, b'{"type":"ping","x":0.5}'):
            link.send_raw(body)
            error = link.receive("error")
            self.assertFalse(error["fatal"], body)
            self.assertTrue(error["reason"])
        self.assertEqual(self.events(), before)
        self.assertTrue(link.command(1, "issue", **an_issue())["ok"])

    def test_eight_bad_messages_end_the_session(self):
        link = self.online()
        for _ in range(7):
            link.send_raw(b"{}")
            self.assertFalse(link.receive("error")["fatal"])
        link.send_raw(b"{}")
        self.assertTrue(link.receive("error")["fatal"])
        self.assertTrue(link.closed())

    def test_a_frame_of_wrong_length_ends_the_session(self):
        for header in (b"\xff\xff\xff\xff", b"\x00\x00\x00\x01", b"\x00\x01\x00\x01"):
            link = self.online()
            link.socket.sendall(header)
            self.assertTrue(link.receive("error")["fatal"])
            self.assertTrue(link.closed())

    def test_nothing_is_said_before_hello(self):
        link = Link(self.stage, self.kiosk)
        link.send({"type": "ping"})
        self.assertTrue(link.receive("error")["fatal"])
        self.assertTrue(link.closed())

    def test_who_is_not_known_is_refused_in_words(self):
        for changes, reason in (({"device": "nobody"}, "unknown_device"), ({"key": "0" * 64}, "wrong_key"), ({"protocol": 99}, "protocol")):
            link = Link(self.stage, self.kiosk)
            answer = link.hello(secrets.token_hex(16), **changes)
            self.assertEqual((answer["type"], answer.get("reason")), ("refused", reason))
            self.assertTrue(link.closed())
        stream = self.online()
        stream.command(1, "printer", state="ready")
        other = Link(self.stage, self.terminal)
        self.assertEqual(other.hello(stream.stream)["reason"], "stream_of_other_device")

    def test_a_revoked_device_is_cut_off_within_seconds(self):
        added = self.stage.run("saduak-server", "device", "add", "stolen", "--site", "hall", "--data", self.stage.server_data)
        stolen = {"id": "stolen", "key": added.split("(shown once): ")[1].split()[0]}
        stream = secrets.token_hex(16)
        deadline = time.monotonic() + 15
        while (link := Link(self.stage, stolen)).hello(stream)["type"] != "welcome":
            self.assertLess(time.monotonic(), deadline, "the new device was never seen")
            time.sleep(0.5)
        self.assertTrue(link.command(1, "printer", state="ready")["ok"])
        self.stage.run("saduak-server", "device", "revoke", "stolen", "--data", self.stage.server_data)
        with self.assertRaises((EOFError, ConnectionError)):
            for n in range(2, 18):
                link.command(n, "printer", state="ready")
                time.sleep(0.5)
        self.assertEqual(Link(self.stage, stolen).hello(stream)["reason"], "unknown_device")

    def test_the_kiosk_is_told_of_its_services_and_of_what_changes(self):
        link = self.online()
        link.command(1, "issue", **an_issue(self.services()[0]))
        while len(link.states) < 2:
            link.receive("state")
        self.assertGreater(link.states[-1]["seq"], link.states[0]["seq"])
        self.assertEqual({s["id"] for s in link.states[0]["state"]["services"]}, set(self.services()))

    def services(self):
        return [s["id"] for s in self.stage.request("GET", "/api/v1/sites/hall/services").json()["items"]]


class DeviceLinkOverTls(unittest.TestCase):
    def test_the_certificate_is_the_one_whose_fingerprint_was_printed(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.init()
            stage.serve(device="0.0.0.0:0")
            check(stage.addresses["device_tls"], "a device link beyond loopback must be TLS")
            kiosk = next(d for d in stage.setup["devices"] if "issue" in d["role"])
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # the pin is what is checked
            link = Link(stage, kiosk, context)
            self.assertEqual(hashlib.sha256(link.socket.getpeercert(True)).hexdigest(), stage.addresses["fingerprint"])
            self.assertIn(link.socket.version(), ("TLSv1.2", "TLSv1.3"))
            self.assertEqual(link.hello(secrets.token_hex(16))["type"], "welcome")
            plain = Link(stage, kiosk)
            with self.assertRaises((EOFError, OSError, struct.error)):
                plain.hello(secrets.token_hex(16))
            # Connections that say nothing keep nobody waiting: the next handshake would time out.
            for _ in range(20):
                Link(stage, kiosk)
            self.assertEqual(Link(stage, kiosk, context).hello(secrets.token_hex(16))["type"], "welcome")
            close_all()


if __name__ == "__main__":
    unittest.main()
