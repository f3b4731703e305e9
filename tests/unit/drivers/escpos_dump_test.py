#!/usr/bin/env python3
"""escpos-dump from outside: what it reads, prints, writes, and how it ends. ESCPOS_DUMP names the program."""
import os
import pathlib
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["ESCPOS_DUMP"]
# Initialise, eight white and eight black dots, partial cut.
TICKET = bytes.fromhex("1b40" "1d763000" "0200" "0100" "00ff" "1d564200")
LISTING = ["       0  initialise", "       2  raster 16 x 1, 8 black", "      12  cut partial, feed 0"]


def dump(*arguments, stdin=b""):
    return subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, timeout=30)


class EscposDump(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self.folder.name)
        self.addCleanup(self.folder.cleanup)

    def file(self, name, content):
        (self.path / name).write_bytes(content)
        return str(self.path / name)

    def test_a_file_and_standard_input_give_the_same_listing(self):
        for run in (dump(self.file("t.bin", TICKET)), dump(stdin=TICKET), dump("-", stdin=TICKET)):
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(run.stdout.decode().splitlines(), LISTING)

    def test_each_cut_ticket_becomes_a_picture_and_so_does_what_hangs(self):
        run = dump("--png", str(self.path / "out"), "--width", "16", stdin=TICKET * 2 + TICKET[:-4])
        self.assertEqual(run.returncode, 0, run.stderr)
        names = sorted(one.name for one in (self.path / "out").iterdir())
        self.assertEqual(names, ["hanging.png", "ticket-1.png", "ticket-2.png"])
        for one in (self.path / "out").iterdir():
            self.assertEqual(one.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")

    def test_malformed_bytes_are_listed_and_end_with_1(self):
        run = dump(stdin=TICKET + b"\x1b\x01" + TICKET + b"\x1d\x76")
        self.assertEqual(run.returncode, 1)
        self.assertEqual(run.stdout.decode().count("malformed"), 2)
        self.assertEqual(run.stdout.decode().count("raster"), 2)

    def test_what_cannot_be_read_or_written_ends_with_1_and_says_why(self):
        for run in (dump(str(self.path / "missing")), dump(str(self.path)), dump("--png", "/dev/null/x", stdin=TICKET)):
            self.assertEqual(run.returncode, 1)
            self.assertTrue(run.stderr.startswith(b"escpos-dump: cannot"), run.stderr)

    def test_wrong_usage_ends_with_2_and_help_with_0(self):
        for wrong in (["--wide"], ["--width"], ["--width", "7"], ["--width", "x"], ["a", "b"]):
            run = dump(*wrong)
            self.assertEqual(run.returncode, 2, wrong)
            self.assertTrue(run.stderr.startswith(b"usage: escpos-dump"))
        run = dump("--help")
        self.assertEqual(run.returncode, 0)
        self.assertIn(b"--png FOLDER", run.stdout)

    def test_a_record_of_a_printer_is_listed_as_what_the_printer_took(self):
        lines = ["saduak printer record 1", "open usb 04b8:0e15 at 1-1", f"0 write 6/{len(TICKET)} {TICKET[:6].hex()}", "3 read 12", "4 read",
                 f"5 write {len(TICKET) - 6}/{len(TICKET) - 6} {TICKET[6:].hex()}", "9 lost unplugged", ""]
        run = dump("--record", self.file("record.txt", "\n".join(lines).encode()))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(run.stdout.decode().splitlines(), LISTING)
        self.assertEqual(dump("--record", self.file("t.bin", TICKET)).returncode, 1)


if __name__ == "__main__":
    unittest.main()
