"""
How a list becomes one statement: its rows, its columns and the format's own rules, all told to the database.

What comes out of `COPY` is byte for byte what the writers make of the same rows. A list with a column that only Python
can make has no statement.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from io import BytesIO
from operator import itemgetter
from typing import Any, Final

from django.core.exceptions import EmptyResultSet, FieldDoesNotExist
from django.db import connections
from django.db.models import Expression, F, Field, Func, Model, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.exchange.lists import ExportColumn, Source
from portal.exchange.writers import ACTIVE
from portal.parties.masked import Masked


class Type(StrEnum):
    """What a column yields, as far as the formats tell it apart."""

    TEXT = "text"
    WHOLE = "whole"
    DECIMAL = "decimal"
    DAY = "day"
    MOMENT = "moment"
    TRUTH = "truth"


TYPES: Final = {
    "CharField": Type.TEXT,
    "TextField": Type.TEXT,
    "SlugField": Type.TEXT,
    "AutoField": Type.WHOLE,
    "BigAutoField": Type.WHOLE,
    "IntegerField": Type.WHOLE,
    "BigIntegerField": Type.WHOLE,
    "SmallIntegerField": Type.WHOLE,
    "PositiveIntegerField": Type.WHOLE,
    "PositiveBigIntegerField": Type.WHOLE,
    "PositiveSmallIntegerField": Type.WHOLE,
    "DecimalField": Type.DECIMAL,
    "DateField": Type.DAY,
    "DateTimeField": Type.MOMENT,
    "BooleanField": Type.TRUTH,
}
#: Beyond six decimals Python writes small numbers with an exponent, PostgreSQL never.
MOST_PLACES: Final = 6
#: Rows to a piece: enough that the pieces cost nothing, few enough that they weigh nothing.
BATCH: Final = 500
CSV: Final = "FORMAT csv"
#: JSON escapes these two, so that no line is ever quoted.
LINES: Final = r"FORMAT csv, DELIMITER E'\x01', QUOTE E'\x02'"
_ACTIVE: Final = ", ".join(str(ord(sign)) for sign in ACTIVE)
Told = Callable[[int], None]


class OnlyInPython(Exception):  # noqa: N818 - not a defect: the writers make such a list row by row
    """A list or a column that the database cannot make."""


@dataclass(frozen=True)
class Typed:
    """A column in the database: its expression, and what that yields."""

    expression: Any
    type: Type


@dataclass(frozen=True)
class Statement:
    """A `COPY` ready to run: on which database, its text, and how its lines end."""

    using: str
    sql: str
    params: tuple[Any, ...]
    end: bytes

    def pieces(self, told: Told = lambda _done: None) -> Iterator[bytes]:
        """The lines, some hundreds at a time; `told` hears how many there were so far."""
        count, piece, connection = 0, BytesIO(), connections[self.using]
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(self.sql, self.params) as lines,
        ):
            for count, line in enumerate(lines, start=1):
                piece.write(line[:-1])
                piece.write(self.end)
                if count % BATCH == 0:
                    yield piece.getvalue()
                    piece = BytesIO()
                    told(count)
        yield piece.getvalue()
        told(count)


@dataclass(frozen=True)
class Nothing:
    """The statement of a list that no row can be in."""

    def pieces(self, _told: Told = lambda _done: None) -> Iterator[bytes]:
        return iter(())


def csv_statement(columns: Sequence[ExportColumn], rows: Any) -> Statement | Nothing:
    """The lines of a CSV file below its header; `OnlyInPython` when there is no such statement."""
    if len(columns) == 1:
        raise OnlyInPython  # an empty only cell is quoted by one and not by the other
    cells = [_csv_cell(column) for column in typed(columns, rows)]
    return _copy(_bare(rows).values_list(*cells), CSV, b"\r\n")


def json_statement(columns: Sequence[ExportColumn], rows: Any) -> Statement | Nothing:
    """The lines of a file of JSON objects; `OnlyInPython` when there is no such statement."""
    names = [column.name for column in columns]
    if len(set(names)) != len(names):
        raise OnlyInPython
    parts: list[Any] = []
    for name, column in zip(names, typed(columns, rows), strict=True):
        parts += [Value(f"{', ' if parts else '{'}{json.dumps(name, ensure_ascii=False)}: "), _json_cell(column)]
    return _copy(_bare(rows).values_list(_Joined(*parts, Value("}"))), LINES, b"\n")


def flat(columns: Sequence[ExportColumn], rows: Any) -> tuple[Sequence[ExportColumn], QuerySet[Any]]:
    """The same list as plain tuples, which are read twice as fast as objects; `OnlyInPython` as above."""
    cells = [column.expression for column in typed(columns, rows)]
    places = [replace(column, source=itemgetter(place), personal=None) for place, column in enumerate(columns)]
    return places, _bare(rows).values_list(*cells)


def typed(columns: Sequence[ExportColumn], rows: Any) -> list[Typed]:
    """Every column as the database makes it."""
    if not isinstance(rows, QuerySet):
        raise OnlyInPython
    query = rows.query
    if getattr(rows, "_fields", None) is not None or query.combinator or query.group_by is not None:
        raise OnlyInPython
    if query.distinct and (query.distinct_fields or query.is_sliced or query.annotations):
        raise OnlyInPython
    return [_typed(column, rows.model) for column in columns]


def _bare(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows without what is only fetched for Python; a row joined twice is still one row."""
    rows = rows.select_related(None).prefetch_related(None)
    if not rows.query.distinct:
        return rows
    once = rows.model._base_manager.using(rows.db).filter(pk__in=rows.order_by().values("pk"))  # noqa: SLF001
    return once.order_by(*rows.query.order_by) if rows.query.order_by else once


def _typed(column: ExportColumn, model: type[Model]) -> Typed:
    source = column.source
    if isinstance(source, str):
        found = _of_path(source, model)
    elif isinstance(source, Source):
        found = Typed(source.expression(model), Type.TEXT)
    else:
        raise OnlyInPython
    if column.personal is None:
        return found
    if found.type != Type.TEXT or not Masked.knows(column.personal):
        raise OnlyInPython
    return Typed(Masked(column.personal, found.expression), Type.TEXT)


def _of_path(path: str, model: type[Model]) -> Typed:
    """The column at the end of a path of keys; anything but columns on the way is Python's."""
    names = path.split(".")
    for name in names[:-1]:
        key = _column(model, name)
        if name != key.name or key.related_model is None:
            raise OnlyInPython
        model = key.related_model  # type: ignore[assignment]
    field = _column(model, names[-1])
    if field.is_relation and names[-1] == field.name:
        raise OnlyInPython  # the thing itself, which Python would name
    at = F("__".join(names))
    while field.is_relation:
        field = field.target_field  # type: ignore[attr-defined]
    if isinstance(field, UUIDField):
        return Typed(Cast(at, TextField()), Type.TEXT)
    if hasattr(field, "from_db_value") or field.get_internal_type() not in TYPES:
        raise OnlyInPython
    if (getattr(field, "decimal_places", 0) or 0) > MOST_PLACES:
        raise OnlyInPython
    return Typed(at, TYPES[field.get_internal_type()])


def _column(model: type[Model], name: str) -> "Field[Any, Any]":
    try:
        field = model._meta.get_field(name)  # noqa: SLF001 - Django's public description of a model
    except FieldDoesNotExist:
        raise OnlyInPython from None
    if not isinstance(field, Field) or not field.concrete or field.many_to_many:
        raise OnlyInPython
    return field


def _copy(rows: QuerySet[Any], options: str, end: bytes) -> Statement | Nothing:
    try:
        sql, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return Nothing()
    return Statement(rows.db, f"COPY ({sql}) TO STDOUT WITH ({options})", tuple(params), end)


class _Repeated(Func):
    """An expression that stands more than once in its own text; `{x}` marks the places."""

    arity = 1
    text = "{x}"

    def __init__(self, expression: Any, **context: str) -> None:
        super().__init__(expression, output_field=TextField())
        self.context = context

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, Any]:  # type: ignore[override]
        inner, params = compiler.compile(self.source_expressions[0])
        return self.text.format(x=inner, **self.context), tuple(params) * self.text.count("{x}")


class _Joined(Func):
    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TextField()


class _Safe(_Repeated):
    """A text disarmed as `writers.safe` does it, and nothing for an empty one."""

    text = f"CASE WHEN ascii({{x}}) IN ({_ACTIVE}) THEN '''' || {{x}} ELSE NULLIF({{x}}, '') END"


class _JsonText(_Repeated):
    text = "coalesce(to_json(NULLIF(({x})::text, ''))::text, 'null')"


class _JsonPlain(_Repeated):
    text = "coalesce(({x})::text, 'null')"


class _JsonQuoted(_Repeated):
    text = "coalesce('\"' || ({x})::text || '\"', 'null')"


class _Minutes(_Repeated):
    text = "to_char({x} AT TIME ZONE '{zone}', 'YYYY-MM-DD HH24:MI')"


class _JsonMoment(_Repeated):
    """Seconds, and thousandths where there is any fraction, as Django's encoder writes them."""

    text = (
        "coalesce('\"' || to_char({x} AT TIME ZONE '{zone}', CASE WHEN date_trunc('second', {x}) = {x}"
        " THEN 'YYYY-MM-DD\"T\"HH24:MI:SS' ELSE 'YYYY-MM-DD\"T\"HH24:MI:SS.MS' END) || '\"', 'null')"
    )


class _Word(_Repeated):
    text = "CASE WHEN {x} THEN '{yes}' WHEN NOT {x} THEN '{no}' END"


def _csv_cell(column: Typed) -> Expression | F:
    match column.type:
        case Type.TEXT:
            return _Safe(column.expression)
        case Type.MOMENT:
            return _Minutes(column.expression, zone=_zone())
        case Type.TRUTH:
            return _Word(column.expression, yes=_quoted(_("是")), no=_quoted(_("否")))
    return column.expression


def _json_cell(column: Typed) -> Expression:
    match column.type:
        case Type.TEXT:
            return _JsonText(column.expression)
        case Type.MOMENT:
            return _JsonMoment(column.expression, zone=_zone())
        case Type.DAY | Type.DECIMAL:
            return _JsonQuoted(column.expression)
    return _JsonPlain(column.expression)


def _zone() -> str:
    return _quoted(timezone.get_current_timezone_name())


def _quoted(text: str) -> str:
    return text.replace("'", "''").replace("%", "%%")
