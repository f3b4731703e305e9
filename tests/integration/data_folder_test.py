#!/usr/bin/env python3
"""A data folder has one owner, and a server that may not write to it says so instead of starting."""
import os
import shutil
import subprocess
import sys

from server_process import BIN, check, demo_server, issue, temporary_folder

NOBODY = 65534


def one_line_refusal(arguments, what, **options):
    done = subprocess.run(list(map(str, arguments)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=30, **options)
    check(done.returncode == 1, f"{what}: exit code {done.returncode}, not 1; {done.stdout[-300:]} {done.stderr[-300:]}")
    check(done.stderr.strip(), f"{what}: nothing on standard error says why")
    print(f"{what}: {done.stderr.strip().splitlines()[-1]}", flush=True)


def second_server_is_refused():
    with demo_server() as stage:
        serve = [BIN / "saduak-server", "serve", "--data", stage.server_data, "--http", "127.0.0.1:0", "--device", "127.0.0.1:0"]
        one_line_refusal(serve, "a second server on the folder")
        check(issue(stage).status == 201, "the first server was disturbed")


def read_only_folder_is_refused():
    with temporary_folder() as folder:
        # Root writes everywhere: an ordinary user must try, with its own copy of the program, wherever this checkout lies.
        as_user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.getuid() == 0 else []
        folder.chmod(0o755)
        program = shutil.copy(BIN / "saduak-server", folder / "saduak-server")
        data = folder / "data"
        data.mkdir()
        data.chmod(0o555)
        serve = [program, "serve", "--data", data, "--http", "127.0.0.1:0", "--device", "127.0.0.1:0"]
        one_line_refusal([*as_user, *serve], "a read-only folder")
        one_line_refusal([*as_user, program, "init", "--data", data], "init in a read-only folder")
        data.chmod(0o755)


if __name__ == "__main__":
    second_server_is_refused()
    read_only_folder_is_refused()
    sys.exit(0)
