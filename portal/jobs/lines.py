"""
A second line to the database, for what must be seen while the work's own transaction is still open.

It holds the job's advisory lock as long as the worker lives (a killed worker's line is closed by the server, which
frees the lock), and it carries progress out and the wish to cancel in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Self

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

LOCK_SPACE: Final = 0x4A4F42  # "JOB": the first key of the two-key advisory lock


class Line:
    """An autocommit connection of its own, beside the handler's."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    @classmethod
    @contextmanager
    def opened(cls) -> Iterator[Self]:
        """A line that is closed, and its locks freed, on leaving."""
        connection = connections["default"].copy()
        connection.inc_thread_sharing()
        try:
            yield cls(connection)
        finally:
            connection.close()

    def take(self, key: int) -> bool:
        """Whether the lock of this job is now ours; never waits."""
        return bool(self._one("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, key % 2**31])[0])

    def report(self, key: int, done: int, total: int, step: str) -> str:
        """Write progress and heartbeat; the job's state, or "" when this line cannot see the row yet."""
        found = self._one(
            "UPDATE jobs_job SET done = %s, total = %s, step = %s, heartbeat_at = now() WHERE id = %s RETURNING state",
            [done, total, step, key],
        )
        return found[0] if found else ""

    def _one(self, sql: str, params: list[Any]) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()
