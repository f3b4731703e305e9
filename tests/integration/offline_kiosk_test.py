#!/usr/bin/env python3
"""A kiosk without its server: tickets go on, marked, over a restart too; when the way is healed everything is at the server, once."""
import json
import time
import unittest

from cuttable_way import Way
from server_process import BIN, SITE, Stage, check, read_log, temporary_folder, verify

TAKE = ["wait home 20", "pause 0.5", "tap service id-card", "wait priority", "pause 0.5", "tap general", "wait take_ticket", "print-state", "tap done", "pause 0.5"]
# The kiosk asks before it gives a second ticket for the same service at once.
ANOTHER = [*TAKE[:3], "wait again", "pause 0.5", "tap again", *TAKE[3:]]


class OfflineKiosk(unittest.TestCase):
    def setUp(self):
        self.folder_context = temporary_folder()
        self.stage = Stage(BIN, self.folder_context.__enter__())
        self.stage.init()
        self.device = self.stage.device("issue", SITE)
        self.grant("A")
        self.stage.serve()
        self.way = Way(self.stage.addresses["device"])

    def tearDown(self):
        self.way.cut()
        self.stage.stop()
        verify(self.stage)
        self.folder_context.__exit__(None, None, None)

    def grant(self, prefix, size=20):
        self.stage.run("saduak-server", "range", "--site", SITE, "grant", "--prefix", prefix, "--size", size, "--device", self.device["id"], "--data",
                       self.stage.server_data)

    def kiosk(self, lines, while_it_runs=None):
        script = self.stage.data / "offline.script"
        script.write_text("\n".join(lines) + "\nquit\n")
        config = self.stage.kiosk_config(self.device)
        config.write_text(config.read_text().replace(self.stage.addresses["device"], self.way.address))
        process = self.stage.start(self.device["id"], "saduak-kiosk", "--config", config, "--headless", "--virtual-printer", self.stage.data / "paper",
                                   "--script", script)
        printed = []
        for line in process.stdout:
            printed.append(json.loads(line))
            if while_it_runs:
                while_it_runs(printed)
        check(process.wait(30) == 0, "the kiosk's script failed")
        return [line for line in printed if line["event"] == "state"]

    def issued(self, count):
        deadline = time.monotonic() + 20
        while True:
            events = [event for event in read_log(self.stage) if event["type"] == "ticket.issued"]
            if len(events) >= count or time.monotonic() > deadline:
                return events
            time.sleep(0.1)

    def test_tickets_go_on_without_the_server_and_over_a_restart_and_all_come_to_it_once(self):
        online = self.kiosk(TAKE)
        self.way.cut()
        first = self.kiosk(TAKE + ANOTHER)
        again = self.kiosk(TAKE)
        offline = first + again
        self.assertEqual([state["link"] for state in offline], ["offline"] * 3)
        numbers = [state["number"] for state in offline]
        self.assertEqual(len(set(numbers) | {online[0]["number"]}), 4)
        self.assertTrue(all(state["paper"] == "confirmed" for state in offline), offline)
        self.assertEqual(len(self.issued(1)), 1)  # the server has heard of none of them
        self.way.heal()
        self.kiosk(["wait home 20", "pause 3"])
        events = self.issued(4)
        self.assertEqual([event["body"]["number"] for event in events], [online[0]["number"], *numbers])
        self.assertEqual([event["body"].get("offline", False) for event in events], [False, True, True, True])
        papers = [event["body"]["paper"] for event in read_log(self.stage) if event["type"] == "ticket.paper"]
        self.assertEqual(papers, ["confirmed"] * 4)

    def test_an_issue_that_stays_unanswered_is_superseded_by_a_number_of_the_kiosk(self):
        def when_shown(lines):
            states = [line for line in lines if line["event"] == "state"]
            if len(states) == 1 and states[0]["screen"] == "priority":
                self.way.fall_silent()
            if len(states) == 2:
                self.way.heal()

        silent = ["wait home 20", "pause 0.5", "tap service id-card", "wait priority", "print-state", "pause 1", "tap general", "wait take_ticket 10",
                  "print-state", "tap done", "pause 4"]
        states = self.kiosk(silent, when_shown)
        shown = states[1]["number"]
        events = self.issued(2)
        self.assertEqual([event["body"]["number"] for event in events], ["A001", shown])
        void = [event for event in read_log(self.stage) if event["type"] == "ticket.voided"]
        self.assertEqual([(event["ticket"], event["body"]["reason"]) for event in void], [(events[0]["ticket"], "superseded")])

    def test_when_its_numbers_are_used_up_the_kiosk_says_so_and_gives_none_twice(self):
        self.kiosk(["wait home 20", "pause 1"])
        self.way.cut()
        states = self.kiosk(TAKE + ANOTHER * 19 + ["wait home", "pause 0.5", "tap service id-card", "wait again", "pause 0.5", "tap again", "wait priority", "pause 0.5", "tap general", "wait trouble", "print-state"])
        numbers = [state["number"] for state in states[:20]]
        self.assertEqual(len(set(numbers)), 20)
        self.assertEqual(states[20]["screen"], "trouble")


if __name__ == "__main__":
    unittest.main()
