"""The HTTP port under load: durable tickets against nginx, live views with some that never read, the memory of idle TLS connections."""
import asyncio
import base64
import json
import os
import resource
import shutil
import socket
import ssl
import statistics
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from stage import Stage, say

REPEATS = 5
SECONDS = 3
SITE = "hall"

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 2048; }}
http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
server {{ listen 127.0.0.1:{port}; location / {{ default_type application/json; return 200 '{{"status":"ok","what":"as long as a short answer"}}'; }} }} }}
"""

LUA = """
local thread_count = 0
function setup(thread) thread:set("id", thread_count); thread_count = thread_count + 1 end
local n = 0
local prefix = tostring(os.time()) .. "-" .. string.format("%d", {seed})
function request()
  n = n + 1
  return wrk.format("POST", "/api/v1/sites/{site}/tickets", {{["Authorization"] = "Bearer {token}", ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = prefix .. "-" .. id .. "-" .. n}}, '{{"service":"id-card"}}')
end
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wrk(url, connections, script=None):
    """Requests a second, and those that were not answered by 2xx."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency", *(["-s", script] if script else []), url]
    printed = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
    rate = float(next(line for line in printed.splitlines() if line.startswith("Requests/sec")).split()[1])
    bad = next((int(line.split()[-1]) for line in printed.splitlines() if "Non-2xx" in line), 0)
    p99 = next(line.split()[1] for line in printed.splitlines() if line.strip().startswith("99%"))
    return rate, bad, p99


def duplicates(stage):
    """(tickets in the log, numbers that were given twice)."""
    numbers, after = [], 0
    while True:
        page = stage.request("GET", f"/api/v1/sites/{SITE}/events?after={after}", token=stage.setup["tokens"]["admin"]).text.splitlines()
        if not page:
            return len(numbers), len(numbers) - len(set(numbers))
        events = [json.loads(line) for line in page]
        numbers += [event["body"]["number"] for event in events if event["type"] == "ticket.issued"]
        after = events[-1]["seq"]


def bench_issue(programs, report, scratch):
    """Durable tickets over HTTP with a token against nginx's `return 200`, the same client for both, at 32 and at 256 connections."""
    if not shutil.which("nginx") or not shutil.which("wrk"):
        say("SKIPPED: issue needs the packages nginx-light and wrk")
        return
    folder = Path(tempfile.mkdtemp(dir=scratch))
    port = free_port()
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    with subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-p", folder], stderr=subprocess.DEVNULL) as nginx:
        time.sleep(0.5)
        for repeat in range(1, REPEATS + 1):
            for connections in (32, 256):
                rate, _, p99 = wrk(f"http://127.0.0.1:{port}/", connections)
                report.measured(f"issue {connections}", "nginx return 200", repeat, rate, "requests/s", p99=p99)
                with Stage(programs, folder / f"stage-{repeat}-{connections}") as stage:
                    stage.init()
                    stage.serve()
                    script = folder / "issue.lua"
                    script.write_text(LUA.format(seed=repeat * 1000 + connections, site=SITE, token=stage.setup["tokens"]["agent"]))
                    rate, bad, p99 = wrk(stage.addresses["http"], connections, script)
                    issued, twice = duplicates(stage)
                report.measured(f"issue {connections}", "server", repeat, rate, "tickets/s", p99=p99, issued=issued, duplicates=twice, refused=bad)
                if twice or bad:
                    raise RuntimeError(f"{twice} numbers were given twice, {bad} requests were refused")
        nginx.terminate()
    for connections in (32, 256):
        report.ratio(f"issue {connections}", "server", "nginx return 200", 0.5, "higher")


def resident_kib(pid, what="RssAnon"):
    return int(next(line for line in open(f"/proc/{pid}/status") if line.startswith(what + ":")).split()[1])


async def watch(address, site, number, stalled, first):
    """One display; a stalled one never reads what comes after the handshake."""
    reader, writer = await asyncio.open_connection(*address, limit=1 << 20)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(f"GET /api/v1/live?site={site}&view=display HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 f"Sec-WebSocket-Key: {key}\r\n\r\n".encode())
    await reader.readuntil(b"\r\n\r\n")
    if stalled:
        reader._transport.pause_reading()
        return writer, None
    async def read():
        while True:
            first, second = await reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                size = struct.unpack(">H", await reader.readexactly(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", await reader.readexactly(8))[0]
            await reader.readexactly(size)
            first.setdefault(number, time.perf_counter())  # what comes later tells of something else
    return writer, asyncio.ensure_future(read())


async def fan_out(stage, subscribers, stalled, updates):
    """The p99 of the time from an update's request to its arrival, over all who read; and the server's memory."""
    address = (urlsplit(stage.addresses["http"]).hostname, urlsplit(stage.addresses["http"]).port)
    first = {}
    watchers = [await watch(address, SITE, i, i < stalled, first) for i in range(subscribers)]
    await asyncio.sleep(1.5)
    delays = []
    loop = asyncio.get_event_loop()
    for _ in range(updates):
        first.clear()
        began = time.perf_counter()
        await loop.run_in_executor(None, stage.request, "POST", f"/api/v1/sites/{SITE}/tickets", {"service": "id-card"}, stage.setup["tokens"]["agent"])
        await asyncio.sleep(0.6)
        delays += [(at - began) * 1000 for at in first.values()]
    memory = resident_kib(stage.server.pid)
    for writer, task in watchers:
        if task:
            task.cancel()
        writer.close()
    delays.sort()
    return delays[int(len(delays) * 0.99)], len(delays), memory


def bench_fanout(programs, report, scratch):
    """1,000 displays of a site, one in a hundred of which never reads, against the same without: p99 of an update's way to the others."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    with Stage(programs, Path(tempfile.mkdtemp(dir=scratch)) / "stage") as stage:
        stage.init()
        stage.serve()
        for repeat in range(1, REPEATS + 1):
            for arm, stalled in (("all read", 0), ("1% stalled", 10)):
                p99, deliveries, memory = asyncio.run(fan_out(stage, 1000, stalled, 20))
                report.measured("fanout", arm, repeat, p99, "ms p99", n=deliveries, rss_kib=memory)
    report.ratio("fanout", "1% stalled", "all read", 1.5, "lower")


def bench_idle_tls(programs, report, scratch):
    """Server memory of a TLS connection that rests after a request: the slope from 100 to 2,000 connections."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    context = ssl._create_unverified_context()
    for repeat in range(1, 4):
        with Stage(programs, Path(tempfile.mkdtemp(dir=scratch)) / "stage") as stage:
            stage.init()
            (stage.server_data / "server.toml").write_text("[limits]\nconnections_per_address = 100000\n")
            stage.serve(http="0.0.0.0:0")  # TLS, as every address but loopback
            port = urlsplit(stage.addresses["http"]).port
            held, at = [], {}
            for count in (100, 2000):
                while len(held) < count:
                    one = context.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=10))
                    one.sendall(b"GET /healthz HTTP/1.1\r\nHost: hall\r\n\r\n")
                    one.recv(4096)
                    held.append(one)
                time.sleep(1)
                at[count] = resident_kib(stage.server.pid)
            report.measured("idle_tls", "connection", repeat, (at[2000] - at[100]) / 1900, "KiB", n=1900)
            for one in held:
                one.close()
    report.absolute("idle_tls", "connection", 80, "KiB", "at most 80 KiB of an idle TLS connection")
