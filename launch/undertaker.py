"""A process that outlives a killed launcher, just long enough to end what it left behind."""

import os
import signal
import time
from contextlib import suppress
from typing import NoReturn

GRACE = 8.0
TICK = 0.1


class Undertaker:
    """
    Knows the process groups we started; when we are gone without a word, it ends those that stay.

    The kernel tells each group's leader that we died, but a leader may be deaf, or wait for a queue that
    died as well, and the children of a leader are told nothing. Being a copy of the launcher it also holds
    the instance's lock, so the next launch waits until everything is gone.
    """

    def __init__(self) -> None:
        reading, self._writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            os.close(self._writing)
            _serve(reading)
        os.close(reading)

    def watch(self, group: int) -> None:
        """A group was started."""
        self._tell(f"+{group}\n")

    def release(self, group: int) -> None:
        """A group has ended; its number may become somebody else's."""
        self._tell(f"-{group}\n")

    def dismiss(self) -> None:
        """Everything has ended as it should."""
        os.close(self._writing)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    def _tell(self, line: str) -> None:
        with suppress(OSError):  # somebody killed it: we go on without
            os.write(self._writing, line.encode())


def _serve(reading: int) -> NoReturn:
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(nowhere, stream)
        bury(listen(reading))
    finally:
        os._exit(0)


def listen(reading: int) -> set[int]:
    """Follow what is started and what ends, until nobody is left to tell; the groups that remain."""
    groups: set[int] = set()
    with os.fdopen(reading) as lines:
        for line in lines:
            (groups.add if line[0] == "+" else groups.discard)(int(line[1:]))
    return groups


def bury(groups: set[int]) -> None:
    """Give the groups some seconds to end by themselves, then end them."""
    deadline = time.monotonic() + GRACE
    while any(map(_lives, groups)) and time.monotonic() < deadline:
        time.sleep(TICK)
    for group in groups:
        with suppress(OSError):
            os.killpg(group, signal.SIGKILL)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except OSError:
        return False
    return True
