"""A kiosk that is told its script line by line, while somebody else looks at its window and touches it."""
import json
import queue
import subprocess
import threading
import time

from seen_picture import read_png
from server_process import end


class SeenKiosk:
    """Use as a context manager: leaving it ends the kiosk, and is an error where it ended otherwise than asked."""

    def __init__(self, command, environment, folder):
        self.folder = folder
        self.log = folder / "seen-kiosk.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        self.lines = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(json.loads(line))
        self.lines.put(None)

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.say("quit")
                if self.process.wait(30) != 0:
                    raise AssertionError(f"the kiosk ended with {self.process.returncode}: {self.last_words()}")
        finally:
            end(self.process)
            self.reader.join(10)
            self.process.stdin.close()
            self.process.stdout.close()

    def last_words(self):
        return self.log.read_text(errors="replace")[-2000:]

    def say(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def hear(self, event, seconds=60):
        """The next line with that event; the others before it are let go."""
        while True:
            try:
                line = self.lines.get(timeout=seconds)
            except queue.Empty:
                raise AssertionError(f"the kiosk said no {event} in {seconds} s: {self.last_words()}") from None
            if line is None:
                raise AssertionError(f"the kiosk ended before it said {event}: {self.last_words()}")
            if line["event"] == event:
                return line

    def targets(self, screen, seconds=30):
        """What can be touched on that screen, once it takes touches: the middle of each, in pixels of the kiosk's own picture."""
        self.say(f"wait {screen} {seconds}", "pause 0.5", "print-targets")
        middles = {}
        for target in self.hear("targets")["targets"]:
            left, top, width, height = target["area"]
            middles[target["tap"]] = (left + width // 2, top + height // 2)
        return middles

    def targets_when(self, screen, wanted):
        """The same, as soon as they are as wanted."""
        end = time.monotonic() + 20
        while not wanted(targets := self.targets(screen)):
            if time.monotonic() > end:
                raise AssertionError(f"{screen} has {sorted(targets)}")
        return targets

    def picture(self):
        """Its own, of the screen as it is now."""
        return read_png(self.screenshot("own.png"))

    def screenshot(self, name):
        self.say(f"screenshot {self.folder / name}", "print-state")
        self.hear("state")
        return self.folder / name


def share_differing(window_picture, kiosk, as_shown, enough=0.0):
    """Between the window and the kiosk's own picture, as soon as it is enough: a frame may be under way, or the minute's change."""
    end = time.monotonic() + 30
    while True:
        share = window_picture().differing(as_shown(kiosk.picture()))
        if share <= enough or time.monotonic() > end:
            return share
        time.sleep(0.2)


def pictures_at_once(window_picture, kiosk):
    """The window, and files of the kiosk's own picture from right before and right after it: the minute may change between them. To be read
    later: the ticket's screen does not wait for it."""
    before = kiosk.screenshot("own-before.png")
    window = window_picture()
    return window, [before, kiosk.screenshot("own-after.png")]


def on_turned(point, size, degrees):
    """Where a pixel of an upright picture is when that is turned clockwise."""
    (x, y), (width, height) = point, size
    return {0: (x, y), 90: (height - 1 - y, x), 180: (width - 1 - x, height - 1 - y), 270: (y, width - 1 - x)}[degrees]
