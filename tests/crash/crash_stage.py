"""One data folder whose server is killed and started again on the same ports, under a load that outlives it."""
import json
import os
import queue
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "integration"))

from server_process import BIN, SITE, check  # noqa: E402

READY_S = 30
ANSWER_S = 60
POWER_CUT_EXIT = 86
KIOSKS = ("crash-kiosk-1", "crash-kiosk-2")


class NotExact(Exception):
    """What the log and what the clients were told do not agree on."""


def run(program, *arguments):
    done = subprocess.run([BIN / program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120)
    check(done.returncode == 0, f"{program} {' '.join(map(str, arguments))} ended with {done.returncode}: {(done.stderr or done.stdout)[-800:]}")
    return done.stdout


def make_template(folder):
    """A data folder with the demonstration's sites and two more kiosks, to be copied; and the secrets for it."""
    setup = json.loads(run("saduak-server", "init", "--demo", "--json", "--data", folder))
    devices = []
    for kiosk in KIOSKS:
        said = run("saduak-server", "device", "add", kiosk, "--site", SITE, "--role", "issue", "--data", folder)
        for prefix in ("A", "B"):  # numbers to give out while the server is away
            run("saduak-server", "range", "--site", SITE, "grant", "--prefix", prefix, "--size", 100, "--device", kiosk, "--data", folder)
        devices.append(f"{kiosk}:{said.split('key (shown once): ')[1].split()[0]}")
    return {"token": setup["tokens"]["admin"], "devices": devices}


def free_port():
    """Below the ports that the system gives to clients: one of those, trying again and again, would end up connected to itself."""
    while True:
        port = random.randint(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Lines:
    """The lines of a pipe, each waited for with a limit."""

    def __init__(self, pipe):
        self.lines = queue.Queue()
        threading.Thread(target=self._read, args=(pipe,), daemon=True).start()

    def _read(self, pipe):
        for line in pipe:
            self.lines.put(line)
        self.lines.put("")

    def next(self, seconds):
        """The next line; "" at the end, None where none came in time."""
        try:
            return self.lines.get(timeout=seconds)
        except queue.Empty:
            return None


class CrashStage:
    def __init__(self, folder, template, secrets):
        self.folder = folder
        self.data = folder / "server"
        shutil.copytree(template, self.data)
        self.http, self.device = (f"127.0.0.1:{free_port()}" for _ in range(2))
        self.secrets = secrets
        self.server = self.load = self.said = None
        self.faults_told = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in (self.load, self.server):
            if process and process.poll() is None:
                process.kill()
                process.wait()

    # --- the server

    def launch(self, plan=None):
        """Starts it and does not wait."""
        environment = {**os.environ, "SADUAK_FAULT": f"{plan} report={self.folder / 'faults'}"} if plan else None
        with open(self.folder / "server.log", "ab") as log:
            log.write(f"--- {plan or 'a sound disk'}\n".encode())
            log.flush()
            self.server = subprocess.Popen(
                [BIN / ("saduak-server-faulty" if plan else "saduak-server"), "serve", "--data", self.data, "--http", self.http, "--device", self.device],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True, env=environment)
        self.ready = Lines(self.server.stdout)

    def wait_ready(self):
        """False: it ended instead."""
        line = self.ready.next(READY_S)
        check(line is not None, f"the server was not ready within {READY_S} s")
        if not line:
            self.server.wait()
        return bool(line)

    def serve(self):
        self.launch()
        check(self.wait_ready(), f"the server did not start on a sound disk: {self.last_words()}")

    def kill(self):
        self.server.kill()
        self.server.wait()

    def ended(self, seconds):
        """Its exit code, where it ends in time by itself."""
        try:
            return self.server.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def stop(self):
        self.server.terminate()
        check(self.ended(20) == 0, f"told to stop, the server did not end well: {self.last_words()}")

    def last_words(self):
        return (self.folder / "server.log").read_text(errors="replace")[-600:]

    def faults(self):
        """The faults that have struck since last asked for."""
        path = self.folder / "faults"
        lines = path.read_text().splitlines() if path.exists() else []
        new = [json.loads(line) for line in lines[self.faults_told:]]
        self.faults_told = len(lines)
        return new

    # --- the load

    def start_load(self, clients=8, counters=6):
        devices = [word for device in self.secrets["devices"] for word in ("--device", device)]
        self.load = subprocess.Popen(
            [BIN / "saduak-load", "endure", "--url", f"http://{self.http}", "--token", self.secrets["token"], "--site", SITE, "--clients", str(clients),
             "--counters", str(counters), "--device-address", self.device, *devices],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=open(self.folder / "load.log", "ab"), text=True, bufsize=1)
        self.said = Lines(self.load.stdout)
        self.wait_devices(READY_S)

    def tell(self, word):
        self.load.stdin.write(word + "\n")

    def heard(self, seconds=ANSWER_S):
        line = self.said.next(seconds)
        if line is None:
            return None
        check(line, f"the load ended: {(self.folder / 'load.log').read_text()[-600:]}")
        return json.loads(line)

    def go(self):
        """Lets the load loose; how much was acknowledged until now."""
        self.tell("go")
        return self.heard()["acknowledged"]

    def wait_devices(self, seconds=1.0):
        """Until the kiosks are back, or the server is gone."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.server.poll() is None:
            self.tell("count")
            if self.heard()["devices_online"] == len(KIOSKS):
                return
            time.sleep(0.01)

    def go_well(self):
        """Returns once the load has been answered something new."""
        before = self.go()
        deadline = time.monotonic() + ANSWER_S
        while True:
            self.tell("count")
            if self.heard()["acknowledged"] > before:
                return
            check(time.monotonic() < deadline, f"nothing was acknowledged within {ANSWER_S} s: {self.last_words()}")
            time.sleep(0.01)

    def check(self):
        """Every request answered and the log read back: the verdict, which is exact. A server whose power fails meanwhile is started again."""
        self.tell("check")
        deadline = time.monotonic() + ANSWER_S
        while (verdict := self.heard(0.05)) is None:
            check(time.monotonic() < deadline, "the load did not say what it found")
            if self.server.poll() is not None:
                check(self.server.returncode == POWER_CUT_EXIT, f"the server ended with {self.server.returncode}: {self.last_words()}")
                self.serve()
        if not verdict["exact"]:
            raise NotExact(json.dumps(verdict))
        return verdict

    def finish(self):
        """The end of a chain of points: a stop in good order, and `verify` agrees."""
        self.load.stdin.close()
        check(self.load.wait(20) == 0, f"the load ended with {self.load.returncode}: {(self.folder / 'load.log').read_text()[-600:]}")
        self.stop()
        run("saduak-server", "verify", "--data", self.data)
