#!/usr/bin/env python3
"""What a whole run leaves behind: no secret of it in any log, however talkative, and no file that others may read, whatever the umask."""
import os
import secrets
import stat
import unittest
from pathlib import Path

from attacker import configured_server
from device_client import Link, an_issue, close_all
from server_process import SITE
from web_client import Browser, Live

HALL = f"/api/v1/sites/{SITE}"
# Public by its nature, in a data folder that is closed itself.
FOR_EVERYBODY = {"tls/certificate.pem": 0o644}
SHORTEST = 12  # what is shorter would be found by chance


class Run:
    """Everything that needs a secret, once, right and wrong; remembers the secrets."""

    def __init__(self, stage):
        self.stage, self.used = stage, set()
        self.url = stage.addresses["http"]
        for user in stage.setup["users"]:
            self.used.add(user["password"])
        self.used |= set(stage.setup["tokens"].values()) | {device["key"] for device in stage.setup["devices"]}

    def secret(self, text):
        self.used.add(text)
        return text

    def user(self, role):
        return next(user for user in self.stage.setup["users"] if user["role"] == role and user["site"] in (SITE, None))

    def people(self):
        browser, agent = Browser(self.url), self.user("agent")
        browser.sign_in(agent["name"], self.secret("wrong-" + secrets.token_hex(8)))
        browser.sign_in(self.secret("password-in-the-name-field-" + secrets.token_hex(8)), "x" * 12)
        assert browser.sign_in(agent["name"], agent["password"]).status == 200
        self.secret(browser.cookie.split("=")[1])
        self.secret(browser.csrf)
        live = Live(self.url, f"view=agent&site={SITE}", cookie=browser.cookie)
        live.next()
        live.close()
        browser.send("POST", HALL + "/tickets", {"service": "id-card"}, {"X-CSRF-Token": self.secret("wrong-" + secrets.token_hex(8))})
        browser.send("GET", "/api/v1/me", headers={"Authorization": "Bearer " + self.secret("sdk_" + secrets.token_hex(16))})
        changed = self.secret("another-" + secrets.token_hex(8))
        reply = browser.post("/api/v1/me/password", {"old": agent["password"], "new": changed})
        assert reply.status == 200, reply.body
        browser.cookie, browser.csrf = reply.headers["Set-Cookie"].split(";")[0], self.secret(reply.json()["csrf"])
        self.secret(browser.cookie.split("=")[1])
        browser.send("DELETE", "/api/v1/session", headers={"X-CSRF-Token": browser.csrf})
        browser.connection.close()

    def citizens(self):
        browser = Browser(self.url)
        reply = browser.post(HALL + "/tickets", {"service": "id-card"}, token=self.stage.setup["tokens"]["agent"])
        assert reply.status == 201, reply.body
        token = self.secret(reply.json()["token"])
        browser.get("/api/v1/tickets/" + token)
        browser.get("/t/" + token)
        browser.get("/api/v1/tickets/" + token + self.secret(secrets.token_hex(8)))
        live = Live(self.url, f"view=citizen&site={SITE}&token={token}")
        live.next()
        live.close()
        browser.post("/api/v1/ratings", {"token": token, "score": 9})
        browser.post("/api/v1/ratings", {"token": token, "comment": self.secret("call me at 0812345678 " + secrets.token_hex(8))})
        browser.post(f"/api/v1/tickets/{token}/cancel", {})
        browser.connection.close()

    def devices(self):
        device = self.stage.device("issue", SITE)
        link = Link(self.stage, device)
        assert link.hello(secrets.token_hex(16))["type"] == "welcome"
        link.command(1, "issue", **an_issue())
        Link(self.stage, device).hello(secrets.token_hex(16), key=self.secret(secrets.token_hex(32)))
        link.send_raw(b"{" + self.secret("not-json-" + secrets.token_hex(8)).encode())
        close_all()

    def administrators(self):
        browser, admin = Browser(self.url), self.user("administrator")
        assert browser.sign_in(admin["name"], admin["password"]).status == 200
        made = browser.post("/api/v1/tokens", {"name": "left-behind", "scopes": ["tickets"], "sites": [SITE]})
        assert made.status == 200, made.body
        secret = self.secret(made.json()["secret"])
        assert browser.send("GET", HALL + "/queue", headers={"Authorization": "Bearer " + secret}).status == 200
        added = browser.post("/api/v1/users", {"name": "newcomer", "role": "agent", "sites": [SITE]})
        assert added.status == 200, added.body
        self.secret(added.json()["password"])
        browser.connection.close()


class LeftBehindTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        before = os.umask(0)  # the least helpful that the server could inherit
        try:
            cls._stage = configured_server('[log]\nlevel = "debug"\n')
            cls.stage = cls._stage.__enter__()
        finally:
            os.umask(before)
        cls.run_of_all = Run(cls.stage)
        for part in (cls.run_of_all.people, cls.run_of_all.citizens, cls.run_of_all.devices, cls.run_of_all.administrators):
            part()
        cls.server_key = (cls.stage.server_data / "tls" / "key.pem").read_text().splitlines()[1]
        cls.modes = modes_below(cls.stage.server_data)  # while it runs: write-ahead logs and locks, too
        cls.stage.stop()

    @classmethod
    def tearDownClass(cls):
        cls._stage.__exit__(None, None, None)

    def logs(self):
        return [self.stage.data / "server.log", *sorted((self.stage.server_data / "logs").iterdir())]

    def test_no_secret_of_the_run_is_in_a_log(self):
        used = {secret for secret in self.run_of_all.used if len(secret) >= SHORTEST} | {self.server_key}
        self.assertGreater(len(used), 15)
        for path in self.logs():
            text = path.read_text()
            self.assertEqual([secret for secret in used if secret in text], [], path.name)

    def test_the_logs_are_of_this_run(self):
        text = "".join(path.read_text() for path in self.logs())
        for told in ("/api/v1/session", "/api/v1/tickets/{token}", "/api/v1/sites/{site}/tickets"):
            self.assertIn(told, text)

    def test_files_are_0600_and_folders_0700(self):
        self.assertGreater(len(self.modes), 6)
        wrong = {name: f"{mode:o}" for name, (mode, wanted) in self.modes.items() if mode & ~FOR_EVERYBODY.get(name, wanted)}
        self.assertEqual(wrong, {})


def modes_below(root):
    found = {}
    for folder, _, names in os.walk(root):
        found[str(Path(folder).relative_to(root))] = (stat.S_IMODE(os.stat(folder).st_mode), 0o700)
        for name in set(names) - {"server.toml"}:  # the administrator's own
            path = Path(folder) / name
            found[str(path.relative_to(root))] = (stat.S_IMODE(path.stat().st_mode), 0o600)
    return found


if __name__ == "__main__":
    unittest.main()
