"""The database engine: Django's own, but for what every request pays."""

import select
from typing import Any, Final

from django.db.backends.postgresql import base, operations
from psycopg.types.numeric import Int8Dumper

#: Statements kept planned by a connection; the driver keeps a hundred, and a deed alone has fifty.
PLANNED: Final = 500


class PlannedCursor(base.ServerBindingCursor):  # type: ignore[name-defined]
    """Binds its parameters in the server, which keeps the plan of every statement for the connection's life."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, prepare=True, **options)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's, with compilers of our own, and that also know what a planned cursor was told."""

    compiler_module = "portal.database.compilers"

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        if isinstance(cursor, PlannedCursor):
            return self.compose_sql(sql, params)  # type: ignore[attr-defined,no-any-return]
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    """A line that is looked at before it is used, and cursors for what is asked all day."""

    ops_class = DatabaseOperations

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = PLANNED
        # A small number and a great one are numbers of one kind: else each mixture would be a statement of its own.
        connection.adapters.register_dumper(int, Int8Dumper)
        return connection

    def is_usable(self) -> bool:
        """Whether the server is still there. One that ended has closed the line, which the kernel knows unasked."""
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        # Silence is how an idle line should be; whatever else came over it, the server is asked.
        return True if not line.poll(0) else super().is_usable()

    def planned_cursor(self) -> Any:
        """A cursor for a statement that is asked all day and whose plan depends on no value: it is planned once."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        return self._prepare_cursor(PlannedCursor(self.connection))  # type: ignore[attr-defined]
