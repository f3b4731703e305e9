#!/usr/bin/env python3
"""Texts on screens and paper: Thai and English complete, with the same keys and the same {placeholders}; other languages say
that they are drafts, have no key of their own, and every key that citizens see."""
import json
import re
import unittest
from pathlib import PurePath

from source_tree import files, text

THAI = re.compile("[\u0e00-\u0e7f]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
DRAFT = "_draft"
# What only technicians read stays Thai and English.
TECHNICAL = re.compile(r"^probe_")


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


def draft_problems(name, draft, english):
    found = [] if draft.get(DRAFT) is True else [f"{name}: not marked \"{DRAFT}\": true, though no native reader has reviewed it"]
    draft, english = flat({key: words for key, words in draft.items() if key != DRAFT}), flat(english)
    found += [f"{name}: {key} is not in English" for key in draft.keys() - english.keys()]
    found += [f"{name}: {key} is missing" for key in english.keys() - draft.keys() if not TECHNICAL.match(key)]
    for key in sorted(draft.keys() & english.keys()):
        if not isinstance(draft[key], str) or not draft[key].strip():
            found.append(f"{name}: {key} is empty or not a text")
        elif set(PLACEHOLDER.findall(draft[key])) != set(PLACEHOLDER.findall(english[key])):
            found.append(f"{name}: {key} has other {{placeholders}} than in English")
        elif THAI.search(draft[key]):
            found.append(f"{name}: {key} holds Thai letters")
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

    def test_other_languages_are_drafts_with_every_key(self):
        english = json.loads(text("assets/i18n/kiosk.en.json"))
        drafts = [name for name in files(".json") if re.match(r"assets/i18n/kiosk\.(?!th\.|en\.)", name)]
        self.assertTrue({f"assets/i18n/kiosk.{language}.json" for language in ("zh", "ms", "my")} <= set(drafts), drafts)
        found = [problem for name in drafts for problem in draft_problems(name, json.loads(text(name)), english)]
        self.assertEqual(found, [], "\n" + "\n".join(found))


class BadTextsAreFound(unittest.TestCase):
    def test_each_kind(self):
        self.assertEqual(problems("p", {"a": "ก"}, {"a": "x"}), [])
        self.assertEqual(len(problems("p", {"a": "ก", "b": "ข"}, {"a": "x"})), 1)
        self.assertEqual(len(problems("p", {"a": "ก"}, {"a": "x", "c": {"d": "y"}})), 1)
        self.assertEqual(len(problems("p", {"a": "ก {n}"}, {"a": "x {m}"})), 1)
        self.assertEqual(len(problems("p", {"a": ""}, {"a": "x"})), 1)
        self.assertEqual(len(problems("p", {"a": "ยินดีต้อนรับค่ะ"}, {"a": "Welcome"})), 1)

    def test_each_kind_of_draft(self):
        english = {"a": "x {n}", "probe_b": "y"}
        self.assertEqual(draft_problems("d", {DRAFT: True, "a": "z {n}"}, english), [])
        self.assertEqual(len(draft_problems("d", {"a": "z {n}"}, english)), 1)
        self.assertEqual(len(draft_problems("d", {DRAFT: True}, english)), 1)
        self.assertEqual(len(draft_problems("d", {DRAFT: True, "a": "z {m}"}, english)), 1)
        self.assertEqual(len(draft_problems("d", {DRAFT: True, "a": "ก {n}"}, english)), 1)
        self.assertEqual(len(draft_problems("d", {DRAFT: True, "a": "z {n}", "c": "w"}, english)), 1)


if __name__ == "__main__":
    unittest.main()
