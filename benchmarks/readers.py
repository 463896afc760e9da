"""People who read pages, in a process apart: each asks for a page, reads it, asks for another."""

import http.client
import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from benchmarks.scales import ROOT
from benchmarks.serving import HOST

PASSWORD = "Portal-demo-2026"  # noqa: S105 - every demo account's
FORGERY = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
SIGN_IN = "/accounts/login/"
OK, FOUND = 200, 302


class Reader:
    """One person with a browser's connection and cookies."""

    def __init__(self, port: int, cookies: Mapping[str, str]) -> None:
        self._line = http.client.HTTPConnection(HOST, port, timeout=60)
        self.cookies = dict(cookies)

    def ask(self, path: str) -> tuple[int, float]:
        """The status of the page and the seconds until its last byte."""
        begun = time.perf_counter()
        status, _body = self._send("GET", path)
        return status, time.perf_counter() - begun

    def sign_in(self, username: str) -> None:
        """Come through the door; RuntimeError if it stays closed."""
        _status, page = self._send("GET", SIGN_IN)
        found = FORGERY.search(page)
        form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": found[1] if found else ""}
        status, page = self._send("POST", SIGN_IN, urlencode(form))
        if status != FOUND:
            raise RuntimeError(f"{username} could not sign in: {status}")

    def _send(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self._line.request(method, path, body or None, headers)
        answer = self._line.getresponse()
        for set_cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: kept.value for name, kept in SimpleCookie(set_cookie).items()}
        return answer.status, answer.read().decode(errors="replace")


def arrive(port: int, names: Sequence[str]) -> list[Mapping[str, str]]:
    """The cookies of each after signing in; a visitor's, who has no name, are none. Once for all: the door counts."""
    people = [Reader(port, {}) for _name in names]
    for person, name in zip(people, names, strict=True):
        if name:
            person.sign_in(name)
    return [person.cookies for person in people]


def read(
    port: int, cookies: Sequence[Mapping[str, str]], paths: Sequence[str], seconds: float, pause: float
) -> dict[str, object]:
    """People with these cookies read the paths in turn, each from another place in the list; what every page took."""
    people = [Reader(port, worn) for worn in cookies]
    taken: list[float] = []
    failures: list[str] = []
    begun = time.perf_counter()

    def one(person: Reader, place: int) -> None:
        time.sleep(pause * place / len(people))
        turn = place
        while time.perf_counter() - begun < seconds:
            path = paths[turn % len(paths)]
            status, spent = person.ask(path)
            taken.append(spent)
            if status != OK:
                failures.append(f"{status} {path}")
            turn += 1
            time.sleep(pause)

    threads = [threading.Thread(target=one, args=(person, place)) for place, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"taken": taken, "failures": failures}


def apart(
    port: int, cookies: Sequence[Mapping[str, str]], paths: Sequence[str], seconds: float, pause: float
) -> dict[str, list[float]]:
    """The same in a process of its own; RuntimeError if a page failed."""
    told = json.dumps({"port": port, "cookies": cookies, "paths": paths, "seconds": seconds, "pause": pause})
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.readers"], cwd=ROOT, input=told, capture_output=True, text=True, check=True
    )
    found: dict[str, list[float]] = json.loads(done.stdout)
    if found["failures"]:
        raise RuntimeError(f"{len(found['failures'])} pages failed, such as {found['failures'][0]}")
    return found


if __name__ == "__main__":
    print(json.dumps(read(**json.load(sys.stdin))))
