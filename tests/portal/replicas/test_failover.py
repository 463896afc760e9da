"""Two real servers and a real portal: visitors read the standby, and the primary's death loses nothing acknowledged."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

from tests.portal.jobs.workers import database_url, own_queue
from tests.portal.replicas import stage
from tests.portal.replicas.servers import Pair, until

MAX_LAG = 2
READY = 14
WHOLE = {"state": "submitted", "docket": 1, "steps": 1, "audit": 1, "papers": 1, "receipts": 1}


class Portal:
    """A web server that knows both databases: the primary by what it can do, the standby as a replica."""

    def __init__(self, one, two, folder, queue):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "portal.settings.local",
            "DATABASE_URL": f"postgresql://portal@/portal?host={one.sockets},{two.sockets}"
            "&target_session_attrs=read-write",
            "REPLICA_URLS": two.url,
            "REPLICA_MAX_LAG": str(MAX_LAG),
            "TASK_QUEUE": queue,
            "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
            "METRICS_DIR": str(folder / "metrics"),
            "API_TOKEN_PER_MINUTE": "100000",
            "PYTHONPATH": str(settings.ROOT),
        }

    @contextmanager
    def running(self):
        command = [Path(sys.executable).with_name("granian"), "--interface", "wsgi", "portal.wsgi:application"]
        options = ["--host", "127.0.0.1", "--port", str(self.port), "--workers", "1", "--blocking-threads", "2"]
        web = subprocess.Popen(
            [*command, *options, "--no-ws"], cwd=settings.ROOT, env=self.environment, start_new_session=True
        )
        try:
            until(lambda: self.status("/healthz/live") == 200)
            yield self
        finally:
            os.killpg(web.pid, signal.SIGKILL)
            web.wait(10)

    def status(self, path, **headers):
        with suppress(OSError):
            return self.ask("GET", path, **headers)[0]

    def ask(self, method, path, **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, "{}" if method == "POST" else None, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("Set-Cookie", "")
        finally:
            line.close()

    def stage(self, deed, told):
        command = [sys.executable, "-W", "ignore", "-m", stage.__name__, deed, json.dumps(told)]
        done = subprocess.run(
            command, cwd=settings.ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def name_of(self, code, **headers):
        """What the public check says the organisation is called."""
        status, body, _cookie = self.ask("GET", f"/api/v1/organisations/{code}/check", **headers)
        return json.loads(body)["name"] if status == 200 else status

    def health(self):
        return json.loads(self.ask("GET", "/healthz/deep")[1])["checks"]["replicas"]


@pytest.fixture
def pair():
    with Pair() as pair:
        yield pair


@pytest.fixture
def servers(pair, db):
    """Both servers, with the suite's tables and reference rows."""
    one = pair.primary()
    command = [pair.binaries / "pg_dump", "--no-owner", "--no-privileges", database_url()]
    dump = subprocess.run(command, capture_output=True, check=True).stdout
    script = pair.folder / "dump.sql"
    script.write_bytes(dump)
    pair.owner.give(script)
    pair.run(
        "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", one.sockets, "-U", "portal", "-d", "portal", "-f", script
    )
    return one, pair.standby(one)


def hand_in(portal, number, secret):
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": f"hand-in-{number}", "If-Match": "*"}
    path = f"/api/v1/filings/{number}/submit"
    status, body, _cookie = portal.ask("POST", path, **headers, **{"Content-Type": "application/json"})
    return status == 200 and json.loads(body)["state"] == "submitted"


def handed_in_until_the_end(portal, numbers, secret, acknowledged):
    """Hand in one after another; note what was acknowledged, and stop at the first that was not."""
    for number in numbers:
        with suppress(OSError):
            if not hand_in(portal, number, secret):
                return
            acknowledged.append(number)


def is_shown_the_past(portal, one, two, code):
    """Whether a visitor reads what the primary has left behind; only a standby that is held back can show it."""
    rename = "UPDATE parties_organisation SET name = %s WHERE code = %s"
    two.ask("SELECT pg_wal_replay_resume()")
    one.ask(rename, "甲公司", code)
    until(lambda: portal.name_of(code) == "甲公司" and portal.health()["status"] == "ok")
    two.ask("SELECT pg_wal_replay_pause()")
    one.ask(rename, "乙公司", code)
    return portal.name_of(code) == "甲公司"


def visitors_read_the_standby(portal, one, two, code):
    """
    What the standby has not replayed, a visitor does not see; whoever has just written, or is signed in, does.

    That is within the lag that is allowed: beyond it visitors are sent to the primary too.
    """
    until(lambda: is_shown_the_past(portal, one, two, code))
    assert portal.name_of(code, Cookie="wrote=1") == "乙公司"
    assert portal.name_of(code, Cookie="sessionid=x") == "乙公司"
    until(lambda: portal.name_of(code) == "乙公司")
    assert portal.health()["status"] == "warn"
    assert portal.health()["replica1"] > MAX_LAG
    assert 'portal_replica_usable{replica="replica1"} 0.0' in portal.ask("GET", "/metrics")[1]
    two.ask("SELECT pg_wal_replay_resume()")
    until(lambda: portal.health()["status"] == "ok")


@pytest.mark.timeout(240)
def test_visitors_read_the_standby_and_the_primarys_death_loses_nothing_acknowledged(pair, servers):
    one, two = servers
    with own_queue() as queue, Portal(one, two, pair.folder, queue).running() as portal:
        ready = portal.stage("fill", READY)
        numbers, secret = ready["numbers"], ready["secret"]
        visitors_read_the_standby(portal, one, two, ready["codes"][0])
        assert portal.stage("write_file", {}) == {"rows": READY, "from_standby": True, "before_it_knew": "default"}

        acknowledged = []
        clerks = [
            threading.Thread(target=handed_in_until_the_end, args=(portal, part, secret, acknowledged))
            for part in (numbers[:7], numbers[7:])
        ]
        for clerk in clerks:
            clerk.start()
        until(lambda: len(acknowledged) >= 4)
        one.kill()
        for clerk in clerks:
            clerk.join()
        before = list(acknowledged)
        assert 4 <= len(before) < READY, "the primary died among the applications"

        assert two.ask("SELECT pg_promote()")
        # What was not acknowledged is sent again under its key: done once, whether or not the primary had done it.
        for number in numbers:
            until(lambda number=number: hand_in(portal, number, secret))
        assert portal.name_of(ready["codes"][0]) == "乙公司"
        found = portal.stage("look_back", numbers)
    assert {number: found[number] for number in before} == dict.fromkeys(before, WHOLE)
    assert found == dict.fromkeys(numbers, WHOLE)
