"""Where things live: the project, what the launcher makes beside it, and sockets short enough for the kernel."""

import contextlib
import fcntl
import os
import secrets
import stat
import time
from dataclasses import dataclass
from pathlib import Path

from launch.console import Trouble

ROOT_HOME = Path("/var/lib")
SOCKETS = Path("/tmp")  # noqa: S108  a socket's path has 107 bytes at most, and a project may lie deep; ownership is checked


def is_root() -> bool:
    """Whether this process may do anything, in which case PostgreSQL must run as somebody else."""
    return os.geteuid() == 0


@dataclass(frozen=True)
class Place:
    """A checked-out project; everything made for it lies in `.venv` and `.state`."""

    root: Path

    @property
    def fingerprint(self) -> str:
        """A short name of this checkout, drawn once: neither another folder nor a fresh clone in this one shares it."""
        file = self.state / "id"
        if not file.is_file():
            self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError), file.open("x") as out:
                out.write(secrets.token_hex(5))
        return file.read_text()

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin/python"

    @property
    def site_packages(self) -> Path:
        """Where the locked packages are; the environment must exist."""
        return next(self.venv.glob("lib/python3*/site-packages"))

    @property
    def state(self) -> Path:
        return self.root / ".state"

    @property
    def private(self) -> Path:
        """A home that PostgreSQL's own user can reach, which root's project folder need not be."""
        return ROOT_HOME / f"portal-{self.fingerprint}" if is_root() else self.state

    def packages(self) -> list[str]:
        """The project's own Python packages; tests and benchmarks are none."""
        found = sorted(file.parent.name for file in self.root.glob("*/__init__.py"))
        return [name for name in found if name not in {"tests", "benchmarks"} and not name.startswith(".")]

    def has_command(self, name: str) -> bool:
        """Whether a `manage.py` command of this name stands in the project, without starting Django."""
        return any(self.root.glob(f"*/management/commands/{name}.py")) or any(
            self.root.glob(f"*/*/management/commands/{name}.py"),
        )


class Instance:
    """One set of servers: its data, sockets and logs, and a lock that only one launcher holds at a time."""

    def __init__(self, place: Place, name: str) -> None:
        self.place = place
        self.name = name
        self.home = place.state / name
        self.logs = place.state / "logs" if name == "run" else place.state / "logs" / name
        self.private = place.private / name
        self.sockets = SOCKETS / f"portal-{place.fingerprint}-{name}"
        self._lock: int | None = None

    def take(self) -> bool:
        """Become the launcher of these servers; False when another one is."""
        while not self._lock_it():
            if _lives(self._holder()):
                return False
            # Its launcher was killed and what it started is about to end.
            time.sleep(0.2)
        self.logs.mkdir(parents=True, exist_ok=True)
        self.private.mkdir(parents=True, exist_ok=True)
        self._own_sockets()
        return True

    def _holder(self) -> str:
        return (self.home / "lock").read_text().strip()

    def _lock_it(self) -> bool:
        self.place.state.mkdir(mode=0o700, exist_ok=True)
        self.home.mkdir(exist_ok=True)
        lock = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return False
        os.ftruncate(lock, 0)
        os.write(lock, f"{os.getpid()}\n".encode())
        self._lock = lock
        return True

    def _own_sockets(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        found = self.sockets.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise Trouble(f"{self.sockets} belongs to somebody else; remove it or ask its owner to.")
        # PostgreSQL runs as another user when we are root: it must pass through, no more.
        self.sockets.chmod(0o711 if is_root() else 0o700)

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def postgres_sockets(self) -> Path:
        return self.sockets / "postgres"

    @property
    def files(self) -> Path:
        """Where uploaded and issued files go; the portal's own stand beside its other belongings."""
        return self.place.state if self.name == "run" else self.home

    @property
    def address(self) -> Path:
        """The file that remembers where the portal answers."""
        return self.home / "address"


def _lives(pid: str) -> bool:
    """Whether this process is still at work; one that nobody has reaped yet is not."""
    try:
        return Path(f"/proc/{int(pid)}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (OSError, ValueError):
        return not pid


def free_instance(place: Place, name: str, most: int = 8) -> Instance:
    """The first of `name-1`, `name-2`… that nobody runs, so that test runs never disturb each other."""
    for number in range(1, most + 1):
        instance = Instance(place, f"{name}-{number}")
        if instance.take():
            return instance
    raise Trouble(f"{most} test runs are under way in this project already; wait for one to end.")
