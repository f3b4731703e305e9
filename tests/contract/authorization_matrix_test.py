#!/usr/bin/env python3
"""Each operation of the served description, asked by nobody, by each role and by each scope, at one's own site, at another and at all:
who is let through is exactly whom the description names."""
import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(os.environ["SADUAK_SOURCE_DIR"]) / "tests" / "integration"))
from server_process import BIN, Stage, check, temporary_folder  # noqa: E402
from web_client import Browser  # noqa: E402

OWN, OTHER = "hall", "land"
# Where each may work; the operations are asked at OWN.
PLACES = {"own": [OWN], "other": [OTHER], "all": []}
# Values that are nothing's: who is let through hears 404 or 409, and nothing is lost by asking again.
PATH_VALUES = {"site": OWN, "id": "0" * 32, "counter": "nowhere", "range": "A900", "token": "0" * 32, "name": "nobody", "device": "nothing"}


class Asker:
    def __init__(self, url, kind, name, place, session=None, token=None):
        self.kind, self.name, self.place, self.token = kind, name, place, token
        self.browser = Browser(url)
        if session:
            reply = self.browser.sign_in(*session)
            check(reply.status == 200, f"{session[0]} could not sign in: {reply.status} {reply.body}")

    def __str__(self):
        return f"{self.kind} {self.name} of {self.place}".strip()

    def ask(self, method, path):
        headers = {"Idempotency-Key": os.urandom(8).hex()}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        if self.browser.csrf:
            headers["X-CSRF-Token"] = self.browser.csrf
        reply = self.browser.send(method.upper(), path, {} if method == "post" else None, headers)
        refused = reply.status in (401, 403)
        code = reply.json()["code"] if refused else ""
        return refused and code in ("sign_in", "forbidden"), reply.status, code


def accounts(stage):
    """(user or None, password or token, role or scope, place): made on the command line, before the server runs."""
    made = []
    for place, sites in PLACES.items():
        named = [part for site in sites for part in ("--site", site)]
        for role in ("agent", "supervisor", "manager", "administrator", "auditor"):
            user = f"{role}-{place}"
            told = stage.run("saduak-server", "user", "add", user, "--role", role, *named, "--data", stage.server_data)
            made.append((user, told.strip().splitlines()[-1].split(": ")[1], role, place))
        for scope in ("tickets", "counters", "calls", "metrics", "admin"):
            told = stage.run("saduak-server", "token", "add", f"{scope}-{place}", "--scope", scope, *named, "--data", stage.server_data)
            made.append((None, told.strip().splitlines()[-1].split(": ")[-1], scope, place))
    return made


def concrete(pattern, operation):
    path = pattern
    for name, value in PATH_VALUES.items():
        path = path.replace("{" + name + "}", value)
    wanted = [p for p in operation.get("parameters", []) if p.get("in") == "query" and (p.get("required") or p["name"] == "site")]
    values = {"site": OWN, "from": "2026-01-01", "to": "2026-01-02", "a": "A001", "b": "A002", "view": "display"}
    return path + ("?" + "&".join(f"{p['name']}={values.get(p['name'], 'x')}" for p in wanted) if wanted else "")


def allowed(api, operation, asker):
    if not operation["security"]:
        return True
    if asker.kind == "nobody":
        return False
    if operation.get("x-users-only") and asker.kind == "scope":
        return False
    right = operation.get("x-right")
    if right is None:
        return True
    covers = operation.get("x-somewhere") or asker.place == "all" or (asker.place == "own" and not operation.get("x-everywhere"))
    return covers and asker.name in api["x-rights"][right]["roles" if asker.kind == "role" else "scopes"]


def ask_all(api, everybody):
    unexpected, asked = [], 0
    for pattern, item in api["paths"].items():
        for method in ("get", "post", "delete"):
            operation = item.get(method)
            # Signing out ends the session that the other questions need; the live view is asked by its own test.
            if operation is None or operation["operationId"] in ("signOut", "watch"):
                continue
            for asker in everybody:
                expected = allowed(api, operation, asker)
                refused, status, code = asker.ask(method, concrete(pattern, operation))
                asked += 1
                if refused == expected:
                    unexpected.append(f"{method.upper()} {pattern}: {asker} got {status} {code}, {'should pass' if expected else 'should be refused'}")
    return unexpected, asked


def main():
    with temporary_folder() as folder, Stage(BIN, folder) as stage:
        stage.init()
        made = accounts(stage)
        stage.serve()
        url = stage.addresses["http"]
        everybody = [Asker(url, "nobody", "", "")]
        for user, secret, word, place in made:
            everybody.append(Asker(url, "role", word, place, session=(user, secret)) if user else Asker(url, "scope", word, place, token=secret))
        api = json.loads(stage.request("GET", "/api/v1/openapi.json").text)
        unexpected, asked = ask_all(api, everybody)
        check(not unexpected, f"{len(unexpected)} unexpected of {asked}:\n" + "\n".join(unexpected[:60]))
        print(f"{asked} questions by {len(everybody)} askers, 0 unexpected")


main()
