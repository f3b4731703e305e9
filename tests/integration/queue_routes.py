"""A server with a clock that the test sets, people signed in at it, and what the tests of its routes ask again and again."""
import datetime
import json
import subprocess
import unittest

from device_client import close_all
from server_process import BIN, SITE, SOURCE, Stage, check, temporary_folder, verify
from web_client import Browser

MORNING = datetime.datetime(2027, 1, 4, 2, 0, tzinfo=datetime.timezone.utc)  # a Monday, 09:00 in Bangkok
HALL, LAND, DESK = "/api/v1/sites/hall", "/api/v1/sites/land", "/api/v1/sites/desk"
STAGE = None


def setUpModule():
    global STAGE, _folder, _server
    _folder = temporary_folder()
    STAGE = Stage(BIN, _folder.__enter__())
    STAGE.init()
    # A hall that takes appointments and asks for opinions at the exit.
    text = (SOURCE / "assets" / "demo" / "municipality.toml").read_text().replace('id = "hall"', 'id = "desk"')
    text = text.replace('icon = "id-card"\n', 'icon = "id-card"\nslot_minutes = 30\nslot_capacity = 2\n').replace("rating_terminal", "# rating_terminal")
    site = STAGE.data / "desk.toml"
    site.write_text(text + '\n[rating]\nplace = "exit"\n')
    STAGE.run("saduak-server", "site", "add", site, "--data", STAGE.server_data)
    _server = subprocess.Popen([BIN / "saduak-server", "serve", "--data", STAGE.server_data, "--http", "127.0.0.1:0", "--device", "127.0.0.1:0",
                                "--clock", "manual"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    STAGE.addresses = json.loads(_server.stdout.readline())
    clock(0)


def tearDownModule():
    close_all()
    _server.terminate()
    _server.wait(10)
    _server.stdin.close()
    _server.stdout.close()
    verify(STAGE)
    _folder.__exit__(None, None, None)


def stage():
    return STAGE


MINUTE = 0


def at(minute):
    """A time of that morning as the server writes it."""
    return (MORNING + datetime.timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def clock(minutes):
    """So much later; time in the tests never goes back. Returns the minute of the morning that it is now."""
    global MINUTE
    MINUTE += minutes
    _server.stdin.write(at(MINUTE) + "\n")
    _server.stdin.flush()
    check(json.loads(_server.stdout.readline())["clock"] is not None, "the clock was not set")
    return MINUTE


def signed_in(role, site=SITE):
    user = next(user for user in STAGE.setup["users"] if user["role"] == role and user["site"] in (site, "", None))
    browser = Browser(STAGE.addresses["http"])
    check(browser.sign_in(user["name"], user["password"]).status == 200, "sign in as " + role)
    return browser


class RoutesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.agent = signed_in("agent")
        cls.supervisor = signed_in("supervisor")
        cls.admin = signed_in("administrator")
        cls.auditor = signed_in("auditor")
        cls.anyone = Browser(STAGE.addresses["http"])

    @classmethod
    def tearDownClass(cls):
        for browser in (cls.agent, cls.supervisor, cls.admin, cls.auditor, cls.anyone):
            browser.connection.close()

    def tearDown(self):
        """Every counter free and closed: no test leaves work for the next."""
        for site in (HALL, LAND, DESK):
            self.admin.post(site + "/reopen")
            for counter in self.admin.get(site + "/counters").json()["items"]:
                if counter["ticket"]:
                    self.admin.post(f"{site}/tickets/{counter['ticket']['id']}/cancel")
                    self.admin.post(f"{site}/tickets/{counter['ticket']['id']}/finish")
                self.admin.post(f"{site}/counters/{counter['id']}/close")
            for ticket in self.admin.get(site + "/queue").json()["items"]:
                self.admin.post(f"{site}/tickets/{ticket['id']}/cancel")
        close_all()

    def ok(self, reply, status=200):
        self.assertEqual(reply.status, status, reply.body)
        return reply.json() if reply.body else None

    def refused(self, reply, status, code):
        self.assertEqual((reply.status, reply.json().get("code")), (status, code), reply.body)
        self.assertEqual(reply.headers["Content-Type"], "application/problem+json")
        return reply.json()["about"]

    def only_for(self, allowed, forbidden, method, path, body=None):
        """Refused to `forbidden`, to who is not signed in, and to another site's staff; given to `allowed`."""
        for browser in forbidden:
            sent = browser.post(path, body) if method == "POST" else browser.get(path)
            self.refused(sent, 403, "forbidden")
        sent = self.anyone.post(path, body) if method == "POST" else self.anyone.get(path)
        self.refused(sent, 401, "sign_in")
        elsewhere = path.replace("/hall/", "/land/")
        sent = self.agent.post(elsewhere, body) if method == "POST" else self.agent.get(elsewhere)
        self.refused(sent, 403, "forbidden")
        for browser in allowed:
            sent = browser.post(path, body) if method == "POST" else browser.get(path)
            self.assertNotIn(sent.status, (401, 403), sent.body)

    def issue(self, site=HALL, service="id-card", **fields):
        return self.ok(self.admin.post(site + "/tickets", {"service": service, **fields}), 201)

    def serve(self, ticket, counter="c2", site=HALL):
        self.ok(self.admin.post(f"{site}/counters/{counter}/open"))
        self.ok(self.admin.post(f"{site}/tickets/{ticket['id']}/call", {"counter": counter}))
        return self.ok(self.admin.post(f"{site}/tickets/{ticket['id']}/start"))["ticket"]

    def act(self, ticket, action, body=None, site=HALL):
        return self.admin.post(f"{site}/tickets/{ticket['id']}/{action}", body)

    def cards(self, site=HALL, prefix="A", size=10):
        """A new range of reserve cards: its first number."""
        return self.ok(self.admin.post(site + "/ranges", {"prefix": prefix, "size": size}), 201)["range"]
