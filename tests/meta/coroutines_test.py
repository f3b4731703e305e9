#!/usr/bin/env python3
"""g++ 12 destroys aggregate temporaries in a co_await expression twice: capturing lambdas, designated and braced lists.

They must be named before they are awaited (docs/ARCHITECTURE.md).
"""
import re
import unittest

from source_tree import CODE_FOLDERS, bare, files, line_of, text

# Braces around these are harmless: nothing in them has a destructor.
TRIVIAL = {"Millis", "Instant", "Date", "LocalTime", "Deadline", "Seq"}
CAPTURE = re.compile(r"(?<![\w\])])\[(?P<capture>[^\[\]]+)\]\s*(?=[({]|mutable\b|->)")
DESIGNATED = re.compile(r"\{\s*\.\w")
BARE_LIST = re.compile(r"[(,]\s*\{")
TYPED_LIST = re.compile(r"(?P<type>[A-Za-z_]\w*)\s*(?:<[^<>;]*>)?\s*\{\s*[^\s}]")


def only_references(capture):
    return all(part.strip().startswith("&") or part.strip() == "this" for part in capture.split(","))


def statement_around(code, at):
    """From the statement's beginning to its end, or to the block that follows an `if (co_await ...)`."""
    start = max(code.rfind(mark, 0, at) for mark in ";{}") + 1
    depth = 0
    for i in range(start, len(code)):
        mark = code[i]
        if mark in "([":
            depth += 1
        elif mark in ")]":
            depth -= 1
        elif mark == "{":
            before = code[start:i].rstrip()
            if depth == 0 and i > at and (before.endswith(")") and re.match(r"\s*(if|while|for|switch|else)\b", code[start:])):
                return code[start:i]
            depth += 1
        elif mark == "}":
            depth -= 1
        elif mark == ";" and depth <= 0:
            return code[start:i]
        if depth < 0 and i > at:
            return code[start:i]
    return code[start:]


def problems(name, code):
    code, found = bare(code), []
    for match in re.finditer(r"\bco_await\b", code):
        statement = statement_around(code, match.start())
        what = None
        if any(not only_references(lambda_.group("capture")) for lambda_ in CAPTURE.finditer(statement)):
            what = "a capturing lambda"
        elif DESIGNATED.search(statement):
            what = "a designated list"
        elif BARE_LIST.search(statement):
            what = "a braced list"
        elif any(typed.group("type") not in TRIVIAL for typed in TYPED_LIST.finditer(statement)):
            what = "a braced temporary"
        if what:
            found.append(f"{name}:{line_of(code, match.start())}: {what} in a co_await expression: name it first")
    return found


class TheRealTree(unittest.TestCase):
    def test_no_coroutine_awaits_an_unnamed_aggregate(self):
        names = files(".hpp", ".cpp", folders=(*CODE_FOLDERS, "tests"))
        self.assertTrue(any("co_await" in text(name) for name in names))
        found = [problem for name in names for problem in problems(name, text(name))]
        self.assertEqual(found, [], "\n" + "\n".join(found))


class BadCodeIsFound(unittest.TestCase):
    def check(self, code, count=1):
        self.assertEqual(len(problems("x.cpp", code)), count, code)

    def test_what_gcc_destroys_twice(self):
        self.check("Task<void> f() { co_await run([s] { s->go(); }); }")
        self.check("Task<void> f() { co_await run([p = std::move(p)]() mutable { p(); }); }")
        self.check("Task<void> f() { co_await connect({.host = h}); }")
        self.check("Task<void> f() { co_await connect(Options{.host = h}); }")
        self.check("Task<void> f() { auto x = co_await connect(Options{h, 3}, deadline); }")
        self.check("Task<void> f() { co_await send({a, b}); }")
        self.check("Task<void> f() { co_await send(std::vector<int>{a, b}); }")
        self.check("Task<void> f() { if (co_await send(Call{a})) { g(); } }")
        self.check("Task<void> f() { CO_TRY(auto x, co_await send(Call{a})); }")

    def test_what_is_harmless(self):
        self.check("Task<void> f() { auto job = [s] { s->go(); }; co_await run(std::move(job)); }", 0)
        self.check("Task<void> f() { Options o{.host = h}; co_await connect(o); }", 0)
        self.check("Task<void> f() { co_await sleep_for(Millis{20}); }", 0)
        self.check("Task<void> f() { co_await run([&x] { x.go(); }); }", 0)
        self.check("Task<void> f() { if (co_await ready()) { g({1, 2}); } }", 0)
        self.check("Task<void> f() { while (!(co_await ready())) { Options o{h}; } }", 0)
        self.check("Task<void> f() { values[i] = co_await read(); }", 0)
        self.check("// co_await run([s] {});", 0)


if __name__ == "__main__":
    unittest.main()
