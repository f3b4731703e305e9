#!/usr/bin/env python3
"""Number ranges and reserve cards from the command line: set aside, printed, read back off the paper, skipped online, accounted for."""
import json
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from datetime import datetime, timedelta, timezone

from server_process import BIN, Stage, check, issue, skip, temporary_folder

BANGKOK = timezone(timedelta(hours=7))


def run(stage, *arguments):
    return subprocess.run([str(BIN / "saduak-server"), *map(str, arguments), "--data", str(stage.server_data)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=60)


def done(stage, *arguments):
    result = run(stage, *arguments)
    check(result.returncode == 0, f"{arguments}: exit code {result.returncode}: {result.stderr}")
    return result.stdout


def refused(stage, words, *arguments, code=1):
    result = run(stage, *arguments)
    check(result.returncode == code, f"{arguments}: exit code {result.returncode}, not {code}")
    check(words in result.stderr, f"{arguments}: {result.stderr!r} does not say {words!r}")


def tool(*arguments):
    return subprocess.run(list(map(str, arguments)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120).stdout.decode()


def text_of(pdf):
    """Without white space and normalised: how lines were broken, and how marks are put together, is nobody's business."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", tool("pdftotext", "-raw", pdf, "-")))


def cards_are_printed(stage):
    first, again = stage.data / "cards.pdf", stage.data / "again.pdf"
    refused(stage, "--grant", "reserve-cards", "--site", "hall", "--service", "id-card", "--count", 23, first)
    check(not first.exists(), "a refused command wrote a file")
    out = done(stage, "reserve-cards", "--site", "hall", "--service", "id-card", "--count", 23, "--grant", first)
    check("A977 to A999" in out and "3 sheets" in out, out)
    out = done(stage, "reserve-cards", "--site", "hall", "--prefix", "A", "--count", 23, "--grant", again)
    check("destroy the older cards" in out, f"a second print without a warning: {out}")
    check(first.read_bytes() == again.read_bytes(), "the same cards are another file")
    expected = [f"A{n}" for n in range(977, 1000)]
    words = text_of(first)
    found = Counter(re.findall(r"A\d{3,}", words))
    check(found == Counter(expected), f"numbers on the cards: {found}")
    for thai in ("บัตรคิวสำรอง", "ใช้เมื่อตู้ออกบัตรคิวหรือไฟฟ้าขัดข้อง", "รับบัตรเวลา", "เรียกเวลา", "ข้อมูลตัวอย่าง(DEMO)", "บัตรประจำตัวประชาชน"):
        check(words.count(thai) >= 23, f"{thai} is {words.count(thai)} times on 23 cards")
    for english in ("Reservecard", "Usedwhentheticketkioskorthepowerfails.", "Takenat", "Calledat", "Sampledata(DEMO)"):
        check(words.count(english) == 23, f"{english} is {words.count(english)} times on 23 cards")
    tool("pdftoppm", "-r", 120, "-gray", "-png", first, stage.data / "sheet")
    sheets = sorted(stage.data.glob("sheet-*.png"))
    check(len(sheets) == 3, f"{len(sheets)} sheets")
    codes = tool("zbarimg", "-q", "--raw", *sheets).split()
    check(sorted(codes) == [f"SADUAK:hall:{number}" for number in expected], f"codes on the cards: {codes}")
    done(stage, "reserve-cards", "--site", "hall", "--prefix", "A", "--first", 990, "--count", 2, again)
    check(re.findall(r"A\d{3,}", text_of(again)) == ["A990", "A991"], "a reprint of two cards")
    refused(stage, "A977 to A999", "reserve-cards", "--site", "hall", "--prefix", "A", "--first", 5, again)
    refused(stage, "no service nothing", "reserve-cards", "--site", "hall", "--service", "nothing", again)
    refused(stage, "cannot write", "reserve-cards", "--site", "hall", "--prefix", "A", stage.data / "no" / "such.pdf")


def ranges_stand(stage):
    kiosk = stage.device("issue", "hall")["id"]
    refused(stage, "no device", "range", "--site", "hall", "grant", "--prefix", "A", "--device", "nobody")
    refused(stage, "--device NAME, or --cards", "range", "--site", "hall", "grant", "--prefix", "A")
    refused(stage, "no site", "range", "--site", "nowhere", "list")
    done(stage, "range", "--site", "hall", "grant", "--prefix", "A", "--size", 500, "--cards")  # A477 to A976
    done(stage, "range", "--site", "hall", "grant", "--prefix", "A", "--size", 474, "--device", kiosk)  # A003 to A476
    listed = [line.split("\t") for line in done(stage, "range", "--site", "hall", "list").splitlines()]
    check(listed == [["A", "A003", "A476", f"kiosk {kiosk}", "standing"], ["A", "A477", "A976", "reserve cards", "standing"],
                     ["A", "A977", "A999", "reserve cards", "standing"]], f"{listed}")
    refused(stage, "withdraw", "range", "--site", "hall", "release", "--prefix", "A", "--first", 3)
    refused(stage, "no range", "range", "--site", "hall", "withdraw", "--prefix", "A", "--first", 4)
    return kiosk


def cards_are_typed_in(stage):
    """One whose citizen still waits, one that was served while the power was out; each once."""
    taken = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")  # whole seconds: not after now
    token, site = stage.setup["tokens"]["agent"], "/api/v1/sites/hall"
    ticket = {"service": "id-card", "number": "A977", "taken_at": taken}
    visit = {"service": "id-card", "number": "A978", "taken_at": taken, "called_at": taken, "finished_at": taken}
    for key, path, body in (("t", "tickets", ticket), ("v", "visits", visit)):
        reply = stage.request("POST", f"{site}/{path}", body, token, f"{key}1")
        check(reply.status == 201, f"{path}: {reply.status} {reply.text}")
        again = stage.request("POST", f"{site}/{path}", body, token, f"{key}2")
        check(again.status == 409 and "number_taken" in again.text, f"{path} again: {again.status} {again.text}")


def online_numbers_go_round(stage, kiosk):
    stage.serve()
    refused(stage, "saduak-server", "range", "--site", "hall", "withdraw", "--prefix", "A", "--first", 477)  # the server has the folder
    numbers = [issue(stage, key=f"n{i}").json()["number"] for i in range(4)]
    check(numbers == ["A001", "A002", "A1000", "A1001"], f"online numbers: {numbers}")
    cards_are_typed_in(stage)
    day = datetime.now(BANGKOK).date().isoformat()
    report = json.loads(done(stage, "gaps", "--site", "hall", "--day", day, "--json"))
    check((report["provisional"], report["revision"], report["awaiting"]) == (True, 1, [kiosk]), f"{report}")
    letter = next(prefix for prefix in report["prefixes"] if prefix["prefix"] == "A")
    check((letter["last"], letter["gaps"]) == (1001, []), f"{letter}")
    check([held["unused"] for held in letter["ranges"]] == [474, 500, 21], f"{letter}")
    check(letter["ranges"][2]["used"] == ["A977", "A978"], f"{letter}")
    stage.stop()
    return day


def ranges_come_back(stage, day):
    out = done(stage, "range", "--site", "hall", "withdraw", "--prefix", "A", "--first", 3)
    check("skips it until it is given back" in out, out)
    done(stage, "range", "--site", "hall", "release", "--prefix", "A", "--first", 3)
    done(stage, "range", "--site", "hall", "release", "--prefix", "A", "--first", 477)
    stage.serve()
    check(issue(stage, key="after").json()["number"] == "A1002", "numbering goes on where it was")
    stage.stop()
    table = done(stage, "gaps", "--site", "hall", "--day", day)
    check("provisional" in table and "no gaps" in table and "GAPS" not in table, table)
    check("range A003 to A476" in table and "474 unused" in table, table)
    refused(stage, "gave no tickets", "gaps", "--site", "hall", "--day", "2001-01-01")
    done(stage, "verify")


def main():
    for program in ("pdftotext", "pdftoppm", "zbarimg"):
        if not shutil.which(program):
            skip(f"{program} is not installed")
    with temporary_folder() as folder, Stage(BIN, folder) as stage:
        stage.init()
        cards_are_printed(stage)
        kiosk = ranges_stand(stage)
        day = online_numbers_go_round(stage, kiosk)
        ranges_come_back(stage, day)
    print("reserve cards read back off the paper; ranges skipped, given back and accounted for")


if __name__ == "__main__":
    main()
