"""Processes of the portal and servers of a test's own, that can be killed as the kernel kills."""

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client

from launch import keys, tuning, variables
from launch.broker import Valkey, answers
from launch.database import NAME, Postgres
from launch.place import Place, free_instance
from tests.portal.jobs.workers import ROOT, database_url, until

SETTINGS = "tests.outages.settings"
PATIENCE = 60.0


class Surroundings:
    """What the processes of one test share: database, broker, files, mail server."""

    def __init__(self, queue, **changes):
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "DATABASE_URL": database_url(),
            "TASK_QUEUE": queue,
            "PRIVATE_ROOT": str(settings.PRIVATE_ROOT),
            "PYTHONPATH": str(ROOT),
            **changes,
        }


class Child:
    """One process and what it has started, in a session of their own."""

    def __init__(self, surroundings, *arguments):
        self._command, self._environment = [sys.executable, "-m", *arguments], surroundings.environment
        self.start()

    def start(self):
        """Begin, or begin again."""
        self.process = subprocess.Popen(self._command, cwd=ROOT, env=self._environment, start_new_session=True)

    def keep_up(self):
        """Start it again if it has ended, as whoever supervises it in production does."""
        if not self.is_alive():
            self.start()

    def kill(self):
        """SIGKILL to the process and its children: nobody says goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)

    def is_alive(self):
        return self.process.poll() is None

    def children(self):
        """The processes it has started."""
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in found.split()]

    def stop(self):
        if self.is_alive():
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


class Web(Child):
    """The portal behind its production server, on a port of its own."""

    def __init__(self, surroundings, workers=1):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        super().__init__(
            surroundings,
            *("granian", "--interface", "wsgi", "tests.outages.wsgi:application", "--no-ws"),
            *("--host", "127.0.0.1", "--port", str(self.port), "--workers", str(workers), "--blocking-threads", "2"),
            *("--respawn-failed-workers", "--respawn-interval", "0.1", "--log-level", "error"),
        )

    def is_ready(self):
        """Whether it answers."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            line.request("GET", "/healthz/live")
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            line.close()


class Worker(Child):
    """A worker of two processes, as in production."""

    def __init__(self, surroundings, *modules):
        queue = surroundings.environment["TASK_QUEUE"]
        super().__init__(
            surroundings,
            *("celery", "-A", "portal", "worker", "-Q", queue, "-c", "2", "-n", f"{queue}-{secrets.token_hex(4)}@%h"),
            *("--without-gossip", "--without-mingle", "--loglevel", "error"),
            *(("-I", ",".join(modules)) if modules else ()),
        )


class Beat(Child):
    """The clock of recurring work."""

    def __init__(self, surroundings, folder):
        super().__init__(
            surroundings,
            *("celery", "-A", "portal", "beat", "--loglevel", "error"),
            *("--schedule", str(folder / "beat"), "--pidfile", "", "--max-interval", "1"),
        )


@contextmanager
def running(*children):
    """These for as long as the block lasts, the web servers among them ready."""
    try:
        for child in children:
            if isinstance(child, Web):
                until(child.is_ready, PATIENCE)
        yield children if len(children) > 1 else children[0]
    finally:
        for child in reversed(children):
            child.stop()


class Answer:
    """What a server said."""

    def __init__(self, response, seconds):
        self.status, self.headers, self.content = response.status, response.headers, response.read()
        self.text, self.seconds = self.content.decode(errors="replace"), seconds


class Caller:
    """Somebody who speaks to a server over one line that stays open."""

    def __init__(self, web, **headers):
        self.line = http.client.HTTPConnection("127.0.0.1", web.port, timeout=PATIENCE)
        self.headers = headers

    @classmethod
    def bearing(cls, web, secret):
        """A system with a token."""
        return cls(web, Authorization=f"Bearer {secret}")

    @classmethod
    def signed_in(cls, web, user):
        """A person at the pages; the session is made in the database this process is connected to."""
        client = Client()
        client.force_login(user)
        word = secrets.token_hex(16)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={word}"
        return cls(web, **{"Cookie": cookies, "X-CSRFToken": word})

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, said=None, **headers):
        """Send a form."""
        mime = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, urlencode(said or {}), {**mime, **headers})

    def upload(self, path, name, content, **said):
        """Send a file as a form does."""
        body, mime = multipart(name, content, **said)
        return self.send("POST", path, body, {"Content-Type": mime})

    def send(self, method, path, body=None, headers=()):
        began = time.monotonic()
        self.line.request(method, path, body, {**self.headers, **dict(headers)})
        answer = Answer(self.line.getresponse(), 0)
        answer.seconds = time.monotonic() - began
        return answer


def multipart(name, content, **said):
    """The body of a form with one file, and its type."""
    edge = secrets.token_hex(16)
    part = f"--{edge}\r\nContent-Disposition: form-data; name="
    fields = "".join(f'{part}"{field}"\r\n\r\n{value}\r\n' for field, value in said.items())
    head = f'{fields}{part}"file"; filename="{name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    return body, f"multipart/form-data; boundary={edge}"


@contextmanager
def held_up(table, address=None):
    """While the block lasts, whoever asks anything of this table waits; yields a function that counts them."""
    address = address or database_url()
    watch, holder = psycopg.connect(address, autocommit=True), psycopg.connect(address)
    holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")

    def waiting():
        counted = "SELECT count(*) FROM pg_locks WHERE relation = %s::regclass AND NOT granted"
        return watch.execute(counted, [table]).fetchone()[0]

    try:
        yield waiting
    finally:
        # Lines that were cut meanwhile close without a word.
        holder.close()
        watch.close()


@cache
def instance():
    """Where the servers of this process's tests keep their data and sockets; nobody else's do."""
    return free_instance(Place(ROOT), "outage")


@contextmanager
def own_valkey():
    """A broker and cache of this test's own, what tells processes where it is, and how to kill it."""
    server = Valkey(instance(), lasting=True)
    server.start()
    try:
        yield Broker(server)
    finally:
        server.stop()


class Broker:
    """A Valkey that can be killed and brought back."""

    def __init__(self, server):
        self.server = server
        self.variables = {
            "REDIS_URL": variables.cache_url(server.socket),
            "BROKER_URL": variables.queue_url(f"unix://{server.socket}?db=0"),
        }

    def kill(self):
        os.kill(self._pid(), signal.SIGKILL)
        until(lambda: not answers(self.server.socket))

    def freeze(self):
        """Let it hold its lines and say nothing."""
        self._frozen = self._pid()
        os.kill(self._frozen, signal.SIGSTOP)

    def thaw(self):
        os.kill(self._frozen, signal.SIGCONT)

    def return_(self):
        self.server.restart()

    def _pid(self):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(self.server.socket))
            line.sendall(b"INFO server\r\n")
            return int(re.search(rb"process_id:(\d+)", line.recv(8192))[1])


class Database:
    """A PostgreSQL that can be restarted and killed."""

    def __init__(self, server, password):
        self.server = server
        self.url = variables.database_url(password, server.sockets)

    def kill(self):
        """SIGKILL to the server itself: its children notice and go."""
        os.kill(int((self.server.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        until(lambda: not self.server.is_alive())

    def return_(self):
        self.server.restart()

    def restart(self):
        """As an administrator does it."""
        self.server.stop()
        self.server.restart()

    @contextmanager
    def spoken_to(self):
        """Whatever this process asks the database meanwhile, it asks this one."""
        known = connection.settings_dict
        before = {name: known[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")}
        parts = urlsplit(self.url)
        ours = {"HOST": str(self.server.sockets), "PORT": "", "NAME": NAME, "USER": parts.username}
        connection.close()
        known.update(ours, PASSWORD=unquote(parts.password or ""))
        try:
            yield
        finally:
            connection.close()
            known.update(before)


@contextmanager
def own_postgres(source):
    """A PostgreSQL of this test's own with a copy of this database in it."""
    password = keys.load(instance().place).database_password
    # A killed process loses nothing that the machine has taken; only what is not written at commit would be lost.
    told = tuning.lasting(1 << 30) | {"fsync": "off", "max_connections": "20", "shared_buffers": "64MB"}
    server = Postgres(instance(), password, told)
    server.start()
    try:
        database = Database(server, password)
        copy(source, database)
        yield database
    finally:
        server.stop()


def copy(source, database):
    """Fill the database with what the source holds, from nothing."""
    binaries = database.server._binaries
    with psycopg.connect(database.url.replace(f"/{NAME}?", "/postgres?"), autocommit=True) as line:
        line.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        line.execute(f"CREATE DATABASE {NAME}")
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = source
    address = database_url()
    connection.settings_dict["NAME"] = before
    with subprocess.Popen([binaries / "pg_dump", "--no-owner", address], stdout=subprocess.PIPE) as dump:
        subprocess.run(
            [binaries / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", database.url],
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    assert dump.returncode == 0
