#!/usr/bin/env python3
"""`saduak-kiosk printer probe` on a virtual printer: what it answers becomes a profile, the page a picture; flags go on working."""
import subprocess
import tomllib
import shutil

from server_process import BIN, check, temporary_folder


def kiosk(*arguments, answers=""):
    return subprocess.run([BIN / "saduak-kiosk", *map(str, arguments)], input=answers, capture_output=True, text=True, timeout=60)


def main():
    with temporary_folder() as folder:
        profile = folder / "found.toml"
        done = kiosk("printer", "probe", "--virtual-printer", folder / "paper", "--yes", "--out", profile)
        check(done.returncode == 0, done.stderr)
        found = tomllib.loads(profile.read_text())
        check(found["status_support"] == "automatic" and found["completion_check"] == "ordered_reply", found)
        check((found["width_dots"], found["dpi"], found["band_rows"], found["cutter"]) == (576, 203, 64, "partial"), found)
        check("nobody looked" in profile.read_text(), "a profile that nobody looked at says so")
        page = folder / "paper" / "ticket-0001.png"
        check(page.is_file(), "the test page is cut off")
        if shutil.which("zbarimg"):
            read = subprocess.run(["zbarimg", "-q", "--raw", page], capture_output=True, text=True).stdout.strip()
            check(read == "SADUAK virtual printer", f"the code on the page says {read!r}")

        # A person who saw something else; nonsense is asked again.
        done = kiosk("printer", "probe", "--virtual-printer", folder / "paper", answers="desk 3\n512\n45.2\n100\n128\nfull\n")
        check(done.returncode == 0, done.stderr)
        found = tomllib.loads(done.stdout)
        check(found["name"] == "desk 3" and (found["width_dots"], found["dpi"], found["band_rows"]) == (512, 180, 128), found)
        check(found["cutter"] == "full" and "that cannot be" in done.stderr, done.stderr)

        done = kiosk("printer", "probe", "--virtual-printer", folder / "paper", "--yes", "--width", 640)
        check(tomllib.loads(done.stdout)["width_dots"] == 640, done.stdout)

        # The printer that is written is one that a kiosk takes: the profile loads, the missing server is another matter.
        done = kiosk("printer", "probe", "--target", "usb:nonsense", "--yes")
        check(done.returncode == 1 and "is no printer" in done.stderr, done.stderr)
        for wrong in (["printer"], ["printer", "probe", "--width", "7"], ["printer", "probe", "--no-such-flag"], [], ["--headless"]):
            check(kiosk(*wrong).returncode == 2, f"wrong usage: {wrong}")
        done = kiosk("--config", folder / "none.toml", "--headless")
        check(done.returncode == 1 and "none.toml" in done.stderr, done.stderr)


main()
