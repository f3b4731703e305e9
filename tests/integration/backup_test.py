#!/usr/bin/env python3
"""Backups of a running server: taken under load, verified, restored with every acknowledged ticket; what is wrong is refused; and on a schedule."""
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

from server_process import BIN, SITE, check, demo_server, issue, read_log, verify


def tool(*arguments, fails=False):
    done = subprocess.run([str(BIN / "saduak-server"), *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    check((done.returncode != 0) == fails, f"{arguments}: exit code {done.returncode}: {done.stdout[-300:]} {done.stderr[-500:]}")
    if fails:
        print(f"refused: {done.stderr.strip().splitlines()[-1]}", flush=True)
    return done.stdout


def numbers(stage):
    return [event["body"]["number"] for event in read_log(stage) if event["type"] == "ticket.issued"]


def backup_under_load_and_restore():
    with demo_server() as stage:
        folder = stage.server_data.parent
        admin = stage.setup["tokens"]["admin"]
        hook = stage.request("POST", "/api/v1/webhooks", {"url": "https://hooks.example/queue"}, admin)
        check(hook.status == 201, f"a webhook: {hook.status} {hook.text}")
        acknowledged = []
        go_on = threading.Event()
        go_on.set()

        def client():
            while go_on.is_set():
                reply = issue(stage)
                if reply.status == 201:
                    acknowledged.append(reply.json()["number"])

        clients = [threading.Thread(target=client) for _ in range(4)]
        for thread in clients:
            thread.start()
        deadline = time.monotonic() + 60
        while len(acknowledged) < 30:
            check(time.monotonic() < deadline, "hardly any tickets were issued")
            time.sleep(0.02)
        before = list(acknowledged)
        report = json.loads(tool("backup", folder / "one.backup", "--data", stage.server_data, "--json"))
        go_on.clear()
        for thread in clients:
            thread.join()
        check(len(acknowledged) > len(before), "nobody was served while the backup was made")
        check(report["events"] == sum(head["seq"] for head in report["heads"]), f"the report is wrong: {report}")
        tool("backup", folder / "one.backup", "--data", stage.server_data, fails=True)
        tool("backup", folder / "nowhere" / "one.backup", "--data", stage.server_data, fails=True)
        tool("restore", folder / "one.backup", "--data", stage.server_data, fails=True)  # a server runs there
        stage.stop()
        tool("restore", folder / "one.backup", "--data", stage.server_data, fails=True)  # data are there
        damage(folder)

        tool("restore", folder / "one.backup", "--data", stage.server_data, "--force")
        kept = list(folder.glob("*.before-restore-1"))
        check(len(kept) == 1 and (kept[0] / "saduak.db").exists(), "what was there before is not kept")
        verify(stage)
        stage.serve()
        check(set(before) <= set(numbers(stage)), "an acknowledged ticket is not in the backup")
        check(issue(stage).status == 201, "the restored server gives no ticket")
        check(stage.request("GET", f"/api/v1/webhooks/{hook.json()['id']}", token=admin).status == 200, "the webhook was not in the backup")
        stage.stop()
        verify(stage)


def damage(folder):
    """A backup in which one event was changed is refused, and so is a file that is none."""
    bad = folder / "bad.backup"
    shutil.copy(folder / "one.backup", bad)
    database = sqlite3.connect(bad)
    changed = database.execute("UPDATE event SET body = replace(body, '\"A001\"', '\"A998\"') WHERE type = 'ticket.issued'")
    check(changed.rowcount > 0, "no event to change")
    database.commit()
    database.close()
    tool("restore", bad, "--data", folder / "elsewhere", fails=True)
    bad.write_bytes(b"no backup at all" * 100)
    tool("restore", bad, "--data", folder / "elsewhere", fails=True)
    check(not (folder / "elsewhere").exists(), "a refused restore left a folder")
    shutil.rmtree(folder / "elsewhere.restoring", ignore_errors=True)


def backups_on_a_schedule():
    with demo_server() as stage:
        issue(stage)
        stage.stop()
        folder = stage.server_data.parent / "backups"
        folder.mkdir()
        for day in range(1, 5):
            (folder / f"saduak-202601{day:02}T000000Z.backup").write_bytes(b"old")
        (stage.server_data / "server.toml").write_text(f'[serve]\nbackup_dir = "{folder}"\nbackup_every = "1d"\nbackup_keep = 2\n')
        stage.serve()
        deadline = time.monotonic() + 60
        while len(list(folder.glob("*.backup"))) != 2:
            check(time.monotonic() < deadline, f"no backup was made: {sorted(folder.iterdir())}")
            time.sleep(0.1)
        names = sorted(path.name for path in folder.glob("*.backup"))
        check(names[0] == "saduak-20260104T000000Z.backup", f"the wrong ones were deleted: {names}")
        stage.stop()
        tool("restore", folder / names[1], "--data", stage.server_data.parent / "copy")


if __name__ == "__main__":
    backup_under_load_and_restore()
    backups_on_a_schedule()
    sys.exit(0)
