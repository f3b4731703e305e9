#!/usr/bin/env python3
"""A kiosk that is set up with a code and nothing else: `saduak-kiosk enrol` against the real server, then the kiosk itself."""
import hashlib
import json
import ssl
import subprocess
import unittest

from server_process import BIN, SITE, Stage, demo_server, temporary_folder
from web_client import Browser

KIOSK = """
[kiosk]
data = "data"
[printer]
kind = "virtual"
folder = "tickets"
"""


def enrol(*arguments):
    return subprocess.run([BIN / "saduak-kiosk", "enrol", *map(str, arguments)], capture_output=True, text=True, timeout=60)


class EnrolTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enter(temporary_folder())
        self.config = self.folder / "kiosk.toml"
        self.config.write_text(KIOSK)
        self.kept = self.folder / "data" / "enrolment.toml"

    def enter(self, context):
        value = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        return value

    def code(self, stage, name="kiosk-new", roles=("issue",)):
        browser = Browser(stage.addresses["http"])
        self.addCleanup(browser.connection.close)
        reply = browser.post(f"/api/v1/sites/{SITE}/devices", {"id": name, "roles": list(roles)}, token=stage.setup["tokens"]["admin"])
        self.assertEqual(reply.status, 200, reply.body)
        return reply.json()["code"]

    def test_a_code_makes_a_kiosk_that_gives_out_tickets(self):
        with demo_server() as stage:
            code = self.code(stage)
            done = enrol("--server", stage.addresses["http"], "--code", code.lower(), "--config", self.config)
            self.assertEqual(done.returncode, 0, done.stderr)
            told = json.loads(done.stdout)
            self.assertEqual((told["event"], told["device"], told["site"], told["role"]), ("enrolled", "kiosk-new", SITE, "issue"))
            self.assertEqual(self.kept.stat().st_mode & 0o777, 0o600)
            key = self.kept.read_text().split("key = ")[1].split()[0].strip("'\"")
            self.assertNotIn(key, done.stdout + done.stderr)
            script = "wait home 30\ntap service id-card\nwait priority\ntap general\nwait take_ticket 30\nquit\n"
            run = subprocess.run([BIN / "saduak-kiosk", "--config", self.config, "--headless", "--script", "-"], input=script, capture_output=True,
                                 text=True, timeout=120)
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertIn('"event":"ticket"', run.stdout)

    def test_a_spent_code_leaves_what_was_kept_and_a_second_start_asks_nobody(self):
        with demo_server() as stage:
            provision = self.folder / "provision.toml"
            provision.write_text(f'server = "{stage.addresses["http"]}"\ncode = "{self.code(stage)}"\ndevice = "kiosk-new"\n')
            self.assertEqual(enrol("--provision", provision, "--config", self.config, "--once").returncode, 0)
            before = self.kept.read_text()
            again = enrol("--provision", provision, "--config", self.config, "--once")
            self.assertEqual((again.returncode, again.stdout), (0, ""))
            refused = enrol("--provision", provision, "--config", self.config)
            self.assertEqual(refused.returncode, 1)
            self.assertIn("does not know this code", refused.stderr)
            self.assertEqual(self.kept.read_text(), before)

    def test_an_unenrolled_kiosk_and_a_server_that_cannot_be_trusted_are_told_in_words(self):
        run = subprocess.run([BIN / "saduak-kiosk", "--config", self.config, "--headless"], capture_output=True, text=True, timeout=60)
        self.assertEqual(run.returncode, 1)
        self.assertIn("enrol the device first", run.stderr)
        plain = enrol("--server", "http://192.0.2.1:8080", "--code", "0000-0000-0000", "--config", self.config)
        self.assertEqual(plain.returncode, 1)
        self.assertIn("plain http is for this machine alone", plain.stderr)
        self.assertEqual(enrol("--code", "0000-0000-0000", "--config", self.config).returncode, 2)
        self.assertFalse(self.kept.exists())

    def test_with_tls_the_certificate_is_pinned_and_another_is_refused(self):
        with temporary_folder() as folder, Stage(BIN, folder) as stage:
            stage.init()
            stage.serve(http="0.0.0.0:0", device="0.0.0.0:0")
            port = stage.addresses["http"].rsplit(":", 1)[1].strip("/")
            certificate = ssl.get_server_certificate(("127.0.0.1", int(port)))
            fingerprint = hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()
            server = f"https://127.0.0.1:{port}"
            unknown = enrol("--server", server, "--code", "0000-0000-0000", "--config", self.config)
            self.assertEqual(unknown.returncode, 1)
            self.assertIn("certificate", unknown.stderr)
            other = enrol("--server", server, "--code", "0000-0000-0000", "--config", self.config, "--fingerprint", "ab" * 32)
            self.assertEqual(other.returncode, 1)
            self.assertNotIn("does not know this code", other.stderr)
            pinned = enrol("--server", server, "--code", "0000-0000-0000", "--config", self.config, "--fingerprint", fingerprint)
            self.assertIn("does not know this code", pinned.stderr)


if __name__ == "__main__":
    unittest.main()
