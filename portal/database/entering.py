"""Many new rows in one statement, whatever tables they are for."""

import json
from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connections, models, router

Row = models.Model


def enter(*groups: Sequence[Row]) -> None:
    """
    Enter these rows, each group of one table, in one statement that is made and planned once for these tables.

    The rows hold plain values and do not learn their keys; nobody is told by signals. What only the database sees is
    raised as for `bulk_create`.
    """
    filled = [rows for rows in groups if rows]
    if not filled:
        return
    connection = _line_of(filled[0])
    with connection.planned_cursor() as cursor:
        cursor.execute(_entering(tuple(type(rows[0]) for rows in filled)), [_said(rows) for rows in filled])


def enter_unless_there(rows: Sequence[Row], back: str) -> set[Any]:
    """Enter those of these rows that no constraint keeps out, and tell by their field `back` which those were."""
    if not rows:
        return set()
    with _line_of(rows).planned_cursor() as cursor:
        cursor.execute(_entering_new(type(rows[0]), back), [_said(rows)])
        return {value for (value,) in cursor.fetchall()}


def _line_of(rows: Sequence[Row]) -> Any:
    return connections[router.db_for_write(type(rows[0]))]


@cache
def _entering(tables: tuple[type[Row], ...]) -> str:
    *first, last = map(_insert, tables)
    if not first:
        return last
    return f"WITH {', '.join(f'entered_{place} AS ({one})' for place, one in enumerate(first))} {last}"


@cache
def _entering_new(table: type[Row], back: str) -> str:
    column = table._meta.get_field(back).column  # type: ignore[union-attr]  # noqa: SLF001 - Django's public description
    return f'{_insert(table)} ON CONFLICT DO NOTHING RETURNING "{column}"'


def _insert(table: type[Row]) -> str:
    """Rows come as JSON: an array a column would be written by the driver, sign by sign."""
    connection = connections[router.db_for_write(table)]
    fields = _fields(table)
    named = ", ".join(f'"{field.column}"' for field in fields)
    typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
    meta = table._meta  # noqa: SLF001 - Django's public description
    return f'INSERT INTO "{meta.db_table}" ({named}) SELECT {named} FROM json_to_recordset(%s) AS given({typed})'  # noqa: S608


@cache
def _fields(table: type[Row]) -> tuple[Any, ...]:
    meta = table._meta  # noqa: SLF001 - Django's public description
    return tuple(field for field in meta.concrete_fields if field is not meta.auto_field)


def _said(rows: Sequence[Row]) -> str:
    fields = _fields(type(rows[0]))
    told = [{field.column: field.pre_save(row, add=True) for field in fields} for row in rows]
    return json.dumps(told, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"{type(value)} is no plain value.")
