"""A primary and its streaming standby in folders of their own, from the programs the launcher uses."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from django.conf import settings

from launch.database import find, locale_options, owner_of, server_options
from launch.place import Place
from launch.tuning import lasting

#: A small machine's, as the launcher sets them for data that is kept.
OPTIONS = lasting(2**30) | {"hot_standby_feedback": "on"}


def until(condition, seconds=60.0):
    """Wait for a condition to hold, and hand on what it found."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    message = f"Waited {seconds} s for {condition.__doc__ or condition!r} in vain."
    raise AssertionError(message)


class Pair:
    """The folder both servers live in; leaving it ends what was started in it."""

    def __init__(self):
        self.binaries = find(Place(Path(settings.ROOT)))
        self.owner = owner_of(Path("/nowhere"))
        self.folder = Path(tempfile.mkdtemp(prefix="portal-pair-", dir="/tmp"))
        self.owner.give(self.folder)
        self.running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for server in self.running:
            server.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, program, *arguments, **environment):
        done = self.owner.run([self.binaries / program, *arguments], environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def primary(self):
        """A new cluster with the portal's role and an empty database."""
        server = Server(self, "one")
        self.run("initdb", "-D", server.data, "-U", "postgres", "-A", "trust", *locale_options(self.binaries.major))
        server.start()
        server.tell("CREATE ROLE portal LOGIN")
        server.tell("CREATE DATABASE portal OWNER portal")
        return server

    def standby(self, primary):
        """
        A copy of the primary that follows it; from now on nothing is acknowledged that it has not got too.

        What asks for it is written into the primary's own folder after the copy was made: the standby, once promoted,
        must not wait for a standby of its own.
        """
        server = Server(self, "two")
        arguments = ("-D", server.data, "-R", "-X", "stream", "-c", "fast", "-h", primary.sockets, "-U", "postgres")
        self.run("pg_basebackup", *arguments)
        server.start()
        primary.tell("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.tell("SELECT pg_reload_conf()")
        until(lambda: primary.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1)
        return server


class Server:
    """One PostgreSQL on a socket; killed as the kernel kills."""

    def __init__(self, pair, name):
        self.pair = pair
        self.data, self.sockets = pair.folder / name, pair.folder / f"{name}.socket"

    def start(self):
        self.sockets.mkdir()
        self.pair.owner.give(self.sockets)
        options = OPTIONS | {"unix_socket_directories": str(self.sockets)}
        with (self.pair.folder / f"{self.data.name}.log").open("wb") as log:
            self.process = subprocess.Popen(
                [self.pair.binaries / "postgres", "-D", self.data, *server_options(options)],
                stdout=log,
                stderr=log,
                cwd="/",
                env={**os.environ, "LC_ALL": "C.UTF-8"},
                start_new_session=True,
                user=self.pair.owner.user,
                group=self.pair.owner.group,
                extra_groups=None if self.pair.owner.user is None else [],
            )
        self.pair.running.append(self)
        until(self.answers)

    def answers(self):
        try:
            return self.ask("SELECT 1", database="postgres")
        except psycopg.OperationalError:
            return None

    def kill(self):
        """SIGKILL to the server and all its backends: nothing is flushed, nobody says goodbye."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def ask(self, statement, *parameters, database="portal", user="postgres"):
        """The first value a statement gives."""
        with psycopg.connect(host=str(self.sockets), user=user, dbname=database, autocommit=True) as line:
            found = line.execute(statement, parameters or None)
            return found.fetchone()[0] if found.description else None

    def tell(self, statement):
        self.ask(statement, database="postgres")

    @property
    def url(self):
        return f"postgresql://portal@/portal?host={self.sockets}"
