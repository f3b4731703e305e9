#!/usr/bin/env python3
"""Secrets: none in the repository, no comparison that tells by its time how much was right."""
import re
import subprocess
import unittest
from pathlib import Path

from server_process import SOURCE

# What only looks like one: tests that make their own, and documents that show the form.
LOOKS = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b|\bxox[baprs]-[A-Za-z0-9-]{10,}|\beyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}\.")
# A name of a secret on either side of == or !=: these are looked up by their hash, or compared by equal_secrets.
COMPARED = re.compile(r"\b(?:\w*(?:secret|token|cookie|csrf|password|key_sha256|code_sha256|signature|hmac)\w*)(?:\(\))?\s*[!=]=|[!=]=\s*\w*(?:secret|csrf|cookie|password|signature|hmac)\w*\b")
# end() is a place in a map, nullptr none at all; the rest are words about secrets, not secrets.
HARMLESS = re.compile(r"\.end\(\)|nullptr|string_view::npos|\.empty\(\)|Scope::|Errc::|Refusal::|policy|token\.id|integration\.id|kRotate|secret_name|Transport::|\.size\(\)")


def files(*patterns):
    named = subprocess.run(["git", "ls-files", *patterns], cwd=SOURCE, capture_output=True, text=True)
    if named.returncode == 0 and named.stdout:
        return [SOURCE / name for name in named.stdout.splitlines() if (SOURCE / name).is_file()]
    return [path for pattern in patterns or ("*",) for path in SOURCE.rglob(Path(pattern).name)
            if path.is_file() and not {"build", "node_modules", ".git"} & set(path.parts)]


class RepositoryTest(unittest.TestCase):
    def test_no_file_holds_what_looks_like_a_secret(self):
        found = [str(path.relative_to(SOURCE)) for path in files() if path.suffix != ".png" and LOOKS.search(path.read_bytes())]
        self.assertEqual(found, [])

    def test_the_search_finds_a_planted_one(self):
        self.assertTrue(LOOKS.search(b"-----BEGIN " + b"EC PRIVATE KEY-----\n"))
        self.assertTrue(COMPARED.search("if (session.csrf == request.csrf)"))
        self.assertTrue(COMPARED.search("return sent != secret_;"))

    def test_secrets_are_not_compared_byte_by_byte(self):
        found = []
        for path in files("server/auth/*.cpp", "server/http/*.cpp", "server/notify/*.cpp", "server/device/*.cpp", "server/setup/first_run.cpp"):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                code = line.split("//")[0]
                if COMPARED.search(code) and not HARMLESS.search(code):
                    found.append(f"{path.relative_to(SOURCE)}:{number}: {code.strip()}")
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
