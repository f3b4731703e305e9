#!/usr/bin/env python3
"""The kiosk as a service: what it tells systemd, over a real socket, from its start to its end."""
import os
import signal
import socket
import subprocess
import time
import unittest

from server_process import BIN, SITE, check, demo_server


class WatchdogTest(unittest.TestCase):
    def kiosk(self, stage, name):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(self.socket.close)
        self.socket.bind("\0" + name[1:] if name.startswith("@") else name)
        self.socket.settimeout(30)
        config = stage.kiosk_config(stage.device("issue", SITE))
        environment = {**os.environ, "NOTIFY_SOCKET": name, "WATCHDOG_USEC": "2000000"}
        process = subprocess.Popen([BIN / "saduak-kiosk", "--config", config, "--headless"], env=environment, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()

    def told(self, wanted):
        seen = []
        while True:
            line = self.socket.recv(4096).decode().strip()
            seen.append(line)
            check(len(seen) < 200, f"{wanted} was not told: {seen}")
            if line == wanted:
                return seen

    def test_it_is_ready_once_it_has_started_then_alive_then_says_that_it_stops(self):
        with demo_server() as stage:
            process = self.kiosk(stage, str(stage.data / "notify"))
            first = self.told("READY=1")
            self.assertNotIn("WATCHDOG=1", first)
            self.told("STATUS=home")
            self.told("WATCHDOG=1")
            self.told("WATCHDOG=1")
            process.terminate()
            self.told("STOPPING=1")
            self.assertEqual(process.wait(20), 0)

    def test_an_abstract_name_will_do_and_a_loop_that_stands_is_silent(self):
        with demo_server() as stage:
            process = self.kiosk(stage, f"@saduak-test-{os.getpid()}")
            self.told("WATCHDOG=1")
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.5)
            self.socket.setblocking(False)
            try:
                while True:
                    self.socket.recv(4096)
            except BlockingIOError:
                pass
            time.sleep(2.5)  # longer than the whole limit
            with self.assertRaises(BlockingIOError):
                self.socket.recv(4096)
            self.socket.settimeout(30)
            process.send_signal(signal.SIGCONT)
            self.told("WATCHDOG=1")


if __name__ == "__main__":
    unittest.main()
