#!/usr/bin/env python3
"""A client that an npm tool generates from the served description takes a ticket, calls, finishes and rates it."""
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(os.environ["SADUAK_SOURCE_DIR"]) / "tests" / "integration"))
from server_process import check, demo_server, read_log, skip, temporary_folder, verify  # noqa: E402

NODE = os.environ["SADUAK_NODE"]
HERE = Path(__file__).resolve().parent


def main():
    with demo_server() as stage, temporary_folder() as folder:
        description = folder / "openapi.json"
        description.write_text(stage.request("GET", "/api/v1/openapi.json").text)
        environment = {**os.environ, "SADUAK_URL": stage.addresses["http"], "SADUAK_TOKEN": stage.setup["tokens"]["admin"]}
        run = subprocess.run([NODE, HERE / "generated_client.mjs", description, folder], env=environment, capture_output=True, text=True, timeout=280)
        if run.returncode == 77:
            skip(run.stdout.strip())
        check(run.returncode == 0, f"the generated client failed: {run.stdout[-4000:]}{run.stderr[-1500:]}")
        visit = json.loads(run.stdout.strip().splitlines()[-1])
        check(visit["state"] == "finished" and visit["may_rate"] is False, f"the visit ended as {visit}")
        events = read_log(stage, visit["site"])
        of_ticket = [event["type"] for event in events if event.get("ticket") == visit["ticket"]]
        check(of_ticket == ["ticket.issued", "ticket.called", "ticket.started", "ticket.finished"], f"the log has {of_ticket}")
        check(any(event["type"].startswith("rating.") for event in events), "the log has no rating")
        verify(stage)
        print(f"{visit['number']}: {' '.join(of_ticket)}, rated")


main()
