"""The project's own files, and C++ text without comments and string contents. What the checkers of this folder share."""
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("core", "platform", "drivers", "kiosk", "server")


def files(*suffixes, folders=None):
    """Paths, relative to the root, of the files that belong to the project (git's view; else all but built ones)."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], capture_output=True, text=True)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    else:
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
        names = [name for name in names if not re.search(r"(^|/)(build|node_modules|dist|\.git|\.cache)/", name)]
    chosen = [name for name in names if not suffixes or name.endswith(suffixes)]
    return sorted(name for name in chosen if folders is None or name.split("/")[0] in folders)


def text(name):
    return (ROOT / name).read_text(encoding="utf-8")


TOKEN = re.compile(r'R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)


def bare(code):
    """C++ with comments blanked and string literals emptied; line numbers stay."""

    def blank(match):
        found = match.group(0)
        lines = "\n" * found.count("\n")
        return lines if found.startswith("/") else '""' + lines

    # Digit separators (1'000) would read as character literals.
    return TOKEN.sub(blank, re.sub(r"(?<=\d)'(?=\d)", "", code))


def line_of(code, offset):
    return code.count("\n", 0, offset) + 1
