#!/usr/bin/env python3
"""The files of firmware-config, read by the programs that they are for, where those are here, and by rules of our own."""
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from server_process import BIN, SOURCE

FOLDER = SOURCE / "firmware-config"
UNITS = sorted((FOLDER / "systemd").iterdir())
# The marks of `systemd-analyze security`, tenths; worse ones fail.
EXPOSURE = {"saduak-kiosk.service": 30, "saduak-enrol.service": 20}
HEADINGS = ["What it is", "Files", "Install", "Printers and keypads", "Screen and session", "Read-only root", "Provisioning", "Check", "Not tried"]
PAIR = r'[A-Z]+(\{[A-Za-z0-9_/]+\})?(==|!=|=|\+=|:=)"[^"]*"'


def rules_faults(text):
    """What is wrong with udev rules, by our own reading."""
    faults = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if not re.fullmatch(rf"{PAIR}(, {PAIR})*", line):
            faults.append(f"line {number} is not a rule")
        for mode in re.findall(r'MODE:?="([^"]*)"', line):
            if not re.fullmatch("0?[0-7][0-7]0", mode):
                faults.append(f"line {number}: mode {mode} is open to everybody")
    return faults


class FirmwareConfigTest(unittest.TestCase):
    def analyze(self, *arguments):
        if not shutil.which("systemd-analyze"):
            self.skipTest("systemd-analyze is not here (package systemd)")
        return subprocess.run(["systemd-analyze", *map(str, arguments)], capture_output=True, text=True, timeout=120)

    def test_units_say_nothing_that_systemd_does_not_know(self):
        with tempfile.TemporaryDirectory() as folder:
            for unit in UNITS:  # what they start need not be installed here
                (Path(folder) / unit.name).write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text()))
            for unit in UNITS:
                done = self.analyze("verify", "--man=no", Path(folder) / unit.name)
                self.assertEqual((done.returncode, done.stderr), (0, ""), unit.name)
            broken = Path(folder) / "saduak-enrol.service"
            broken.write_text(broken.read_text().replace("Type=oneshot", "Typo=oneshot"))
            self.assertIn("Typo", self.analyze("verify", "--man=no", broken).stderr)

    def test_services_are_no_more_exposed_than_they_must_be(self):
        for unit in UNITS:
            if unit.suffix == ".service":
                done = self.analyze("security", "--offline=true", f"--threshold={EXPOSURE[unit.name]}", unit)
                self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr)

    def test_rules_are_rules_and_open_nothing_to_everybody(self):
        rules = FOLDER / "udev" / "70-saduak.rules"
        self.assertEqual(rules_faults(rules.read_text()), [])
        self.assertEqual(len(rules_faults('SUBSYSTEM=="usb", MODE="0666"\nSUBSYSTEM="usb" GROUP="kiosk"\n')), 2)
        if shutil.which("udevadm") and "verify" in subprocess.run(["udevadm", "--help"], capture_output=True, text=True).stdout:
            done = subprocess.run(["udevadm", "verify", "--resolve-names=never", rules], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_every_option_that_a_unit_gives_the_kiosk_is_one(self):
        text = "".join(unit.read_text() for unit in UNITS)
        for command in re.findall(r"(?m)^ExecStart=.*saduak-kiosk (.*)$", text):
            words = command.split()
            shown = subprocess.run([BIN / "saduak-kiosk", *(words[:1] if not words[0].startswith("-") else []), "--help"], capture_output=True, text=True)
            for option in (word for word in words if word.startswith("--")):
                self.assertIn(option, shown.stdout)

    def test_the_example_of_a_configuration_is_one_and_the_provisioning_file_too(self):
        config, provision = FOLDER / "provision" / "kiosk.toml", FOLDER / "provision" / "provision.toml"
        with tempfile.TemporaryDirectory() as data:
            run = subprocess.run([BIN / "saduak-kiosk", "--config", config, "--headless", "--data", data], capture_output=True, text=True, timeout=60)
            self.assertIn("enrol the device first", run.stderr)
            run = subprocess.run([BIN / "saduak-kiosk", "enrol", "--provision", provision, "--data", data], capture_output=True, text=True, timeout=60)
            self.assertIn("queue.example", run.stderr)

    def test_the_readme_has_its_headings_and_names_every_file(self):
        text = (FOLDER / "README.md").read_text()
        self.assertEqual(re.findall(r"(?m)^## (.*)$", text), HEADINGS)
        for folder in ("systemd", "udev", "modprobe", "sysusers", "provision"):
            for file in (FOLDER / folder).iterdir():
                self.assertIn(f"{folder}/{file.name}", text)


if __name__ == "__main__":
    unittest.main()
