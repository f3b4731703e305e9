#!/usr/bin/env python3
"""docs/SECURITY.md says what is so: each row has a state, what is met says how, and each test that it names is there."""
import re
import unittest
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([0-9][0-9., –]*) \| ([^|]*) \| ([^|]*) \| ([^|]*)\|$")


class SecurityTable(unittest.TestCase):
    def rows(self):
        text = (REPO / "docs" / "SECURITY.md").read_text()
        return [ROW.match(line) for line in text.splitlines() if line.startswith("| ") and line[2].isdigit()]

    def test_every_row_has_a_state_and_says_how_or_why(self):
        self.assertGreater(len(self.rows()), 60)
        for row in self.rows():
            self.assertIsNotNone(row)
            self.assertIn(row[2], ("met", "not met", "n/a"), row[0])
            self.assertTrue(row[3].strip(), row[0])

    def test_every_named_test_is_there(self):
        missing = [name for row in self.rows() for name in re.findall(r"`(tests/[^`]+)`", row[4]) if not (REPO / name).exists()]
        self.assertEqual(missing, [])

    def test_every_chapter_is_there(self):
        chapters = {int(row[1].split(".")[0]) for row in self.rows()}
        self.assertEqual(chapters, set(range(1, 15)))


if __name__ == "__main__":
    unittest.main()
