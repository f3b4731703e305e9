#!/usr/bin/env python3
"""tl::expected does not warn where its error is dropped: every declaration in a header that returns one is [[nodiscard]]."""
import re
import unittest

from source_tree import CODE_FOLDERS, bare, files, line_of, text

RETURNS_ERROR = re.compile(
    r"^(?P<before>[^\n;{}()=]*?)(?:(?:\w+::)*\b(?:Task|awaitable)\s*<\s*)?\b(?:Status|Decided|Result\s*<[^;={}]*>)\s*>?\s+"
    r"(?P<name>(?:\w+::)*\w+)\s*\(", re.M)
NO_DECLARATION = re.compile(r"\b(using|return|typedef|std::function|friend class)\b|#|<\s*$")


def problems(name, code):
    code, found = bare(code), []
    for match in RETURNS_ERROR.finditer(code):
        before = match.group("before")
        previous = code[: match.start()].rstrip().rsplit("\n", 1)[-1]
        if NO_DECLARATION.search(before) or "[[nodiscard]]" in before or previous.endswith("[[nodiscard]]"):
            continue
        found.append(f"{name}:{line_of(code, match.start('name'))}: {match.group('name')} returns a result and is not [[nodiscard]]")
    return found


class TheRealTree(unittest.TestCase):
    def test_every_result_in_a_header_is_nodiscard(self):
        names = files(".hpp", folders=CODE_FOLDERS)
        found = [problem for name in names for problem in problems(name, text(name))]
        self.assertEqual(found, [], "\n" + "\n".join(found))


class BadCodeIsFound(unittest.TestCase):
    def check(self, code, count):
        self.assertEqual(len(problems("x.hpp", code)), count, code)

    def test_unmarked_declarations(self):
        self.check("Status close();", 1)
        self.check("    static Result<int> open(std::string path);", 1)
        self.check("    virtual Result<std::vector<int>> list() = 0;", 1)
        self.check("Task<Result<Reply>> send(Call call);", 1)
        self.check("Task<Status> send(Call call);", 1)
        self.check("inline Status check(int x) { return {}; }", 1)
        self.check("Decided decide(State const& state);", 1)

    def test_marked_ones_and_other_things(self):
        self.check("[[nodiscard]] Status close();", 0)
        self.check("[[nodiscard]]\nResult<int> open();", 0)
        self.check("[[nodiscard]] virtual Task<Result<Reply>> send(Call call) = 0;", 0)
        self.check("using Status = Result<void>;", 0)
        self.check("Status status_;", 0)
        self.check("std::function<Result<int>()> action;", 0)
        self.check("void set(Status status);", 0)


if __name__ == "__main__":
    unittest.main()
