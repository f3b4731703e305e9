#!/usr/bin/env python3
"""The paper ends in the middle of a ticket: the citizen is told in Thai at once and offered the number, staff see it at their counter,
and with new paper everything goes on by itself."""
import json
import time
import unittest

from server_process import BIN, SITE, SOURCE, Stage, check, read_log, temporary_folder, verify
from web_client import Live

TEXTS = json.loads((SOURCE / "assets" / "i18n" / "kiosk.th.json").read_text())


class PaperOut(unittest.TestCase):
    def setUp(self):
        self.folder_context = temporary_folder()
        self.stage = Stage(BIN, self.folder_context.__enter__())
        self.stage.init()
        self.stage.serve()
        self.device = self.stage.device("issue", SITE)

    def tearDown(self):
        self.stage.stop()
        verify(self.stage)
        self.folder_context.__exit__(None, None, None)

    def kiosk(self, *lines):
        """Runs the script; returns the lines that the kiosk printed, with how long after the start each came."""
        script = self.stage.data / "paper.script"
        script.write_text("\n".join(lines) + "\nquit\n")
        paper = self.stage.data / "paper"
        process = self.stage.start_kiosk(self.device, "--headless", "--virtual-printer", paper, "--script", script)
        printed = [json.loads(line) for line in process.stdout]
        check(process.wait(30) == 0, "the kiosk's script failed")
        return printed

    def printers(self):
        view = Live(self.stage.addresses["http"], f"site={SITE}&view=agent", token=self.stage.setup["tokens"]["agent"])
        state = view.next()
        view.close()
        return {printer["device"]: printer["state"] for printer in state["printers"]}

    def events(self, kind):
        return [event for event in read_log(self.stage) if event["type"] == kind]

    TAKE = ["wait home", "printer paper-ends-in-ticket", "tap service id-card", "wait priority", "pause 0.5", "tap general"]

    def test_the_number_is_offered_within_two_seconds_and_accepted_and_staff_see_why(self):
        lines = self.kiosk(*self.TAKE, "wait number 2", "print-state", f"screenshot {self.stage.data / 'number.png'}", "tap accept", "wait take_ticket",
                           "print-state", "tap done", "wait trouble", "print-state")
        states = [line for line in lines if line["event"] == "state"]
        self.assertEqual((states[0]["screen"], states[0]["number"], states[0]["language"], states[0]["printer"]), ("number", "A001", "th", "paper_out"))
        self.assertEqual(states[1]["paper"], "accepted")
        self.assertEqual(self.printers()[self.device["id"]], "paper_out")
        self.assertEqual([event["body"]["paper"] for event in self.events("ticket.paper")], ["failed", "accepted"])
        self.assertFalse(list((self.stage.data / "paper").glob("*.png")))
        called = self.stage.request("POST", f"/api/v1/sites/{SITE}/counters/c1/open", {}, self.stage.setup["tokens"]["agent"])
        self.assertEqual(called.status, 200)
        called = self.stage.request("POST", f"/api/v1/sites/{SITE}/counters/c1/next", {}, self.stage.setup["tokens"]["agent"])
        self.assertEqual(called.json()["ticket"]["number"], "A001")  # who accepted the number is called

    def test_new_paper_brings_a_marked_copy_by_itself_and_the_kiosk_goes_on(self):
        lines = self.kiosk(*self.TAKE, "wait number 2", "printer paper-in", "wait take_ticket", "print-state", "tap done", "wait home", "pause 0.5",
                           "tap service id-card", "wait again", "tap again", "wait priority", "pause 0.5", "tap general", "wait take_ticket", "print-state")
        states = [line for line in lines if line["event"] == "state"]
        self.assertEqual([state["number"] for state in states], ["A001", "A002"])
        self.assertEqual([state["paper"] for state in states], ["confirmed", "confirmed"])
        self.assertEqual(len(self.events("ticket.reprinted")), 1)
        self.assertEqual([event["body"]["paper"] for event in self.events("ticket.paper")], ["failed", "confirmed", "confirmed"])
        deadline = time.monotonic() + 5
        while self.printers()[self.device["id"]] != "ready":
            check(time.monotonic() < deadline, f"the counter still shows {self.printers()}")
            time.sleep(0.1)

    def test_the_words_are_there(self):
        self.assertIn("ไม่สามารถพิมพ์", TEXTS["number_title"])
        self.assertIn("กระดาษหมด", TEXTS["printer_paper_out"])


if __name__ == "__main__":
    unittest.main()
