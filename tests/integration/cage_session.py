"""The kiosk's session, cage, in a window on an X server in memory: as an ordinary user, because cage refuses root."""
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NOBODY = 65534
SCREEN = (1024, 768)  # what cage's window on an X server has


def as_ordinary_user():
    return [] if os.getuid() != 0 else ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def readable_by_ordinary_user(path):
    return subprocess.run([*as_ordinary_user(), "test", "-r", path], check=False).returncode == 0


class CageSession:
    """A folder of the session's user, and how a program is started in it. Use as a context manager: leaving it removes the folder."""

    def __init__(self, display, driver):
        self.folder = Path(tempfile.mkdtemp(prefix="saduak-cage-"))
        self.give(self.folder)
        self.environment = {**display.environment, "HOME": str(self.folder), "XDG_RUNTIME_DIR": str(self.folder), "SDL_VIDEODRIVER": driver,
                            "WLR_BACKENDS": "x11", "WLR_RENDERER": "pixman"}
        self.environment.pop("WAYLAND_DISPLAY", None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    @staticmethod
    def give(path):
        if os.getuid() == 0:
            os.chown(path, NOBODY, NOBODY)

    def keep(self, name, text):
        """A file that only the session's user reads."""
        path = self.folder / name
        path.touch(0o600)
        path.write_text(text)
        self.give(path)
        return path

    def command(self, *program):
        """cage with the program as its only one."""
        return [*as_ordinary_user(), "cage", "--", *map(str, program)]
