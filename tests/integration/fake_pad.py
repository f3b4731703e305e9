"""A keypad as a FIFO of the kernel's key records, which the same code reads as a real pad's."""
import os
import struct
import time

# linux/input-event-codes.h
KEYS = {"1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73, "0": 82,
        "next": 78, "recall": 55, "no_show": 74, "finish": 98, "enter": 96, "cancel": 83, "a": 30, "b": 48}
EV_SYN, EV_KEY = 0, 1


class FakePad:
    def __init__(self, path):
        self.path = path
        os.mkfifo(path)
        self.pipe = None

    def plug_in(self, seconds=10):
        """Returns once the program has opened it."""
        end = time.monotonic() + seconds
        while self.pipe is None:
            try:
                self.pipe = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def unplug(self):
        os.close(self.pipe)
        self.pipe = None

    def press(self, *names):
        records = b""
        for name in names:
            code = KEYS.get(name, name)
            for event in ((EV_KEY, code, 1), (EV_SYN, 0, 0), (EV_KEY, code, 0), (EV_SYN, 0, 0)):
                records += struct.pack("qqHHi", 0, 0, *event)
        os.write(self.pipe, records)
