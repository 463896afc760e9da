"""Tell: many rows at once, by COPY, under every constraint and trigger of their tables."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection
from django.db.models import Model

#: Indexes that only make reading fast. Those that hold a constraint stay, whatever is loaded.
PLAIN_INDEXES: Final = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique AND NOT indisexclusion ORDER BY 1
"""


def table_of(model: type[Model]) -> str:
    """The model's table."""
    return model._meta.db_table  # noqa: SLF001 - Django's public description of a model


def keys(model: type[Model], count: int) -> range:
    """Take so many primary keys from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table_of(model)])
        return take(cursor.fetchone()[0], count)


def take(sequence: str, count: int) -> range:
    """Take so many numbers from a sequence; nobody else gets one of them."""
    if not count:
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        (first,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s, %s)", [sequence, first + count - 1])
    return range(first, first + count)


def load(model: type[Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Copy rows into the model's table; `names` are its fields in the order of each row, `name_id` for a key."""
    columns = ", ".join(connection.ops.quote_name(_column(model, name)) for name in names)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table_of(model)} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _column(model: type[Model], name: str) -> str:
    field = model._meta.get_field(name.removesuffix("_id"))  # noqa: SLF001 - Django's public description of a model
    return str(field.column)  # type: ignore[union-attr]  # no row is given for a field that has no column


def check_at_once() -> None:
    """Check constraints statement by statement in this transaction: what waits for the commit waits in memory."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@contextmanager
def unindexed(*models: type[Model]) -> Iterator[None]:
    """
    Do without the plain indexes of these tables while they are loaded, and build them anew afterwards.

    Inside the caller's transaction: whatever fails, the tables have their indexes.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLAIN_INDEXES, [[table_of(model) for model in models]])
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        for _name, definition in found:
            cursor.execute(definition)


def settle(*models: type[Model]) -> None:
    """Let the planner know what the tables hold now."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {table_of(model)}")
