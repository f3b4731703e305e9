#!/usr/bin/env python3
"""Texts on screens and paper: Thai and English complete, with the same keys and the same {placeholders}."""
import json
import re
import unittest
from pathlib import PurePath

from source_tree import files, text

THAI = re.compile("[\u0e00-\u0e7f]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def flat(value, path=""):
    """Key path to text, for nested objects and plural forms too."""
    if isinstance(value, dict):
        return {key: words for name, inner in value.items() for key, words in flat(inner, f"{path}.{name}" if path else name).items()}
    return {path: value}


def problems(program, thai, english):
    thai, english, found = flat(thai), flat(english), []
    found += [f"{program}: {key} is in Thai only" for key in thai.keys() - english.keys()]
    found += [f"{program}: {key} is in English only" for key in english.keys() - thai.keys()]
    for key in sorted(thai.keys() & english.keys()):
        if not isinstance(thai[key], str) or not isinstance(english[key], str) or not thai[key].strip() or not english[key].strip():
            found.append(f"{program}: {key} is empty or not a text")
        elif set(PLACEHOLDER.findall(thai[key])) != set(PLACEHOLDER.findall(english[key])):
            found.append(f"{program}: {key} has other {{placeholders}} in Thai than in English")
        elif "!" in thai[key] or re.search("(ค่ะ|ครับ)", thai[key]):
            found.append(f"{program}: {key}: screens have no exclamation mark, ค่ะ or ครับ")
    return found


class TheRealTree(unittest.TestCase):
    def test_thai_and_english_are_complete(self):
        programs = {PurePath(name).name.split(".")[0] for name in files(".json") if name.startswith("assets/i18n/")}
        self.assertTrue({"kiosk", "web"} <= programs, programs)
        found = []
        for program in programs:
            languages = [json.loads(text(f"assets/i18n/{program}.{language}.json")) for language in ("th", "en")]
            self.assertTrue(flat(languages[0]))
            self.assertTrue(any(THAI.search(words) for words in flat(languages[0]).values() if isinstance(words, str)))
            found += problems(program, *languages)
        self.assertEqual(found, [], "\n" + "\n".join(found))


class BadTextsAreFound(unittest.TestCase):
    def test_each_kind(self):
        self.assertEqual(problems("p", {"a": "ก"}, {"a": "x"}), [])
        self.assertEqual(len(problems("p", {"a": "ก", "b": "ข"}, {"a": "x"})), 1)
        self.assertEqual(len(problems("p", {"a": "ก"}, {"a": "x", "c": {"d": "y"}})), 1)
        self.assertEqual(len(problems("p", {"a": "ก {n}"}, {"a": "x {m}"})), 1)
        self.assertEqual(len(problems("p", {"a": ""}, {"a": "x"})), 1)
        self.assertEqual(len(problems("p", {"a": "ยินดีต้อนรับค่ะ"}, {"a": "Welcome"})), 1)


if __name__ == "__main__":
    unittest.main()
