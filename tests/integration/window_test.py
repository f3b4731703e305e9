#!/usr/bin/env python3
"""A kiosk in a real window of an X server: what is seen there is the kiosk's own picture, turned and scaled as configured, and the mouse's clicks
on it get a ticket from the real server."""
import shutil
import unittest
from contextlib import contextmanager

from seen_kiosk import SeenKiosk, on_turned, pictures_at_once, share_differing
from seen_picture import NEAR, read_png
from server_process import BIN, SITE, demo_server, skip
from x_display import Display


@contextmanager
def shown_kiosk(stage, display_size, screen):
    """A display and a kiosk on it, configured with these keys of [screen]."""
    config = stage.kiosk_config(stage.device("issue", SITE))
    before, after = config.read_text().split("[screen]\n")
    config.write_text(before + "[screen]\n" + "".join(f"{key} = {value}\n" for key, value in screen.items()) + after[after.index("\n[printer]"):])
    display = Display(*display_size, stage.data)
    try:
        with SeenKiosk([BIN / "saduak-kiosk", "--config", config, "--script", "-"], display.environment, stage.data) as kiosk:
            yield display, kiosk
    finally:
        display.stop()


class WindowTest(unittest.TestCase):
    def take_ticket(self, stage, display, kiosk, in_window):
        """Clicks from the first screen to the ticket, which is then in the server's queue and on paper."""
        for screen, words in (("home", "service id-card"), ("priority", "general")):
            display.click(in_window(kiosk.targets(screen)[words]))
        ticket = kiosk.hear("ticket")
        self.assertEqual((ticket["service"], ticket["class"], ticket["paper"]), ("id-card", "general", "confirmed"))
        queue = stage.request("GET", f"/api/v1/sites/{SITE}/queue", token=stage.setup["tokens"]["admin"])
        self.assertIn(ticket["id"], queue.text)
        papers = sorted((stage.data / "tickets").glob("*.png"))
        self.assertEqual([str(paper) for paper in papers], [ticket["ticket_png"]])
        self.assertGreater(papers[0].stat().st_size, 1000)

    def exact_way(self, size, degrees, **more):
        """Pictures and clicks of a window that has just the size of the turned picture."""
        display_size = size if degrees in (0, 180) else size[::-1]
        screen = {"width": size[0], "height": size[1], "px_per_mm": 4.0, "rotate": degrees, **more}
        with demo_server() as stage, shown_kiosk(stage, display_size, screen) as (display, kiosk):
            def in_window(point):
                return on_turned(point, size, degrees)

            def as_shown(picture):
                return picture.turned(degrees)

            kiosk.targets("home")
            self.assertEqual(share_differing(display.picture, kiosk, as_shown), 0.0)
            self.take_ticket(stage, display, kiosk, in_window)
            done = kiosk.targets("take_ticket")["done"]
            window, own = pictures_at_once(display.picture, kiosk)
            display.click(in_window(done))
            kiosk.targets("home", 3)  # left alone, the ticket's screen stays longer
            self.assertIn(0.0, [window.differing(as_shown(read_png(file))) for file in own])

    def test_the_window_is_the_picture_and_clicks_get_a_ticket(self):
        self.exact_way((1080, 1920), 0)

    def test_turned_by_a_quarter_the_window_is_wide_and_clicks_find_their_buttons(self):
        self.exact_way((1080, 1920), 90)

    def test_turned_by_three_quarters_on_the_whole_screen(self):
        self.exact_way((1080, 1920), 270, fullscreen="true")

    def test_a_small_screen_upside_down(self):
        self.exact_way((1024, 600), 180, fullscreen="true")

    def test_a_keyboard_reaches_what_a_finger_does(self):
        with demo_server() as stage, shown_kiosk(stage, (1024, 600), {"width": 1024, "height": 600, "px_per_mm": 4.0}) as (display, kiosk):
            kiosk.targets("home")
            display.xdotool("search", "--name", "Saduak", "windowfocus", "--sync")
            display.xdotool("key", "l")
            kiosk.targets_when("home", lambda targets: "choose-language en" in targets)
            display.xdotool("key", "Escape")
            kiosk.targets_when("home", lambda targets: "choose-language en" not in targets)
            display.xdotool("key", "1")
            self.assertIn("general", kiosk.targets("priority"))

    def test_a_screen_smaller_than_the_picture_shows_it_scaled_in_the_middle(self):
        screen = {"width": 1080, "height": 1920, "px_per_mm": 4.0, "fullscreen": "true"}
        with demo_server() as stage, shown_kiosk(stage, (1024, 600), screen) as (display, kiosk):
            self.scaled_way(stage, display, kiosk, display.picture)

    def test_a_window_that_is_made_smaller_shows_it_scaled_and_the_next_click_lands(self):
        with demo_server() as stage, shown_kiosk(stage, (1080, 1920), {"width": 1080, "height": 1920, "px_per_mm": 4.0}) as (display, kiosk):
            kiosk.targets("home")
            display.xdotool("search", "--name", "Saduak", "windowsize", "--sync", 1024, 600, "windowmove", 0, 0)
            self.scaled_way(stage, display, kiosk, lambda: display.picture().part(0, 0, 1024, 600))

    def scaled_way(self, stage, display, kiosk, window_picture):
        def as_shown(picture):
            return picture.within(1024, 600)

        left, top, width, height = 343, 0, 337, 600  # 600 * 1080 / 1920 = 337.5; (1024 - 337) / 2 = 343.5
        def in_window(point):
            return left + point[0] * width // 1080, top + point[1] * height // 1920

        kiosk.targets("home")
        home = as_shown(kiosk.picture())
        self.assertLess(share_differing(window_picture, kiosk, as_shown, NEAR), NEAR)
        self.take_ticket(stage, display, kiosk, in_window)
        kiosk.targets("take_ticket")
        window, own = pictures_at_once(window_picture, kiosk)
        self.assertLess(min(window.differing(as_shown(read_png(file))) for file in own), NEAR)
        self.assertGreater(window.differing(home), 5 * NEAR)


if __name__ == "__main__":
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            skip(f"there is no {program} here")
    unittest.main()
