#!/usr/bin/env python3
"""Staff at a real kiosk: the PIN, the menu, a test ticket that is nobody's, and a restart."""
import json
import subprocess
import unittest

from server_process import BIN, SITE, demo_server, read_log

OPEN = ["wait home 30"] + ["tap clock"] * 5


def typed(pin):
    return [f"tap digit {digit}" for digit in pin] + ["tap enter"]


class StaffMenuTest(unittest.TestCase):
    def run_kiosk(self, stage, lines):
        config = stage.kiosk_config(stage.device("issue", SITE))
        made = subprocess.run([BIN / "saduak-kiosk", "pin"], input="471100\n", capture_output=True, text=True, timeout=30)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertNotIn("471100", made.stdout)
        config.write_text(config.read_text() + "\n" + made.stdout)
        return subprocess.run([BIN / "saduak-kiosk", "--config", config, "--headless", "--script", "-"], input="\n".join(lines) + "\n",
                              capture_output=True, text=True, timeout=120)

    def test_the_pin_opens_the_menu_and_a_test_ticket_is_nobodys(self):
        with demo_server() as stage:
            picture = stage.data / "menu.png"
            run = self.run_kiosk(stage, OPEN + ["wait staff_pin"] + typed("471101") + ["wait staff_pin", "print-state"] + typed("471100") +
                                 ["wait staff 10", f"screenshot {picture}", "tap test-ticket", "pause 2", "tap log", "wait staff_log", "tap back",
                                  "wait staff", "tap home", "wait home"])
            self.assertEqual(run.returncode, 0, run.stderr)
            self.assertEqual(json.loads(run.stdout.splitlines()[0])["screen"], "staff_pin")
            self.assertEqual(len(run.stdout.splitlines()), 1)
            self.assertTrue(picture.exists())
            self.assertEqual([file.name for file in sorted((stage.data / "tickets").iterdir())], ["ticket-0001.png"])
            self.assertFalse([event for event in read_log(stage) if event["type"].startswith("ticket.")])

    def test_a_restart_ends_the_program_as_done(self):
        with demo_server() as stage:
            run = self.run_kiosk(stage, OPEN + ["wait staff_pin"] + typed("471100") + ["wait staff 10", "tap restart", "wait number 60"])
            self.assertEqual(run.returncode, 0, run.stderr)

    def test_something_that_is_no_pin_is_refused(self):
        made = subprocess.run([BIN / "saduak-kiosk", "pin"], input="12\n", capture_output=True, text=True, timeout=30)
        self.assertEqual(made.returncode, 1)
        self.assertIn("4 to 8 digits", made.stderr)


if __name__ == "__main__":
    unittest.main()
