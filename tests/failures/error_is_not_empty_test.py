#!/usr/bin/env python3
"""10. An error is never shown as nobody waiting: with a full disk, and at a site whose log is damaged, a counter that presses next is told what
is wrong, and so is who asks for the queue."""
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(os.environ["SADUAK_SOURCE_DIR"]) / "tests" / "integration"))
from server_process import SITE, Stage, BIN, check, issue, temporary_folder  # noqa: E402

NEXT = f"/api/v1/sites/{SITE}/counters/c1/next"
QUEUE = f"/api/v1/sites/{SITE}/queue"
DISK_BYTES = 6 * 1024 * 1024


def agent(stage):
    return stage.setup["tokens"]["agent"]


def post(stage, path, body=None):
    return stage.request("POST", path, body, agent(stage))


def must_say(reply, code, what):
    check(reply.status == 503, f"{what} was answered {reply.status} {reply.text[:200]!r}")
    check(reply.json()["code"] == code, f"{what}: {reply.text[:200]}")
    print(f"{what}: {reply.text[:120]}", flush=True)


def fill(disk):
    free = os.statvfs(disk)
    with open(disk / f"filler-{time.monotonic_ns()}", "wb", buffering=0) as file:
        try:
            file.write(b"\0" * (free.f_bavail * free.f_frsize))
        except OSError:
            pass  # fuller than it looked: all the better


def with_a_full_disk():
    if os.getuid() != 0:
        print("the full disk is left out: only root can mount the small one")
        return
    with temporary_folder() as disk:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", disk], stderr=subprocess.PIPE, text=True)
        if mounted.returncode != 0:
            print(f"the full disk is left out: no small disk can be mounted here: {mounted.stderr.strip()}")
            return
        try:
            with temporary_folder() as folder, Stage(BIN, folder, server_data=disk / "server") as stage:
                stage.init()
                # Without the guard that stops in time.
                (disk / "server" / "server.toml").write_text("[limits]\ndisk_warn_mb = 0\ndisk_floor_mb = 0\n")
                stage.serve()
                check(post(stage, f"/api/v1/sites/{SITE}/counters/c1/open").status == 200, "the counter does not open")
                numbers = [issue(stage).json()["number"] for _ in range(3)]
                deadline = time.monotonic() + 30
                # The store may find room once more by tidying its own files: take that too.
                while (reply := post(stage, f"/api/v1/sites/{SITE}/tickets", {"service": "id-card"})).status != 503:
                    check(time.monotonic() < deadline, "the disk never became full")
                    numbers.append(reply.json()["number"])
                    fill(disk)
                must_say(post(stage, NEXT), "retry", "next with a full disk")
                queue = [ticket["number"] for ticket in stage.request("GET", QUEUE, token=agent(stage)).json()["items"]]
                check(numbers[0] in queue, "whoever waited is not in the queue any more")
                for filler in disk.glob("filler-*"):
                    filler.unlink()
                deadline = time.monotonic() + 20
                while (called := post(stage, NEXT)).status == 503:
                    check(time.monotonic() < deadline, "with room again nobody can be called")
                    time.sleep(0.2)
                check(called.status == 200 and called.json()["ticket"]["number"] == numbers[0], f"after it: {called.status} {called.text[:200]}")
        finally:
            subprocess.run(["umount", disk], check=True)


def with_a_damaged_log():
    with temporary_folder() as folder:
        with Stage(BIN, folder) as stage:
            stage.init()
            stage.serve()
            check(post(stage, f"/api/v1/sites/{SITE}/counters/c1/open").status == 200, "the counter does not open")
            check(all(issue(stage).status == 201 for _ in range(3)), "no tickets")
            stage.stop()
        with sqlite3.connect(stage.server_data / "saduak.db") as database:
            changed = database.execute("UPDATE event SET type = 'nonsense' WHERE site = ? AND type = 'ticket.issued'", (SITE,)).rowcount
        database.close()
        check(changed == 3, f"{changed} events were damaged, not 3")
        with Stage(BIN, folder) as stage:
            stage.init()
            stage.serve()
            must_say(post(stage, NEXT), "read_only", "next at a site with a damaged log")
            must_say(stage.request("GET", QUEUE, token=agent(stage)), "read_only", "the queue of a site with a damaged log")


def main():
    with_a_damaged_log()
    with_a_full_disk()
    return 0


if __name__ == "__main__":
    sys.exit(main())
