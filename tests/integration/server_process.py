"""What the process tests share: the programs' folder, a stage in a temporary folder, reading the log, skipping aloud."""
import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

BIN = Path(os.environ["SADUAK_BIN"])
SOURCE = Path(os.environ["SADUAK_SOURCE_DIR"])
sys.path.insert(0, str(SOURCE / "assets" / "demo"))

import stage as demo_stage  # noqa: E402
from stage import StageError  # noqa: E402,F401  (re-exported)

from exchanges import record  # noqa: E402

SITE = "hall"


class Stage(demo_stage.Stage):
    """A stage whose exchanges with the API are kept for the contract's test. The demonstration is made once a program: each stage begins with a
    copy of it, because its dozen password hashes take seconds."""

    _made = None

    def init(self):
        if self.server_data.exists() or (self.data / "demo.json").exists():
            return super().init()
        if Stage._made is None:
            Stage._made = Path(tempfile.mkdtemp(prefix="saduak-demo-"))
            atexit.register(shutil.rmtree, Stage._made, ignore_errors=True)
            demo_stage.Stage(self.bin, Stage._made).init()
        self.data.mkdir(parents=True, exist_ok=True)
        shutil.copytree(Stage._made / "server", self.server_data)
        shutil.copy(Stage._made / "demo.json", self.data / "demo.json")
        return super().init()

    def request(self, method, path, body=None, token=None, key=None):
        answer = super().request(method, path, body, token, key)
        sent = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        record(method, path, sent, answer.status, answer.content_type, answer.text.encode())
        return answer


@contextmanager
def temporary_folder():
    """Removed at the end; kept, and named, when the test failed."""
    folder = Path(tempfile.mkdtemp(prefix="saduak-test-"))
    try:
        yield folder
    except BaseException:
        print(f"kept for a look: {folder}", file=sys.stderr)
        raise
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def demo_server(**stage_options):
    with temporary_folder() as folder, Stage(BIN, folder, **stage_options) as stage:
        stage.init()
        stage.serve()
        yield stage


def skip(reason):
    print(f"SKIPPED: {reason}")
    sys.exit(77)


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def read_log(stage, site=SITE):
    """Every event of the site, checked to be without gaps."""
    events, after = [], 0
    while True:
        reply = stage.request("GET", f"/api/v1/sites/{site}/events?after={after}", token=stage.setup["tokens"]["admin"])
        check(reply.status == 200, f"reading the log: {reply.status} {reply.text[:300]}")
        page = [json.loads(line) for line in reply.text.splitlines() if line]
        if not page:
            break
        events += page
        after = page[-1]["seq"]
    check([event["seq"] for event in events] == list(range(1, len(events) + 1)), "the log has a gap")
    return events


def issue(stage, service="id-card", key=None, site=SITE):
    return stage.request("POST", f"/api/v1/sites/{site}/tickets", {"service": service}, stage.setup["tokens"]["agent"], key)


def verify(stage):
    stage.run("saduak-server", "verify", "--data", stage.server_data)
