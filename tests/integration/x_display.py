"""An X server in memory: its picture, and a mouse in it."""
import os
import select
import subprocess

from seen_picture import read_xwd
from server_process import end


class Display:
    """Ready when it is made; its screen is kept in a file in `folder`."""

    def __init__(self, width, height, folder, *options):
        self.folder = folder
        ready, tell = os.pipe()
        with (folder / "xvfb.log").open("ab") as log:
            self.process = subprocess.Popen(["Xvfb", "-displayfd", str(tell), "-screen", "0", f"{width}x{height}x24", "-fbdir", folder,
                                             "-nolisten", "tcp", "-noreset", *options], pass_fds=[tell], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log)
        os.close(tell)
        number = b""
        while not number.endswith(b"\n") and select.select([ready], [], [], 30)[0]:
            got = os.read(ready, 16)
            if not got:
                break
            number += got
        os.close(ready)
        if not number.endswith(b"\n"):
            self.stop()
            raise AssertionError(f"Xvfb did not become ready: {(folder / 'xvfb.log').read_text(errors='replace')[-500:]}")
        self.environment = {**os.environ, "DISPLAY": f":{number.decode().strip()}", "SDL_VIDEODRIVER": "x11"}

    def stop(self):
        end(self.process)

    def xdotool(self, *arguments):
        return subprocess.run(["xdotool", *map(str, arguments)], env=self.environment, check=True, capture_output=True, text=True, timeout=30).stdout

    def click(self, point):
        self.xdotool("mousemove", *point, "click", 1)

    def picture(self):
        return read_xwd(self.folder / "Xvfb_screen0")
