"""The demonstration's processes: a data folder, the server, kiosks, and requests to the API. Standard library only."""
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path


class StageError(Exception):
    """What went wrong, in words for the person at the terminal."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def last_lines(path, count=5):
    try:
        return "\n".join(Path(path).read_text(errors="replace").splitlines()[-count:])
    except OSError:
        return ""


class Answer:
    def __init__(self, status, text, content_type=""):
        self.status, self.text, self.content_type = status, text, content_type

    def json(self):
        return json.loads(self.text)


class Stage:
    """One data folder with its server. Use as a context manager: leaving it stops every process that it started."""

    def __init__(self, bin_dir, data_dir, server_data=None):
        self.bin = Path(bin_dir).resolve()
        self.data = Path(data_dir).resolve()
        self.server_data = Path(server_data).resolve() if server_data else self.data / "server"
        self.setup = {}
        self.addresses = {}
        self.server = None
        self._children = []  # (name, process), in the order of their start

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def init(self):
        """Makes the demonstration's sites, users and devices, or takes those that an earlier start made."""
        kept = self.data / "demo.json"
        if kept.exists():
            self.setup = json.loads(kept.read_text())
            return
        self.data.mkdir(parents=True, exist_ok=True)
        done = self.run("saduak-server", "init", "--demo", "--json", "--data", self.server_data)
        self.setup = json.loads(done)
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)  # it holds secrets, if only of a demonstration
        with os.fdopen(descriptor, "w") as file:
            file.write(done)

    def run(self, program, *arguments, timeout=60):
        """Runs a program to its end and returns what it printed."""
        done = subprocess.run([self.bin / program, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout)
        if done.returncode != 0:
            raise StageError(f"{program} {arguments[0]} ended with {done.returncode}: {(done.stderr or done.stdout).strip()[-800:]}")
        return done.stdout

    def start(self, name, program, *arguments, stdout=subprocess.PIPE):
        """Starts a program; its messages go to NAME.log in the data folder."""
        log = open(self.data / f"{name}.log", "ab")
        process = subprocess.Popen([self.bin / program, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=stdout, stderr=log, text=True)
        log.close()
        self._children.append((name, process))
        return process

    def serve(self, *arguments, http="127.0.0.1:0", device="127.0.0.1:0"):
        server = self.start("server", "saduak-server", "serve", "--data", self.server_data, "--http", http, "--device", device, *arguments)
        line = read_line(server.stdout, 30)
        if not line:
            raise StageError(f"the server did not become ready: {last_lines(self.data / 'server.log')}")
        self.addresses = json.loads(line)
        self.server = server

    def device(self, role, site):
        for device in self.setup["devices"]:
            if device["site"] == site and device["role"] == role:
                return device
        raise StageError(f"the demonstration has no device with role {role} at site {site}")

    def kiosk_config(self, device, window_width=1080, window_height=1920):
        """Writes the configuration of a demonstration device and returns its path."""
        path = self.data / f"{device['id']}.toml"
        fingerprint = self.addresses["fingerprint"] if self.addresses["device_tls"] else ""  # plain on loopback
        text = f"""# Made by the demonstration.
[server]
address = "{self.addresses['device']}"
fingerprint = "{fingerprint}"

[device]
id = "{device['id']}"
key = "{device['key']}"
role = "{device['role']}"

[kiosk]
data = "{self.data / device['id']}"
language = "th"

[screen]
width = {window_width}
height = {window_height}
px_per_mm = {window_width / 270:.2f}

[printer]
kind = "{'none' if device['role'] == 'rate' else 'virtual'}"
folder = "{self.data / 'tickets'}"
"""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        return path

    def start_kiosk(self, device, *arguments, stdout=subprocess.PIPE, **screen):
        return self.start(device["id"], "saduak-kiosk", "--config", self.kiosk_config(device, **screen), *arguments, stdout=stdout)

    def request(self, method, path, body=None, token=None, key=None):
        """One request to the API. Any status is an answer; a POST gets a fresh Idempotency-Key unless `key` is given."""
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if method == "POST":
            headers["Idempotency-Key"] = key or secrets.token_hex(16)
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.addresses["http"] + path, data=data, headers=headers, method=method)
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(request, timeout=15) as response:
                return Answer(response.status, response.read().decode(), response.headers.get("Content-Type", ""))
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode(errors="replace"), error.headers.get("Content-Type", ""))

    def stop(self):
        """Stops what runs, the last started first; says which process had to be killed."""
        for name, process in reversed(self._children):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    say(f"{name} did not stop and was killed")
                    process.kill()
                    process.wait()
            if process.stdout:
                process.stdout.close()
        self._children.clear()


def read_line(stream, seconds):
    """The next line, or nothing where none comes in time."""
    lines = []
    reader = threading.Thread(target=lambda: lines.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(seconds)
    return lines[0] if lines else ""
