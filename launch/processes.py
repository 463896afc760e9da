"""Child processes: started so that they cannot outlive us, watched, restarted, stopped in reverse order."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from launch.console import Trouble, say
from launch.undertaker import Undertaker

PR_SET_PDEATHSIG = 1
LOG_LIMIT = 10_000_000
STEADY = 60.0  # seconds after which a process counts as well again
PATIENCE = 6  # deaths in a row before we stop trying
TICK = 0.2

_undertaker: Undertaker | None = None
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Command:
    """How to start one process and how to stop it: signals, each with the seconds it is given."""

    name: str
    arguments: Sequence[str | Path]
    log: Path
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path = Path("/")
    stop: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 10.0),)
    orphaned: signal.Signals = signal.SIGTERM
    user: int | None = None
    group: int | None = None


def spawn(command: Command) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own that gets a signal the moment we are gone.

    A terminal's Ctrl-C therefore reaches the launcher alone. Only the main thread may call this: the
    kernel watches the thread that started the child, not the process.
    """
    _rotate(command.log)
    with command.log.open("ab") as log:
        return subprocess.Popen(
            [str(argument) for argument in command.arguments],
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_dying_with_parent(command.orphaned),  # noqa: PLW1509  there is one thread only
            user=command.user,
            group=command.group,
            extra_groups=None if command.user is None else [],
        )


@contextmanager
def guarded() -> Iterator[None]:
    """See to it that nothing started in the block outlives us, however we end."""
    global _undertaker  # noqa: PLW0603  there is one launcher in a process
    _undertaker = Undertaker()
    try:
        yield
    finally:
        _undertaker.dismiss()
        _undertaker = None


def _dying_with_parent(number: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def ask_the_kernel() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(number))
            if os.getppid() != parent:
                os._exit(1)

    return ask_the_kernel


def run(command: Command) -> int:
    """Run a command to its end, its words in its log; its exit code."""
    process = Process(command)
    process.start()
    try:
        return process.wait()
    finally:
        process.stop()


def foreground(arguments: Sequence[str | Path], environment: Mapping[str, str], folder: Path) -> int:
    """Run a command on our own terminal, and let it end by itself when it is interrupted there."""
    child = subprocess.Popen(
        [str(argument) for argument in arguments],
        cwd=folder,
        env=dict(environment),
        preexec_fn=_dying_with_parent(signal.SIGTERM),  # noqa: PLW1509  there is one thread only
    )
    try:
        return child.wait()
    except KeyboardInterrupt as interruption:
        if interruption.args != (signal.SIGINT,):  # the terminal's Ctrl-C reached it already
            child.terminate()
        if not _ended(child, 20.0):
            child.kill()
            child.wait()
        raise


def _ended(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for a child, but no longer than patience lasts."""
    deadline = time.monotonic() + seconds
    while child.poll() is None:
        if _hurry or time.monotonic() > deadline:
            return False
        time.sleep(TICK / 4)
    return True


def _rotate(log: Path) -> None:
    if log.is_file() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".1.log"))


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, for the message that names it."""
    if not log.is_file():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


class Service(ABC):
    """Something that runs beside us: a process of ours, or a server we keep an eye on."""

    name: str
    log: Path

    @property
    @abstractmethod
    def ending(self) -> str:
        """How it ended, as the end of a sentence that begins with its name."""

    @abstractmethod
    def start(self) -> None:
        """Bring it up; raise Trouble when it cannot be."""

    @abstractmethod
    def is_alive(self) -> bool:
        """Whether it is still there; cheap, asked several times a second."""

    @abstractmethod
    def stop(self) -> None:
        """Bring it down cleanly, or not at all cleanly when it will not hear."""

    def restart(self) -> None:
        """Bring it up again after it died."""
        self.start()


class Process(Service):
    """A service that is one child process and its descendants."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.name = command.name
        self.log = command.log
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def ending(self) -> str:
        return "is not running" if self._child is None else how_it_ended(self._child.poll())

    def start(self) -> None:
        self._sweep()
        self._child = spawn(self.command)
        if _undertaker:
            _undertaker.watch(self._child.pid)

    def is_alive(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def stop(self) -> None:
        child = self._child
        if child is None:
            return
        if child.poll() is None:
            self._ask_to_stop(child)
        self._sweep()

    def _ask_to_stop(self, child: subprocess.Popen[bytes]) -> None:
        for number, seconds in self.command.stop:
            child.send_signal(number)
            if _ended(child, seconds):
                return

    def wait(self) -> int:
        """Let it end by itself; its exit code."""
        return 0 if self._child is None else self._child.wait()

    def _sweep(self) -> None:
        """Remove what is left of the process and of the children it left behind when it was killed."""
        if self._child is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        if _undertaker:
            _undertaker.release(self._child.pid)
        self._child = None


def how_it_ended(code: int | None) -> str:
    """An exit code in words."""
    if code is None:
        return "is running"
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"


@dataclass
class _Health:
    """How often a service died lately, and when it may be tried again."""

    deaths: int = 0
    up_since: float = 0.0
    retry_at: float | None = None

    def died(self, now: float) -> float:
        """Count a death; the seconds to wait before the next try."""
        self.deaths = 1 if now - self.up_since > STEADY else self.deaths + 1
        delay = pause(self.deaths)
        self.retry_at = now + delay
        return delay


def pause(deaths: int) -> float:
    """Seconds to wait after so many deaths in a row: none, one, two, four, at most fifteen."""
    return 0.0 if deaths <= 1 else min(2.0 ** (deaths - 2), 15.0)


class Supervisor:
    """Holds services in the order they were started; restarts what dies; stops all in reverse."""

    def __init__(self) -> None:
        self._services: list[tuple[Service, _Health]] = []

    def add(self, service: Service) -> None:
        """Start a service and watch it from now on."""
        self._services.append((service, _Health()))
        service.start()
        self._services[-1][1].up_since = time.monotonic()

    def tick(self) -> None:
        """Look at every service once: notice deaths, bring back what is due."""
        now = time.monotonic()
        for service, health in self._services:
            if health.retry_at is None and not service.is_alive():
                self._mourn(service, health, now)
            if health.retry_at is not None and now >= health.retry_at:
                self._revive(service, health)

    def _mourn(self, service: Service, health: _Health, now: float) -> None:
        delay = health.died(now)
        if health.deaths >= PATIENCE:
            raise Trouble(f"{service.name} ended {health.deaths} times in a row; its log says why: {service.log}")
        again = f"another try in {delay:.0f} s" if delay else "starting it again"
        say(f"{service.name} {service.ending}; {again} (log: {service.log})")

    def _revive(self, service: Service, health: _Health) -> None:
        health.retry_at = None
        health.up_since = time.monotonic()
        try:
            service.restart()
        except Trouble as trouble:
            say(str(trouble))

    def watch(self, until: Callable[[], bool] = lambda: False, limit: float | None = None) -> bool:
        """Keep everything alive until the condition holds (True) or the seconds are over (False)."""
        deadline = None if limit is None else time.monotonic() + limit
        while not until():
            if deadline is not None and time.monotonic() > deadline:
                return False
            self.tick()
            time.sleep(TICK)
        return True

    def stop(self) -> None:
        """Stop everything, the last started first."""
        while self._services:
            service, _ = self._services.pop()
            service.stop()
            say(f"{service.name} stopped")


_hurry = False


def listen() -> None:
    """Let Ctrl-C, a terminal closed and a polite kill all mean: stop cleanly. Some callers had them ignored."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)


def stopping() -> None:
    """From now on we are stopping: a further signal only makes us less patient."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _be_quick)


def _interrupt(number: int, frame: FrameType | None) -> None:
    del frame
    stopping()
    raise KeyboardInterrupt(signal.Signals(number))


def _be_quick(number: int, frame: FrameType | None) -> None:
    del number, frame
    global _hurry  # noqa: PLW0603  a signal handler has nowhere else to write
    _hurry = True
