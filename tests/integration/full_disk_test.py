#!/usr/bin/env python3
"""A full disk: the server acknowledges nothing that it did not keep, says so, and goes on when there is room again."""
import os
import subprocess
import sys
import time

from server_process import BIN, Stage, check, issue, read_log, skip, temporary_folder, verify

DISK_BYTES = 6 * 1024 * 1024
TICKETS_MAX = 50_000


def fill(disk, spare):
    """Files that take what is left, but for `spare` bytes."""
    free = os.statvfs(disk)
    with open(disk / f"filler-{time.monotonic_ns()}", "wb", buffering=0) as file:
        try:
            file.write(b"\0" * max(free.f_bavail * free.f_frsize - spare, 0))
        except OSError:
            pass  # fuller than it looked: all the better


def issue_until_refused(stage, acknowledged):
    for _ in range(TICKETS_MAX):
        reply = issue(stage)
        if reply.status != 201:
            return reply
        acknowledged[reply.json()["id"]] = reply.json()["number"]
    raise AssertionError("the disk never became full")


def run(disk):
    with temporary_folder() as folder, Stage(BIN, folder, server_data=disk / "server") as stage:
        stage.init()
        # Without the guard that stops in time: this is what happens where another program takes the last block.
        (disk / "server" / "server.toml").write_text("[limits]\ndisk_warn_mb = 0\ndisk_floor_mb = 0\n")
        stage.serve()
        acknowledged = {}
        fill(disk, 256 * 1024)
        refusal = issue_until_refused(stage, acknowledged)
        check(refusal.status == 503, f"a full disk was answered {refusal.status} {refusal.text[:200]}")
        # The store may find room once more by tidying its own files: take that too.
        deadline = time.monotonic() + 20
        while stage.request("GET", "/readyz").status != 503:
            check(time.monotonic() < deadline, "with a full disk the server says that it is ready")
            fill(disk, 0)
            issue_until_refused(stage, acknowledged)
        print(f"{len(acknowledged)} acknowledged, then: {refusal.text[:160]}", flush=True)

        for filler in disk.glob("filler-*"):
            filler.unlink()
        deadline = time.monotonic() + 20
        reply = issue(stage)
        while reply.status != 201 and time.monotonic() < deadline:
            time.sleep(0.2)
            reply = issue(stage)
        check(reply.status == 201, f"with room again: {reply.status} {reply.text[:200]}")
        check(stage.request("GET", "/readyz").status == 200, "with room again the server is not ready")
        acknowledged[reply.json()["id"]] = reply.json()["number"]

        issued = {event["ticket"]: event["body"]["number"] for event in read_log(stage) if event["type"] == "ticket.issued"}
        check(all(issued.get(ticket) == number for ticket, number in acknowledged.items()), "an acknowledged ticket is not in the log")
        check(len(set(issued.values())) == len(issued), "a number was given twice")
        stage.stop()
        verify(stage)


def main():
    if os.getuid() != 0:
        skip("only root can mount the small disk that this test fills")
    with temporary_folder() as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", folder], stderr=subprocess.PIPE, text=True)
        if mounted.returncode != 0:
            skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
        try:
            run(folder)
        finally:
            subprocess.run(["umount", folder], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
