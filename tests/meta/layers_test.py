#!/usr/bin/env python3
"""The house's rule of who may include whom (docs/ARCHITECTURE.md), read from the includes."""
import re
import unittest

from source_tree import CODE_FOLDERS, ROOT, bare, files, line_of, text

# Folder: the folders of ours that it may include besides itself. The longest folder that holds a file counts.
MAY_INCLUDE = {
    "core/base": [],
    "core/domain": ["core/base"],
    "core/metrics": ["core/base", "core/domain"],
    "core/standards": ["core/base", "core/domain", "core/metrics"],
    "core/wire": ["core/base", "core/domain"],
    "core/link": ["core/base", "core/domain", "core/wire"],
    "platform": ["core"],
    "drivers": ["core/base"],
    "kiosk": ["core", "platform", "drivers"],
    "server": ["core", "platform"],
}
# Libraries that only these folders may see.
LIBRARIES = {
    r"boost/json": ["core/wire", "core/link", "server", "kiosk", "platform"],
    r"boost/": ["platform", "server", "kiosk"],
    r"SDL|thai/|fontconfig/": ["kiosk"],
    r"libusb|png\.h": ["drivers", "kiosk"],
    r"qrencode": ["drivers", "server/reports", "server/http"],
    r"cjose/": ["server/auth"],
    r"pango/|cairo": ["server/reports"],
    r"curl/": ["platform"],
    r"sqlite3|openssl/|sodium|spdlog/": ["platform", "server", "kiosk"],
    r"CLI/|toml\+\+/": ["platform", "server", "kiosk", "drivers"],
}
# core/ is pure: no I/O, clock, thread or log.
IMPURE_HEADERS = re.compile(r"^(thread|mutex|shared_mutex|condition_variable|future|atomic|stop_token|semaphore|fstream|iostream|"
                            r"filesystem|ctime|time\.h|random|csignal|unistd\.h|fcntl\.h|sys/.*|poll\.h)$")
# <cstdio> is there for snprintf alone.
IMPURE_NAMES = re.compile(r"\b(system_clock|steady_clock|high_resolution_clock|getenv|fopen|fwrite|fputs|puts|f?printf|std::cout|std::cerr)\b")
LAST_WORDS = "core/base/assert.cpp"  # says what broke before it aborts
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def layer_of(name):
    fitting = [layer for layer in MAY_INCLUDE if name.startswith(layer + "/")]
    return max(fitting, key=len, default=None)


def under(name, folders):
    return any(name == folder or name.startswith(folder + "/") for folder in folders)


def problems(name, code):
    layer, found = layer_of(name), []
    for match in INCLUDE.finditer(code):
        kind, target = match.groups()
        where = f"{name}:{line_of(code, match.start())}"
        if kind == '"':
            if not (ROOT / target).is_file():
                found.append(f"{where}: \"{target}\" is not a path from the project's root")
            elif target.split("/")[0] not in CODE_FOLDERS:
                found.append(f"{where}: the product may not include \"{target}\"")
            elif layer and not under(target, [layer, *MAY_INCLUDE[layer]]):
                found.append(f"{where}: {layer} may not include \"{target}\"")
        else:
            for pattern, folders in LIBRARIES.items():
                if re.match(pattern, target):
                    if not under(name, folders):
                        found.append(f"{where}: <{target}> belongs to {', '.join(folders)}")
                    break
            if name.startswith("core/") and IMPURE_HEADERS.match(target):
                found.append(f"{where}: core is pure, <{target}> is not")
    if name.startswith("core/") and name != LAST_WORDS:
        code = bare(code)
        found += [f"{name}:{line_of(code, match.start())}: core is pure, {match.group(0)} is not" for match in IMPURE_NAMES.finditer(code)]
    return found


class TheRealTree(unittest.TestCase):
    def test_every_include_keeps_the_layers(self):
        names = files(".hpp", ".cpp", folders=CODE_FOLDERS)
        self.assertGreater(len(names), 50)
        found = [problem for name in names for problem in problems(name, text(name))]
        self.assertEqual(found, [], "\n" + "\n".join(found))


class BadCodeIsFound(unittest.TestCase):
    def check(self, name, line, count=1):
        self.assertEqual(len(problems(name, line + "\n")), count, line)

    def test_layers(self):
        self.check("core/base/x.hpp", '#include "core/domain/words.hpp"')
        self.check("core/domain/x.hpp", '#include "core/metrics/estimate.hpp"')
        self.check("drivers/x.hpp", '#include "core/domain/words.hpp"')
        self.check("platform/x.hpp", '#include "drivers/raster/png.hpp"')
        self.check("kiosk/x.hpp", '#include "server/engine/engine.hpp"')
        self.check("server/x.hpp", '#include "drivers/raster/png.hpp"')
        self.check("server/x.hpp", '#include "engine/engine.hpp"')
        self.check("server/x.hpp", '#include "tests/support/catch_main.cpp"')
        self.check("server/x.hpp", '#include "core/domain/words.hpp"', 0)

    def test_libraries_and_purity(self):
        self.check("core/wire/x.cpp", "#include <boost/asio/post.hpp>")
        self.check("core/wire/x.cpp", "#include <boost/json/value.hpp>", 0)
        self.check("core/domain/x.cpp", "#include <boost/json/value.hpp>")
        self.check("server/x.cpp", "#include <SDL.h>")
        self.check("server/http/x.cpp", "#include <pango/pangocairo.h>")
        self.check("server/reports/x.cpp", "#include <pango/pangocairo.h>", 0)
        self.check("core/base/x.cpp", "#include <thread>")
        self.check("core/base/x.cpp", "auto t = std::chrono::system_clock::now();")
        self.check("core/base/x.cpp", 'std::printf("x");')
        self.check("core/base/x.cpp", 'std::snprintf(text, size, "x");', 0)
        self.check("core/base/x.cpp", "// system_clock is not used here", 0)


if __name__ == "__main__":
    unittest.main()
