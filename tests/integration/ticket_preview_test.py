#!/usr/bin/env python3
"""`saduak-kiosk ticket preview`: pictures of templates, faults named, and drawn again while a template is being written."""
import os
import signal
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

KIOSK = Path(os.environ["SADUAK_BIN"]) / "saduak-kiosk"
SOURCE = Path(os.environ["SADUAK_SOURCE_DIR"])
DEADLINE_S = 20


def run(*arguments):
    return subprocess.run([KIOSK, *map(str, arguments)], capture_output=True, text=True, timeout=60)


def size_of(png):
    data = png.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and data[24] == 1, "no PNG of one bit a dot"
    return struct.unpack(">II", data[16:24])


class TicketPreview(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.out = Path(self.folder.name) / "ticket.png"
        self.template = Path(self.folder.name) / "own.toml"

    def test_each_template_in_each_language_at_each_width(self):
        for template in ("standard", "large-print", "compact"):
            for lang in ("th", "en", "zh", "ms", "my"):
                done = run("ticket", "preview", "--template", template, "--lang", lang, "--width", 384, "--out", self.out)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(size_of(self.out)[0], 384)

    def test_faults_are_named(self):
        for arguments, code, words in (
            (["--lang", "fr"], 1, 'no language "fr"'),
            (["--template", "standrad"], 1, "there are compact, large-print, standard"),
            (["--width", 100], 2, "100"),
            (["--logo", self.folder.name + "/none.png"], 1, "none.png"),
            (["--template", "compact", "--logo", SOURCE / "tests/golden/shaded-emblem.png"], 1, "no part logo"),
        ):
            done = run("ticket", "preview", *arguments, "--out", self.out)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(words, done.stderr)
            self.assertFalse(self.out.exists())
        self.assertEqual(run("ticket").returncode, 2)
        self.assertEqual(run("--headless").returncode, 2)  # without a subcommand --config is still needed

    def test_a_kiosk_does_not_start_with_a_template_or_logo_that_cannot_be_read(self):
        config = Path(self.folder.name) / "kiosk.toml"
        head = f'[server]\naddress = "127.0.0.1:1"\n[device]\nid = "k"\nkey = "{"0" * 64}"\n[kiosk]\ndata = "data"\n[printer]\nkind = "virtual"\n[ticket]\n'
        for ticket, words in (
            ('template = "standrad"', "there are compact, large-print, standard"),
            ('template = "none.toml"', self.folder.name + "/none.toml"),
            ('logo = "none.png"', self.folder.name + "/none.png"),
            ('tempalte = "standard"', "unknown key ticket.tempalte"),
        ):
            config.write_text(head + ticket + "\n")
            done = run("--config", config, "--headless")
            self.assertEqual(done.returncode, 1, ticket)
            self.assertIn(words, done.stderr)

    def wait_for(self, true, what):
        until = time.monotonic() + DEADLINE_S
        while not true():
            self.assertLess(time.monotonic(), until, what)
            time.sleep(0.05)

    def test_watch_draws_again_when_the_template_changes_and_outlives_a_fault_in_it(self):
        text = (SOURCE / "assets/tickets/compact.toml").read_text()
        self.template.write_text(text)
        with subprocess.Popen([KIOSK, "ticket", "preview", "--template", self.template, "--out", self.out, "--watch"], stderr=subprocess.PIPE, text=True) as preview:
            try:
                self.wait_for(self.out.exists, "the first picture")
                first = size_of(self.out)
                self.template.write_text(text.replace('part = "site"\nsize = 32', 'part = "site"\nsize = 31'))
                self.assertIn("dots", preview.stderr.readline())
                self.assertIn("size must be", preview.stderr.readline())
                self.template.write_text(text.replace('part = "site"\nsize = 32', 'part = "site"\nsize = 96'))
                self.wait_for(lambda: size_of(self.out) != first, "the second picture")
                self.assertGreater(size_of(self.out)[1], first[1])
                preview.send_signal(signal.SIGINT)
                self.assertEqual(preview.wait(DEADLINE_S), 0)
            finally:
                preview.kill()


if __name__ == "__main__":
    unittest.main()
