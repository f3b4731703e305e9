#!/usr/bin/env python3
"""The tree as docs/ARCHITECTURE.md describes it: known top-level entries, files of one idea, nothing left unfinished."""
import re
import unittest

from source_tree import files, text

TOP_LEVEL = {"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md", "run", "core",
             "platform", "kiosk", "server", "drivers", "assets", "tests", "firmware-config", "docs", "cmake"}
LINES_MAX = 500
CODE = (".cpp", ".hpp", ".ts", ".tsx", ".py", ".mjs", ".css", ".cmake")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
ASSERTS = re.compile(r"\b(REQUIRE|CHECK|FAIL|RC_ASSERT|STATIC_REQUIRE)\w*\s*\(|\brc::(prop|check)\b")


def misplaced(names):
    tops = {name.split("/")[0] for name in names}
    return sorted(top for top in tops if not top.startswith(".") and top not in TOP_LEVEL)


def problems(name, code):
    found = []
    if name.endswith(CODE) and code.count("\n") > LINES_MAX:
        found.append(f"{name}: {code.count(chr(10))} lines, more than {LINES_MAX}: is it still one idea?")
    if name.endswith(CODE) and UNFINISHED.search(code):
        found.append(f"{name}: {UNFINISHED.search(code).group(0)} marks unfinished work")
    if name.startswith("tests/") and name.endswith(".cpp") and "TEST_CASE" in code and not ASSERTS.search(code):
        found.append(f"{name}: a test that cannot fail")
    return found


class TheRealTree(unittest.TestCase):
    def test_top_level_holds_what_the_design_names(self):
        self.assertEqual(misplaced(files()), [])

    def test_files_are_short_finished_and_tests_can_fail(self):
        found = [problem for name in files(*CODE) for problem in problems(name, text(name))]
        self.assertEqual(found, [], "\n" + "\n".join(found))


class BadTreesAreFound(unittest.TestCase):
    def test_each_kind(self):
        self.assertEqual(misplaced(["core/x.cpp", "src/x.cpp", ".ci/run"]), ["src"])
        self.assertEqual(len(problems("core/x.cpp", "\n" * 501)), 1)
        self.assertEqual(len(problems("core/x.cpp", "// TO" "DO later\n")), 1)
        self.assertEqual(len(problems("tests/x_test.cpp", 'TEST_CASE("x") { f(); }\n')), 1)
        self.assertEqual(problems("tests/x_test.cpp", 'TEST_CASE("x") { CHECK(f()); }\n'), [])


if __name__ == "__main__":
    unittest.main()
