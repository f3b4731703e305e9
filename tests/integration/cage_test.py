#!/usr/bin/env python3
"""The kiosk in its session: cage on an X server in memory, with the kiosk as a Wayland program and as an X program through Xwayland. What is seen
is the kiosk's own picture, without the mouse's arrow, and a click goes through cage to its button."""
import os
import shutil
import unittest
from contextlib import contextmanager

from cage_session import SCREEN, CageSession, readable_by_ordinary_user
from seen_kiosk import SeenKiosk, on_turned, share_differing
from seen_picture import NEAR
from server_process import BIN, SITE, SOURCE, demo_server, skip
from x_display import Display


@contextmanager
def kiosk_in_cage(stage, driver, size, degrees=0, fullscreen="true"):
    display = Display(*SCREEN, stage.data, "-ac")  # the session's user is not who started the X server
    try:
        with CageSession(display, driver) as session:
            written = stage.kiosk_config(stage.device("issue", SITE), window_width=size[0], window_height=size[1]).read_text()
            written = written.replace(str(stage.data), str(session.folder)).replace("[screen]\n", f"[screen]\nrotate = {degrees}\nfullscreen = {fullscreen}\n")
            config = session.keep("kiosk.toml", written)
            with SeenKiosk(session.command(BIN / "saduak-kiosk", "--config", config, "--script", "-"), session.environment, session.folder) as kiosk:
                yield display, kiosk
    finally:
        display.stop()


class CageTest(unittest.TestCase):
    def exact_way(self, driver, degrees=0):
        size = SCREEN if degrees in (0, 180) else SCREEN[::-1]
        with demo_server() as stage, kiosk_in_cage(stage, driver, size, degrees) as (display, kiosk):
            service = kiosk.targets("home")["service id-card"]
            self.assertEqual(share_differing(display.picture, kiosk, lambda picture: picture.turned(degrees)), 0.0)
            display.click(on_turned(service, size, degrees))
            kiosk.targets("priority")
            self.assertEqual(share_differing(display.picture, kiosk, lambda picture: picture.turned(degrees)), 0.0)

    def test_as_a_wayland_program_it_is_seen_as_it_draws_itself(self):
        self.exact_way("wayland")

    def test_turned_by_a_quarter_on_wayland(self):
        self.exact_way("wayland", 90)

    def test_as_an_x_program_it_is_seen_as_it_draws_itself(self):
        self.exact_way("x11")

    def test_a_picture_larger_than_the_screen_is_scaled_on_wayland(self):
        with demo_server() as stage, kiosk_in_cage(stage, "wayland", (1080, 1920)) as (display, kiosk):
            kiosk.targets("home")
            self.assertLess(share_differing(display.picture, kiosk, lambda picture: picture.within(*SCREEN), NEAR), NEAR)

    def test_one_that_does_not_ask_for_the_whole_screen_gets_it_on_wayland(self):
        with demo_server() as stage, kiosk_in_cage(stage, "wayland", SCREEN, fullscreen="false") as (display, kiosk):
            kiosk.targets("home")
            arrow = 0.001  # the mouse's, which shows in a window; less than 28 by 28 pixels
            self.assertLess(share_differing(display.picture, kiosk, lambda picture: picture, arrow), arrow)


if __name__ == "__main__":
    for program in ("cage", "Xwayland", "Xvfb", "xdotool") + (("setpriv",) if os.getuid() == 0 else ()):
        if shutil.which(program) is None:
            skip(f"there is no {program} here")
    for path in (BIN / "saduak-kiosk", SOURCE / "assets" / "theme.toml"):
        if not readable_by_ordinary_user(path):
            skip(f"an ordinary user may not read {path} here, and cage refuses root")
    unittest.main()
