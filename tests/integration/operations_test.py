#!/usr/bin/env python3
"""Running a server: its own and an administrator's certificate, SIGHUP, limits, proxies, figures, the access log, room on the disk, the check
before a start, and an end that answers what was asked."""
import json
import re
import signal
import socket
import ssl
import subprocess
import threading
import time
import unittest
from urllib.parse import urlsplit

from server_process import BIN, SITE, Stage, temporary_folder
from web_client import Browser

HALL = f"/api/v1/sites/{SITE}"


def make_certificate(folder, name):
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", f"/CN={name}",
                    "-keyout", key, "-out", certificate], check=True, capture_output=True)
    return certificate, key


class OperationsCase(unittest.TestCase):
    def setUp(self):
        context = temporary_folder()
        self.folder = context.__enter__()
        self.addCleanup(context.__exit__, None, None, None)
        self.stage = Stage(BIN, self.folder).__enter__()
        self.addCleanup(self.stage.stop)
        self.stage.init()

    def configure(self, text):
        (self.stage.server_data / "server.toml").write_text(text)

    def serve(self, **options):
        self.stage.serve(**options)
        self.url = self.stage.addresses["http"]

    def hang_up(self, wanted):
        """SIGHUP, and waits until the log says `wanted` once more."""
        before = self.log().count(wanted)
        self.stage.server.send_signal(signal.SIGHUP)
        deadline = time.monotonic() + 10
        while self.log().count(wanted) == before:
            self.assertLess(time.monotonic(), deadline, self.log())
            time.sleep(0.05)

    def log(self):
        return (self.stage.data / "server.log").read_text()

    def browser(self):
        browser = Browser(self.url)
        self.addCleanup(browser.connection.close)
        return browser

    def token(self, name):
        return {"Authorization": "Bearer " + self.stage.setup["tokens"][name]}


class TlsTest(OperationsCase):
    def shown_certificate(self, port, **options):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        for name, value in options.items():
            setattr(context, name, value)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as raw, context.wrap_socket(raw) as tls:
            return tls.getpeercert(binary_form=True), tls.version()

    def test_an_administrators_certificate_is_changed_without_a_stop_and_a_bad_one_is_not_taken(self):
        first, second = (make_certificate(self.folder, name) for name in ("first", "second"))
        config = '[tls]\ncertificate = "{}"\nkey = "{}"\n'
        self.configure(config.format(*first))
        self.serve(http="0.0.0.0:0", device="0.0.0.0:0")
        self.assertTrue(self.url.startswith("https://"))
        port, device_port = urlsplit(self.url).port, int(self.stage.addresses["device"].rsplit(":", 1)[1])
        der = lambda pair: ssl.PEM_cert_to_DER_cert(pair[0].read_text())
        self.assertEqual(self.shown_certificate(port)[0], der(first))
        own = self.shown_certificate(device_port)[0]
        self.assertNotIn(own, (der(first), der(second)))
        self.configure(config.format(second[0], first[1]))
        self.hang_up("reload_refused")
        self.assertEqual(self.shown_certificate(port)[0], der(first))
        self.configure(config.format(*second))
        self.hang_up("reloaded")
        self.assertEqual(self.shown_certificate(port)[0], der(second))
        self.assertEqual(self.shown_certificate(device_port)[0], own)

    def test_old_versions_of_tls_are_refused_and_1_2_is_spoken(self):
        self.serve(http="0.0.0.0:0")
        port = urlsplit(self.url).port
        self.assertEqual(self.shown_certificate(port)[1], "TLSv1.3")
        self.assertEqual(self.shown_certificate(port, maximum_version=ssl.TLSVersion.TLSv1_2)[1], "TLSv1.2")
        with self.assertRaises((ssl.SSLError, OSError)):
            self.shown_certificate(port, minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1)

    def test_the_browser_is_told_to_stay_with_tls(self):
        self.serve(http="0.0.0.0:0")
        context = ssl._create_unverified_context()
        with socket.create_connection(("127.0.0.1", urlsplit(self.url).port), timeout=10) as raw, context.wrap_socket(raw) as tls:
            tls.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            self.assertIn(b"Strict-Transport-Security: max-age=31536000", tls.recv(4096))

    def test_plain_http_on_an_open_address_needs_declared_proxies(self):
        self.configure("[serve]\nplain_http = true\n")
        refused = subprocess.run([BIN / "saduak-server", "serve", "--data", self.stage.server_data, "--http", "0.0.0.0:0"], capture_output=True, text=True)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("plain_http", refused.stderr)
        self.configure('[serve]\nplain_http = true\nproxies = ["192.0.2.1"]\n')
        self.serve(http="0.0.0.0:0")
        self.assertTrue(self.url.startswith("http://"))


class ProxyTest(OperationsCase):
    def test_a_declared_proxys_word_on_the_client_is_taken_and_nobody_elses(self):
        self.configure('[serve]\nproxies = ["127.0.0.1"]\n[limits]\nrequests_per_minute = 60\n')
        self.serve()
        browser = self.browser()
        asked = [browser.get("/healthz", X_Forwarded_For="198.51.100.7").status for _ in range(10)]
        self.assertEqual((asked[:6], asked[-1]), ([200] * 6, 429))
        self.assertEqual(browser.get("/healthz", X_Forwarded_For="198.51.100.8").status, 200)
        # What the client itself wrote before the proxy added it.
        self.assertEqual(browser.get("/healthz", X_Forwarded_For="203.0.113.1, 198.51.100.7").status, 429)
        cookie = browser.send("POST", "/api/v1/session", {"name": self.stage.setup["users"][0]["name"], "password": self.stage.setup["users"][0]["password"]},
                              {"X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "https"}).headers["Set-Cookie"]
        self.assertIn("Secure", cookie)
        self.assertEqual(browser.get("/metrics", X_Forwarded_For="198.51.100.9").status, 401)

    def test_without_a_declared_proxy_the_field_means_nothing(self):
        self.serve()
        browser = self.browser()
        self.assertEqual({browser.get("/healthz", X_Forwarded_For="198.51.100.7").status for _ in range(50)}, {200})


class LimitTest(OperationsCase):
    def test_who_asks_too_much_is_told_when_to_come_back(self):
        self.configure("[limits]\ncount_this_machine = true\nrequests_per_minute = 100\nunsigned_writes_per_minute = 20\n")
        self.serve()
        browser = self.browser()
        wrong = [browser.send("POST", "/api/v1/ratings", {"token": "0" * 32, "score": 5}) for _ in range(4)]
        self.assertEqual([reply.status for reply in wrong], [404, 404, 429, 429])
        self.assertEqual(wrong[-1].headers["Retry-After"], "3")
        answers = [browser.get("/healthz") for _ in range(12)]
        self.assertEqual(answers[-1].status, 429)
        self.assertEqual(answers[-1].json()["code"], "slow_down")

    def test_connections_of_one_address_are_bounded_and_the_others_serve(self):
        self.configure("[limits]\ncount_this_machine = true\nconnections_per_address = 5\n")
        self.serve()
        address = ("127.0.0.1", urlsplit(self.url).port)
        open_ones = [socket.create_connection(address, timeout=10) for _ in range(8)]
        try:
            for one in open_ones:
                one.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            answered = 0
            for one in open_ones:
                try:
                    answered += one.recv(4096).startswith(b"HTTP/1.1 200")
                except ConnectionError:
                    pass
            self.assertEqual(answered, 5)
        finally:
            for one in open_ones:
                one.close()


class FiguresTest(OperationsCase):
    LINE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.]+|\+Inf|NaN)$')

    def figures(self, text):
        """The samples by name and labels, the text checked line by line: each family once, with its help and type before its samples."""
        samples, families, family = {}, set(), ""
        for line in text.splitlines():
            if line.startswith("# HELP "):
                family = line.split()[2]
                self.assertNotIn(family, families)
                families.add(family)
            elif line.startswith("# TYPE "):
                self.assertEqual(line.split()[2], family)
                self.assertIn(line.split()[3], ("counter", "gauge", "histogram"))
            else:
                found = self.LINE.match(line)
                self.assertIsNotNone(found, line)
                self.assertTrue(found[1].startswith(family), line)
                self.assertNotIn((found[1], found[2]), samples)
                samples[found[1], found[2]] = float(found[3])
        return samples

    def test_the_figures_are_prometheus_and_count_what_was_asked(self):
        self.serve()
        browser = self.browser()
        for _ in range(3):
            self.assertEqual(browser.post(HALL + "/tickets", {"service": "id-card"}, token=self.stage.setup["tokens"]["agent"]).status, 201)
        browser.get("/counter")
        reply = browser.get("/metrics")
        self.assertEqual(reply.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        samples = self.figures(reply.body.decode())
        issue = '{route="/api/v1/sites/{site}/tickets",method="POST",class="2xx"}'
        self.assertEqual(samples["saduak_http_requests_total", issue], 3)
        self.assertEqual(samples["saduak_waiting_tickets", f'{{site="{SITE}"}}'], 3)
        self.assertEqual(samples["saduak_ready", None], 1)
        self.assertEqual(samples["saduak_http_in_flight", None], 1)
        self.assertGreater(samples["saduak_disk_free_bytes", None], 0)
        self.assertEqual(samples["saduak_http_request_duration_seconds_bucket", '{le="+Inf"}'], samples["saduak_http_request_duration_seconds_count", None])
        self.assertGreaterEqual(samples["saduak_http_request_duration_seconds_count", None], 4)


class AccessLogTest(OperationsCase):
    def test_a_line_a_request_and_no_secret_in_it(self):
        self.serve()
        browser = self.browser()
        agent = next(user for user in self.stage.setup["users"] if user["role"] == "agent" and user["site"] == SITE)
        browser.sign_in(agent["name"], agent["password"])
        ticket = browser.post(HALL + "/tickets", {"service": "id-card"}).json()
        browser.get("/api/v1/tickets/" + ticket["token"], X_Request_Id="mine-1")
        browser.get(f"/t/{ticket['token']}")
        browser.get(f"/api/v1/live?site={SITE}&view=citizen&token={ticket['token']}")
        browser.get(HALL + "/queue", **self.token("admin"))
        browser.post(HALL + "/tickets/" + ticket["id"] + "/start")
        self.stage.stop()
        folder = self.stage.server_data / "logs"
        self.assertEqual(folder.stat().st_mode & 0o777, 0o700)
        text = "".join(path.read_text() for path in folder.iterdir())
        lines = [json.loads(line) for line in text.splitlines()]
        of_mine = next(line for line in lines if line["id"] == "mine-1")
        self.assertEqual((of_mine["route"], of_mine["status"], of_mine["who"], of_mine["address"]), ("/api/v1/tickets/{token}", 200, "", "127.0.0.1"))
        self.assertIn("user:" + agent["name"], [line["who"] for line in lines])
        self.assertTrue(any(line["who"].startswith("token:") for line in lines))
        everything = text + self.log()
        secrets = [ticket["token"], browser.cookie.split("=", 1)[1], browser.csrf, agent["password"], *self.stage.setup["tokens"].values(),
                   *(device["key"] for device in self.stage.setup["devices"])]
        for secret in secrets:
            self.assertNotIn(secret, everything)

    def test_the_log_may_be_json(self):
        self.configure('[log]\nformat = "json"\naccess = false\n')
        self.serve()
        self.stage.stop()
        lines = [json.loads(line) for line in self.log().splitlines()]
        self.assertTrue(any("stopping" in line["message"] for line in lines))
        self.assertFalse((self.stage.server_data / "logs").exists())


class DiskTest(OperationsCase):
    def test_without_room_nothing_is_taken_and_with_room_it_goes_on(self):
        self.configure("[limits]\ndisk_warn_mb = 1000000\ndisk_floor_mb = 1000000\n")
        self.serve()
        browser = self.browser()
        issue = lambda: browser.post(HALL + "/tickets", {"service": "id-card"}, token=self.stage.setup["tokens"]["agent"])
        deadline = time.monotonic() + 10
        while (reply := issue()).status == 201:
            self.assertLess(time.monotonic(), deadline)
        self.assertEqual((reply.status, reply.json()["code"]), (503, "retry"))
        self.assertIn("the disk is full", reply.json()["detail"])
        self.assertEqual(browser.get("/readyz").status, 503)
        self.assertEqual(browser.get(HALL + "/queue", **self.token("admin")).status, 200)
        self.configure("[limits]\ndisk_warn_mb = 1\ndisk_floor_mb = 1\n")
        self.hang_up("reloaded")
        deadline = time.monotonic() + 15
        while issue().status != 201:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.2)
        self.assertIn("disk_full", self.log())


class CheckTest(OperationsCase):
    def check(self):
        return subprocess.run([BIN / "saduak-server", "serve", "--check", "--data", self.stage.server_data, "--http", "127.0.0.1:0", "--device", "127.0.0.1:0"],
                              capture_output=True, text=True)

    def test_what_is_right_is_said_and_nothing_is_started(self):
        found = self.check()
        self.assertEqual(found.returncode, 0, found.stdout + found.stderr)
        self.assertIn("ok     HTTP port 127.0.0.1:0", found.stdout)

    def test_what_is_wrong_is_named(self):
        self.configure('[tls]\ncertificate = "none.crt"\nkey = "none.key"\n')
        found = self.check()
        self.assertEqual(found.returncode, 1)
        self.assertRegex(found.stdout, "wrong  TLS certificate: .*none.crt")
        for text, named in (("[limits]\ncolour = 1\n", "colour"), ("[serve]\nhttp = 8080\n", "http"), ("[moon]\n", "moon"), ("[log]\nlevel = \"loud\"\n", "level"),
                            ("[retention]\naccess_log_days = 30\n", "access_log_days"), ('[serve]\nproxies = ["moon"]\n', "moon"), ("[serve\n", "server.toml")):
            self.configure(text)
            found = self.check()
            self.assertEqual(found.returncode, 1, text)
            self.assertIn(named, found.stderr)


class PrivacyTest(OperationsCase):
    def test_the_notice_names_who_answers_for_the_data(self):
        self.configure('[privacy]\ncontroller = "เทศบาล"\ncontact = "dpo@example.go.th"\n[retention]\naccess_log_days = 120\n')
        self.serve()
        self.assertEqual(self.browser().get("/api/v1/privacy").json(), {"controller": "เทศบาล", "contact": "dpo@example.go.th", "access_log_days": 120})

    def test_a_reason_keeps_no_number_of_a_person(self):
        self.serve()
        browser, admin = self.browser(), self.stage.setup["tokens"]["admin"]
        reason = "ไฟดับ ติดต่อ 081-234-5678 หรือบัตร ๑-๑๐๑๗-๐๐๒๐๗-๓๖-๖"
        self.assertEqual(browser.post(HALL + "/stop", {"reason": reason}, token=admin).status, 200)
        log = browser.get(HALL + "/events", **self.token("admin")).body.decode()
        self.assertIn("ไฟดับ ติดต่อ […] หรือบัตร […]", log)


class EndTest(OperationsCase):
    def test_who_asked_before_the_end_is_answered(self):
        self.serve()
        agent = next(user for user in self.stage.setup["users"] if user["role"] == "agent" and user["site"] == SITE)
        statuses, started = [], threading.Barrier(7)

        def sign_in():  # a password hash takes its time
            browser = Browser(self.url)
            started.wait()
            statuses.append(browser.sign_in(agent["name"], agent["password"]).status)
            browser.connection.close()

        threads = [threading.Thread(target=sign_in) for _ in range(6)]
        for thread in threads:
            thread.start()
        resting = socket.create_connection(("127.0.0.1", urlsplit(self.url).port))
        started.wait()
        time.sleep(0.15)
        self.stage.server.send_signal(signal.SIGTERM)
        for thread in threads:
            thread.join(20)
        self.assertEqual(statuses, [200] * 6)
        self.assertEqual(self.stage.server.wait(15), 0)
        self.assertEqual(resting.recv(10), b"")
        resting.close()


if __name__ == "__main__":
    unittest.main()
