"""Django's compilers, but that a row of plain values is inserted by a statement that is made and planned once."""

from functools import cache
from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLUpdateCompiler,
)

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Every deed enters a step, an audit entry, a message: the words are the same each time."""

    def execute_sql(self, returning_fields: Any = None) -> list[Any]:
        fields = tuple(self.query.fields)
        if not fields or self.query.on_conflict or not self._is_one_plain_row(fields):
            return super().execute_sql(returning_fields)  # type: ignore[no-any-return]
        (row,) = self.query.objs
        values = [self.prepare_value(field, self.pre_save_val(field, row)) for field in fields]
        returned = tuple(returning_fields or ())
        statement = _statement(self.query.get_meta().db_table, _columns(fields), _columns(returned))
        with self.connection.planned_cursor() as cursor:
            cursor.execute(statement, values)
            if not returned:
                return []
            rows = [cursor.fetchone()]
        converters = self.get_converters([field.get_col(self.query.get_meta().db_table) for field in returned])
        return list(self.apply_converters(rows, converters)) if converters else rows

    def _is_one_plain_row(self, fields: tuple[Any, ...]) -> bool:
        """No expression among the values, and no field that words its place in the statement itself."""
        if len(self.query.objs) != 1 or any(hasattr(field, "get_placeholder") for field in fields):
            return False
        return not any(hasattr(getattr(self.query.objs[0], field.attname), "as_sql") for field in fields)


def _columns(fields: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(field.column for field in fields)


@cache
def _statement(table: str, columns: tuple[str, ...], returned: tuple[str, ...]) -> str:
    named, told = ", ".join(f'"{column}"' for column in columns), ", ".join(["%s"] * len(columns))
    back = ", ".join(f'"{column}"' for column in returned)
    return f'INSERT INTO "{table}" ({named}) VALUES ({told})' + (f" RETURNING {back}" if back else "")  # noqa: S608
