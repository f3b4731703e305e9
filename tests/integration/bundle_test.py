#!/usr/bin/env python3
"""Bundles: a site's theme, texts, ticket and settings reach its kiosks; what is damaged is refused and the kiosk goes on."""
import hashlib
import json
import os
import struct
import subprocess
import threading
import time
import unittest
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from server_process import BIN, SITE, SOURCE, Stage, check, temporary_folder
from web_client import Browser


def png(width, height, rows=None):
    """A gray picture; with `rows`, only as many as that are in it, whatever its header says."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    pixels = zlib.compress((b"\0" + b"\x80" * width) * (height if rows is None else rows), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class Damaging(BaseHTTPRequestHandler):
    """Stands before the server's pages and may spoil a bundle on its way."""
    upstream, spoil, asked = None, staticmethod(lambda body: body), []

    def do_GET(self):
        browser = Browser(Damaging.upstream)
        reply = browser.get(self.path)
        browser.connection.close()
        Damaging.asked.append((self.path, reply.status))
        body = Damaging.spoil(reply.body)
        self.send_response(reply.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class BundleTest(unittest.TestCase):
    def setUp(self):
        folder = temporary_folder()
        self.folder = folder.__enter__()
        self.addCleanup(folder.__exit__, None, None, None)
        self.stage = Stage(BIN, self.folder)
        self.addCleanup(self.stage.stop)
        self.stage.init()
        self.stage.serve()
        Damaging.upstream, Damaging.asked = self.stage.addresses["http"], []
        Damaging.spoil = staticmethod(lambda body: body)
        self.way = ThreadingHTTPServer(("127.0.0.1", 0), Damaging)
        threading.Thread(target=self.way.serve_forever, daemon=True).start()
        self.addCleanup(self.way.server_close)
        self.addCleanup(self.way.shutdown)
        self.device = self.stage.device("issue", SITE)
        self.kiosk = None

    def bundle(self, files):
        source = self.folder / "bundle-source"
        source.mkdir(exist_ok=True)
        for old in source.iterdir():
            old.unlink()
        for name, content in files.items():
            (source / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        said = self.stage.run("saduak-server", "site", "bundle", SITE, source, "--data", self.stage.server_data)
        return said.split()[-1]

    def theme(self, color="#00FF00"):
        text = (SOURCE / "assets" / "theme.toml").read_text()
        return text.replace('header = "#0B4A5C"', f'header = "{color}"')

    def start_kiosk(self):
        config = self.stage.kiosk_config(self.device)
        text = config.read_text().replace("[device]", f'url = "http://127.0.0.1:{self.way.server_address[1]}"\n\n[device]')
        config.write_text(text)
        log = open(self.folder / "kiosk.log", "ab")
        self.kiosk = subprocess.Popen([BIN / "saduak-kiosk", "--config", config, "--headless", "--script", "-"], stdin=subprocess.PIPE,
                                      stdout=subprocess.PIPE, stderr=log, text=True)
        log.close()
        self.addCleanup(self.end_kiosk)
        self.tell("wait home 30")

    def end_kiosk(self):
        if self.kiosk is None:
            return
        self.kiosk.stdin.close()
        self.kiosk.wait(30)
        self.kiosk.stdout.close()
        self.kiosk = None

    def tell(self, *lines):
        for line in lines:
            self.kiosk.stdin.write(line + "\n")
        self.kiosk.stdin.flush()

    def log(self):
        return (self.folder / "kiosk.log").read_text()

    def until_logged(self, words):
        end = time.monotonic() + 40
        while words not in self.log():
            check(self.kiosk.poll() is None, "the kiosk ended: " + self.log()[-800:])
            check(time.monotonic() < end, f"{words} was not logged: " + self.log()[-800:])
            time.sleep(0.1)

    def header(self):
        """The colour of the screen's upper left corner."""
        picture = self.folder / "screen.png"
        picture.unlink(missing_ok=True)
        self.tell(f"screenshot {picture}", "print-state")
        json.loads(self.kiosk.stdout.readline())
        data, at, pixels = picture.read_bytes(), 8, b""
        while at < len(data):
            size = struct.unpack(">I", data[at:at + 4])[0]
            pixels += data[at + 8:at + 8 + size] if data[at + 4:at + 8] == b"IDAT" else b""
            at += 12 + size
        return "#" + zlib.decompress(pixels)[1:4].hex().upper()

    def health(self):
        """What the server's list says of the kiosk."""
        reply = self.stage.request("GET", f"/api/v1/sites/{SITE}/devices", token=self.stage.setup["tokens"]["admin"])
        return next(device for device in reply.json()["items"] if device["id"] == self.device["id"])["health"]

    def until_healthy(self, wanted, what):
        end = time.monotonic() + 20
        while (health := self.health()) is None or not wanted(health):
            check(time.monotonic() < end, f"{what} was not told: {health}")
            time.sleep(0.2)
        return health

    def gives_a_ticket(self):
        self.tell("wait home 30", "tap service id-card", "wait priority", "tap general", "wait take_ticket 30", "tap done", "wait home 30")
        told = json.loads(self.kiosk.stdout.readline())
        self.assertEqual((told["event"], told["service"]), ("ticket", "id-card"))

    def test_a_bundle_changes_a_running_kiosk_and_stays_over_a_restart(self):
        self.start_kiosk()
        self.assertEqual(self.header(), "#0B4A5C")
        hash_ = self.bundle({"theme.toml": self.theme(), "logo.png": png(200, 100), "kiosk.th.json": '{"home": "กลับ"}',
                             "settings.toml": '[kiosk]\nlanguage = "en"\n'})
        self.until_logged("bundle_taken sha256=" + hash_)
        self.assertEqual(self.header(), "#00FF00")
        self.gives_a_ticket()
        health = self.until_healthy(lambda health: health["bundle"] == hash_ and health["unsent"] == 0, "the bundle in force")
        self.assertIsNone(health["trouble"])
        self.assertGreater(health["disk_free_bytes"], 0)
        self.end_kiosk()
        Damaging.asked.clear()
        self.start_kiosk()
        self.assertEqual(self.header(), "#00FF00")
        self.assertEqual(Damaging.asked, [])

    def refused(self, why, files, spoil=lambda body: body):
        self.bundle({"theme.toml": self.theme("#0000FF")})
        self.start_kiosk()
        self.until_logged("bundle_taken")
        Damaging.spoil = staticmethod(spoil)
        Damaging.asked.clear()
        hash_ = self.bundle(files)
        self.until_logged("bundle_refused sha256=" + hash_)
        self.assertIn(why, self.log())
        self.gives_a_ticket()
        self.assertEqual(self.header(), "#0000FF")
        self.assertEqual(self.log().count("bundle_refused"), 1)
        self.assertEqual(len(Damaging.asked), 1)
        self.until_healthy(lambda health: health["trouble"] and health["bundle"] not in (None, hash_), "the refusal")
        self.end_kiosk()
        self.start_kiosk()
        self.assertEqual(self.header(), "#0000FF")

    def test_a_bundle_cut_short_is_refused(self):
        self.refused("another hash", {"theme.toml": self.theme()}, lambda body: body[:-100])

    def test_a_bundle_with_another_hash_is_refused(self):
        self.refused("another hash", {"theme.toml": self.theme()}, lambda body: body.replace(b"#00FF00", b"#FF0000"))

    def test_a_bundle_longer_than_was_told_is_refused(self):
        self.refused("bundle_refused", {"theme.toml": self.theme()}, lambda body: body + b"\0" * 100_000)

    def test_a_picture_that_would_fill_the_memory_is_refused_by_its_header(self):
        bomb = png(60_000, 60_000, rows=10)
        self.assertLess(len(bomb), 10_000)
        self.refused("a picture of 60000 x 60000 dots", {"theme.toml": self.theme(), "logo.png": bomb})

    def test_a_picture_that_lacks_what_its_header_promises_is_refused(self):
        self.refused("damaged PNG", {"theme.toml": self.theme(), "logo.png": png(200, 100, rows=50)})

    def test_a_theme_a_text_or_a_setting_that_cannot_be_used_is_refused(self):
        self.refused("color.header", {"theme.toml": self.theme("green")})

    def test_a_text_that_no_screen_asks_for_is_refused(self):
        self.refused("there is no hello", {"kiosk.th.json": '{"hello": "x"}'})

    def test_whoever_knows_the_hash_reads_the_bundle_and_is_told_when_it_is_unchanged(self):
        hash_ = self.bundle({"theme.toml": self.theme()})
        browser = Browser(self.stage.addresses["http"])
        self.addCleanup(browser.connection.close)
        end = time.monotonic() + 20
        while (reply := browser.get(f"/api/v1/bundles/{hash_}")).status != 200:
            check(time.monotonic() < end, "the server did not notice the bundle")
            time.sleep(0.2)
        self.assertEqual(hashlib.sha256(reply.body).hexdigest(), hash_)
        self.assertEqual(reply.headers["ETag"], f'"{hash_}"')
        again = browser.get(f"/api/v1/bundles/{hash_}", If_None_Match=reply.headers["ETag"])
        self.assertEqual((again.status, again.body), (304, b""))
        self.assertEqual(browser.get("/api/v1/bundles/" + "0" * 64).status, 404)

    def test_what_has_no_place_in_a_bundle_is_named(self):
        for name in ("readme.txt", "font.ttf"):
            source = self.folder / f"bad-{name}"
            source.mkdir()
            (source / name).write_text("x")
            done = subprocess.run([BIN / "saduak-server", "site", "bundle", SITE, source, "--data", self.stage.server_data], capture_output=True,
                                  text=True, env=os.environ)
            self.assertEqual(done.returncode, 1)
            self.assertIn(name, done.stderr)


if __name__ == "__main__":
    unittest.main()
