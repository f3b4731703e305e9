#!/usr/bin/env python3
"""A kiosk's ways besides the straight one, by its script against the real server: telephone, group of people, second ticket, call for staff,
a code that is no appointment's, and a terminal at the exit."""
import json
import secrets
import unittest

from server_process import BIN, SOURCE, Stage, check, read_log, temporary_folder, verify

DESK = "/api/v1/sites/desk"
GROUP = '[[group]]\nid = "tax"\nname = { th = "ภาษี", en = "Taxes" }\nicon = "money"\n\n'
RATING = '\n[rating]\nplace = "exit"\n'


class KioskFlows(unittest.TestCase):
    def setUp(self):
        self.folder_context = temporary_folder()
        self.stage = Stage(BIN, self.folder_context.__enter__())
        self.stage.init()
        text = (SOURCE / "assets" / "demo" / "municipality.toml").read_text().replace('id = "hall"', 'id = "desk"').replace("rating_terminal", "# rating_terminal")
        text = text.replace('icon = "id-card"\n', 'icon = "id-card"\nslot_minutes = 30\nslot_capacity = 50\n').replace('id = "land-tax"\n', 'id = "land-tax"\ngroup = "tax"\n')
        first = text.index("[[service]]")
        site = self.stage.data / "desk.toml"
        site.write_text(text[:first] + GROUP + text[first:] + RATING)
        self.stage.run("saduak-server", "site", "add", site, "--data", self.stage.server_data)
        self.stage.serve()

    def tearDown(self):
        self.stage.stop()
        verify(self.stage)
        self.folder_context.__exit__(None, None, None)

    def ask(self, method, path, body=None):
        reply = self.stage.request(method, path, body if method == "POST" else None, self.stage.setup["tokens"]["admin"])
        check(reply.status in (200, 201), f"{path}: {reply.status} {reply.text}")
        return reply.json()

    def device(self, name, role):
        code = self.ask("POST", DESK + "/devices", {"id": name, "roles": [role]})["code"]
        return {"id": name, "site": "desk", "role": role, "key": self.ask("POST", "/api/v1/enrol", {"code": code})["key"]}

    def run_kiosk(self, device, *lines):
        """Runs the script to its end; returns what the kiosk printed."""
        script = self.stage.data / f"{device['id']}.script"
        script.write_text("\n".join(lines) + "\nquit\n")
        process = self.stage.start_kiosk(device, "--headless", "--virtual-printer", self.stage.data / "paper", "--script", script)
        printed = [json.loads(line) for line in process.stdout]
        check(process.wait(60) == 0, "the kiosk's script failed")
        return printed

    def test_a_day_at_the_kiosk_and_the_exit(self):
        kiosk = self.device("desk-kiosk", "issue")
        tickets = [line for line in self.run_kiosk(
            kiosk, "wait home 20", "tap call-staff",
            "tap service land-tax", "wait priority", "tap people", "tap people", "tap general", "wait take_ticket", "tap done", "wait home",
            "tap service id-card", "wait priority", "tap phone", "tap priority", "wait on_phone", "tap done", "wait home",
            "tap service id-card", "wait again", "tap home", "wait home",
            "scan http://desk/a/ZZZZZZZZ", "wait code", "tap back", "wait home") if line["event"] == "ticket"]
        self.assertEqual([(ticket["service"], ticket["class"], ticket["paper"]) for ticket in tickets],
                         [("land-tax", "general", "confirmed"), ("id-card", "priority", "none")])
        log = read_log(self.stage, "desk")
        issued = [event for event in log if event["type"] == "ticket.issued"]
        self.assertEqual([event["body"].get("people", 1) for event in issued], [3, 1])
        self.assertEqual([event["device"] for event in log if event["type"] == "staff.called"], ["desk-kiosk"])

        ticket = tickets[1]
        self.ask("POST", DESK + "/counters/c1/open")
        self.ask("POST", f"{DESK}/tickets/{ticket['id']}/call", {"counter": "c1"})
        for act in ("start", "finish"):
            self.ask("POST", f"{DESK}/tickets/{ticket['id']}/{act}")
        terminal = self.device("desk-exit", "rate")
        self.run_kiosk(terminal, "wait rating_idle 20", f"scan https://desk/t/{ticket['token']}", "wait rating", "tap face 4", "wait reasons", "tap reason 3",
                       "wait thanks", "wait rating_idle", f"scan https://desk/t/{ticket['token']}", "wait rating", "tap face 1", "pause 1", "wait thanks",
                       f"scan https://desk/t/{secrets.token_hex(16)}", "wait rating", "tap no-opinion", "wait thanks", "wait rating_idle")
        ratings = [(event["type"], event["body"]["channel"]) for event in read_log(self.stage, "desk") if event["type"].startswith("rating.")]
        self.assertEqual(ratings, [("rating.received", "exit"), ("rating.explained", "exit")])


if __name__ == "__main__":
    unittest.main()
