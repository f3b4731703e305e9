#!/usr/bin/env python3
"""The call box against the real server: presses become commands with least rights, late ones are dropped, none is done twice."""
import json
import os
import socket
import subprocess
import threading
import time
import unittest

from fake_pad import FakePad
from server_process import BIN, SITE, SOURCE, Stage, check, issue, read_log, temporary_folder, verify

STAGE = FOLDER = None


def setUpModule():
    global STAGE, FOLDER, _context
    _context = temporary_folder()
    FOLDER = _context.__enter__()
    STAGE = Stage(BIN, FOLDER)
    STAGE.init()
    STAGE.serve()


def tearDownModule():
    STAGE.stop()
    verify(STAGE)
    _context.__exit__(None, None, None)


def add_token(stage, name, scope, site):
    return stage.run("saduak-server", "token", "add", name, "--scope", scope, "--site", site, "--data", stage.server_data).split()[-1]


def token(name, scope="calls", site=SITE):
    bearer = add_token(STAGE, name, scope, site)
    for _ in range(100):  # a running server looks for new ones every second or two
        if STAGE.request("GET", "/api/v1/me", token=bearer).status == 200:
            return bearer
        time.sleep(0.1)
    raise AssertionError("the token is not known")


class CallBox:
    """The program with its pad; `told` gives its lines."""

    def __init__(self, name, url, bearer, counter="c2", letter="", fingerprint=""):
        self.pad = FakePad(FOLDER / f"{name}.pad")
        config = FOLDER / f"{name}.toml"
        config.write_text(f"""
[server]
url = "{url}"
fingerprint = "{fingerprint}"
token = "{bearer}"
[counter]
site = "{SITE}"
id = "{counter}"
letter = "{letter}"
[keypad]
device = "{self.pad.path}"
mapping = "{SOURCE}/firmware-config/keypads/numeric-callbox.toml"
""")
        with open(FOLDER / f"{name}.log", "w") as log:
            self.process = subprocess.Popen([BIN / "saduak-kiosk", "callbox", "--config", config], stdout=subprocess.PIPE, stderr=log, text=True)
        check(self.told() == {"event": "ready", "site": SITE, "counter": counter}, "it became ready")
        self.pad.plug_in()

    def told(self):
        line = self.process.stdout.readline()
        check(line, "the call box ended")
        return json.loads(line)

    def press(self, *keys):
        """One press (or a number and enter): what came of it, after the guard against bouncing."""
        time.sleep(0.75)
        self.pad.press(*keys)
        told = self.told()
        check(told["event"] == "press", told)
        return told

    def stop(self):
        self.process.terminate()
        check(self.process.wait(10) == 0, "it ends when it is told to")
        self.process.stdout.close()


def calls():
    return [event for event in read_log(STAGE) if event["type"] == "ticket.called"]


class Proxy:
    """Stands before the server and can swallow an answer, or everything."""

    def __init__(self, target):
        self.target = target
        self.swallow_answers = 0
        self.silent = False
        self.posts = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        with client:
            while request := client.recv(65536):
                if request.startswith(b"POST"):
                    self.posts.append([line for line in request.decode().split("\r\n") if line.lower().startswith("idempotency-key")])
                if self.silent:
                    time.sleep(8)
                    return
                with socket.create_connection(self.target) as server:
                    server.sendall(request)
                    server.settimeout(5)
                    answer = server.recv(65536)
                if self.swallow_answers > 0 and request.startswith(b"POST"):
                    self.swallow_answers -= 1
                    return  # the connection breaks with the answer in it
                client.sendall(answer)


class CallBoxTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.url = STAGE.addresses["http"]
        cls.bearer = token("box-c2")
        STAGE.request("POST", f"/api/v1/sites/{SITE}/counters/c2/open", token=STAGE.setup["tokens"]["agent"])

    def tearDown(self):
        admin = STAGE.setup["tokens"]["admin"]
        for ticket in STAGE.request("GET", f"/api/v1/sites/{SITE}/queue", token=admin).json()["items"]:
            STAGE.request("POST", f"/api/v1/sites/{SITE}/tickets/{ticket['id']}/cancel", token=admin)
        for counter in STAGE.request("GET", f"/api/v1/sites/{SITE}/counters", token=admin).json()["items"]:
            if counter["ticket"]:
                STAGE.request("POST", f"/api/v1/sites/{SITE}/tickets/{counter['ticket']['id']}/finish", token=admin)

    def box(self, name, url=None, bearer=None, **options):
        box = CallBox(name, url or self.url, bearer or self.bearer, **options)
        self.addCleanup(box.stop)
        return box

    def test_a_counter_works_by_its_pad(self):
        first, second, third = (issue(STAGE).json()["number"] for _ in range(3))
        box = self.box("works")
        self.assertEqual(box.press("next"), {"event": "press", "action": "next", "ok": True, "number": first, "error": ""})
        self.assertEqual(box.press("recall")["number"], first)
        self.assertEqual(box.press("no_show")["number"], first)
        self.assertEqual(box.press("recall")["error"], "no_ticket")
        digits = third[1:].lstrip("0")
        self.assertEqual(box.press(*digits, "enter"), {"event": "press", "action": "call", "ok": True, "number": third, "error": ""})
        self.assertEqual(box.press(*second[1:], "enter")["error"], "counter_busy")
        self.assertEqual(box.press("next")["number"], second)  # finishes the third
        self.assertEqual(box.press("finish")["number"], second)
        self.assertEqual(box.press("next"), {"event": "press", "action": "next", "ok": True, "number": "", "error": ""})
        self.assertEqual(box.press("9", "9", "9", "enter")["error"], "not_waiting")
        self.assertEqual(box.press("1", "next")["error"], "half_typed")
        agents = {event["agent"] for event in calls()}
        self.assertEqual(agents, {"demo-agent"})  # who opened the counter: a box stands for them

    def test_a_letter_is_needed_where_two_services_have_the_number(self):
        waiting = [issue(STAGE, service).json()["number"] for service in ("id-card", "registry")]
        tries = 0
        while waiting[0][1:] != waiting[1][1:] and tries < 30:  # draw the shorter row level
            behind = "id-card" if waiting[0][1:] < waiting[1][1:] else "registry"
            waiting[behind == "registry"] = issue(STAGE, behind).json()["number"]
            tries += 1
        self.assertEqual(waiting[0][1:], waiting[1][1:])
        digits = waiting[0][1:]
        self.assertEqual(self.box("no-letter").press(*digits, "enter")["error"], "ambiguous")
        self.assertEqual(self.box("letter", letter=waiting[0][0]).press(*digits, "enter")["number"], waiting[0])

    def test_a_press_whose_answer_was_lost_is_done_once(self):
        host, port = self.url.split("//")[1].split(":")
        proxy = Proxy((host, int(port)))
        self.addCleanup(proxy.listener.close)
        first, second = issue(STAGE).json()["number"], issue(STAGE).json()["number"]
        box = self.box("lost", url=proxy.url)
        before = len(calls())
        proxy.swallow_answers = 2
        self.assertEqual(box.press("next")["number"], first)
        self.assertEqual(len(calls()), before + 1)
        self.assertGreaterEqual(len(proxy.posts), 3)
        self.assertEqual(len({tuple(post) for post in proxy.posts}), 1, "one press has one key")
        self.assertEqual(box.press("next")["number"], second)

    def test_a_press_without_an_answer_is_dropped_and_never_done_later(self):
        host, port = self.url.split("//")[1].split(":")
        proxy = Proxy((host, int(port)))
        self.addCleanup(proxy.listener.close)
        issue(STAGE)
        box = self.box("silent", url=proxy.url)
        before = len(calls())
        proxy.silent = True
        started = time.monotonic()
        time.sleep(0.75)
        box.pad.press("next")
        time.sleep(1)
        box.pad.press("next", "next")  # somebody is impatient
        told = box.told()
        self.assertFalse(told["ok"])
        self.assertEqual(told["error"], "timeout")
        self.assertLess(time.monotonic() - started, 8)
        self.assertEqual(box.told(), {"event": "dropped", "keys": 2})
        proxy.silent = False
        time.sleep(1)
        self.assertEqual(len(calls()), before)
        self.assertIn("dropped", (FOLDER / "silent.log").read_text())
        self.assertTrue(box.press("next")["ok"])

    def test_a_pad_that_was_pulled_goes_on_when_it_is_back(self):
        number = issue(STAGE).json()["number"]
        box = self.box("pulled")
        box.pad.unplug()
        time.sleep(0.3)
        box.pad.plug_in()
        self.assertEqual(box.press("next")["number"], number)

    def test_its_token_runs_the_counter_and_nothing_else(self):
        may_not = [("POST", f"/api/v1/sites/{SITE}/tickets", {"service": "id-card"}), ("GET", f"/api/v1/sites/{SITE}/devices", None),
                   ("GET", f"/api/v1/sites/{SITE}/events?after=0", None), ("POST", f"/api/v1/sites/{SITE}/close-day", None),
                   ("GET", f"/api/v1/sites/{SITE}/metrics?from=2026-01-01&to=2026-01-02", None), ("GET", "/api/v1/sites/land/queue", None)]
        for method, path, body in may_not:
            self.assertEqual(STAGE.request(method, path, body, token=self.bearer).status, 403, path)
        self.assertEqual(STAGE.request("GET", f"/api/v1/sites/{SITE}/queue", token=self.bearer).status, 200)
        self.assertEqual(self.box("no-right", bearer=token("reader", "metrics")).press("next")["error"], "forbidden")
        self.assertEqual(self.box("no-token", bearer="f" * 64).press("next")["error"], "sign_in")
        self.assertEqual(self.box("no-counter", counter="c99").press("next")["error"], "unknown_counter")

    def test_a_server_with_another_certificate_gets_no_token(self):
        with Stage(BIN, FOLDER / "tls") as stage:
            stage.init()
            bearer = add_token(stage, "box", "calls", SITE)
            stage.serve(http="0.0.0.0:0")  # not on loopback alone: TLS
            url = "https://127.0.0.1:" + stage.addresses["http"].rsplit(":", 1)[1]
            fingerprint = stage.addresses["fingerprint"]
            trusted = self.box("trusted", url=url, bearer=bearer, fingerprint=fingerprint)
            self.assertEqual(trusted.press("next")["error"], "counter_closed")
            for name, other in (("other", "0" * 64), ("authorities", "")):
                self.assertEqual(self.box(name, url=url, bearer=bearer, fingerprint=other).press("next")["error"], "permission")

    def test_a_wrong_configuration_says_what_is_wrong(self):
        self.box("good")
        good = (FOLDER / "good.toml").read_text()
        for old, new, words in ((self.url, "http://queue.example:80", "plain http is for this machine alone"),
                                ("[counter]", "[counter]\ncolour = 1", "unknown key counter.colour"),
                                ('letter = ""', 'letter = "ab"', "counter.letter"),
                                ("numeric-callbox", "rating-digits", "not of a call box"),
                                ('fingerprint = ""', 'fingerprint = "00"', "fingerprint")):
            file = FOLDER / "wrong.toml"
            file.write_text(good.replace(old, new))
            done = subprocess.run([BIN / "saduak-kiosk", "callbox", "--config", file], capture_output=True, text=True, timeout=20)
            self.assertEqual(done.returncode, 1)
            self.assertIn(words, done.stderr)


class LearnTest(unittest.TestCase):
    def learn(self, kind, keys):
        pad = FakePad(FOLDER / f"learn-{kind}.pad")
        out = FOLDER / f"learned-{kind}.toml"
        process = subprocess.Popen([BIN / "saduak-kiosk", "keypad", "learn", "--device", pad.path, "--kind", kind, "--out", out, "--wait", "5"],
                                   stderr=subprocess.PIPE, text=True)
        pad.plug_in()
        for key in keys:
            time.sleep(0.05)
            pad.press(key)
        words = process.communicate(timeout=30)[1]
        pad.unplug()
        return process.returncode, words, out.read_text() if out.exists() else ""

    def test_a_rating_pad_is_learned_key_by_key(self):
        code, words, text = self.learn("rating", ["a", "b", "b", "1", "2", "3", "3"])
        self.assertEqual(code, 0, words)
        self.assertIn("once more", words)
        for line in ('score_5 = "KEY_A"', 'score_4 = "KEY_B"', 'score_3 = "KEY_KP1"', 'score_1 = "KEY_KP3"'):
            self.assertIn(line, text)
        self.assertNotIn("no_opinion", text)

    def test_a_call_box_is_learned_without_numbers(self):
        code, words, text = self.learn("call_box", ["next", "recall", "next", "no_show", "next", "next", "next", "next"])
        self.assertEqual(code, 0, words)
        self.assertIn('next = "KEY_KPPLUS"', text)
        self.assertIn('no_show = "KEY_KPMINUS"', text)
        self.assertNotIn("start", text)

    def test_nobody_there_writes_nothing(self):
        pad = FakePad(FOLDER / "nobody.pad")
        out = FOLDER / "nobody.toml"
        done = subprocess.run([BIN / "saduak-kiosk", "keypad", "learn", "--device", pad.path, "--out", out, "--wait", "1"], capture_output=True, text=True,
                              timeout=20)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no key was pressed", done.stderr)
        self.assertFalse(os.path.exists(out))


if __name__ == "__main__":
    unittest.main()
