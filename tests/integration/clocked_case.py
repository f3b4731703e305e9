"""A test case with a demo server whose clock it sets."""
import json
import subprocess
import unittest

from device_client import close_all
from server_process import BIN, Stage, temporary_folder, verify


class ClockedCase(unittest.TestCase):
    """`self.stage` is the server's; it is verified at the end."""

    def setUp(self):
        self.folder_context = temporary_folder()
        self.stage = Stage(BIN, self.folder_context.__enter__())
        self.stage.init()
        self.prepare()
        self.start_server()

    def prepare(self):
        """What is to be done to the data before the server runs."""

    def tearDown(self):
        self.stop_server()
        verify(self.stage)
        self.folder_context.__exit__(None, None, None)

    def start_server(self):
        self.server = subprocess.Popen([BIN / "saduak-server", "serve", "--data", self.stage.server_data, "--http", "127.0.0.1:0", "--device", "127.0.0.1:0",
                                        "--clock", "manual"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.stage.addresses = json.loads(self.server.stdout.readline())

    def stop_server(self):
        close_all()
        self.server.terminate()
        self.server.wait(10)
        self.server.stdin.close()
        self.server.stdout.close()

    def set_clock(self, text):
        """Returns the time as the server took it; None where it cannot read the text."""
        self.server.stdin.write(text + "\n")
        self.server.stdin.flush()
        return json.loads(self.server.stdout.readline())["clock"]
