"""The database engine: Django's own, but for what every request pays."""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base, operations


class PlannedCursor(base.ServerBindingCursor):  # type: ignore[name-defined]
    """Binds its parameters in the server, which keeps the plan of every statement for the connection's life."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, that also know what a planned cursor was told."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        if isinstance(cursor, PlannedCursor):
            return self.compose_sql(sql, params)  # type: ignore[attr-defined,no-any-return]
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """A line that is looked at before it is used, and cursors for what is asked all day."""

    ops_class = DatabaseOperations

    def is_usable(self) -> bool:
        """Whether the server is still there. One that ended has closed the line, which the kernel knows unasked."""
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        # Silence is how an idle line should be; whatever else came over it, the server is asked.
        return True if not line.poll(0) else super().is_usable()

    @contextmanager
    def planned_cursor(self) -> Iterator[Any]:
        """A cursor for a statement that is asked all day and whose plan depends on no value: it is planned once."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self._prepare_cursor(PlannedCursor(self.connection)) as cursor:  # type: ignore[attr-defined]
            yield cursor
