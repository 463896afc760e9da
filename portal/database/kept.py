"""Questions that are asked all day: put into SQL once, and planned by the server once a connection."""

import copy
from collections.abc import Callable, Iterator
from itertools import chain
from types import SimpleNamespace
from typing import Any, Final

from django.db import connections
from django.db.models import Expression, QuerySet, prefetch_related_objects


class Told(Expression):
    """Stands for a value that every asking brings; two of one name are one value."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, _compiler: Any, _connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


class kept:  # noqa: N801 - it is written as a decorator
    """
    A function that makes a queryset of what it is told becomes one that asks it, and answers a list of its rows.

    What Django does between a filter and its SQL takes longer than the asking, and is the same each time: it is done
    once a process, with a place left open for each argument. Arguments are plain values as the driver takes them (keys,
    dates, texts, lists for `Among`), never None, and must not decide what the queryset is made of.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.make = make
        self.__doc__ = make.__doc__
        self.names: Final = make.__code__.co_varnames[: make.__code__.co_argcount]
        self._asked: _Asked | None = None

    def __call__(self, *values: Any) -> list[Any]:
        if self._asked is None:
            self._asked = _Asked(self.make(*map(Told, self.names)))
        return self._asked.answer(dict(zip(self.names, values, strict=True)))

    def first(self, *values: Any) -> Any:
        """The first row, or None. How many are fetched, the queryset says."""
        return next(iter(self(*values)), None)


class _Asked:
    """A queryset with its SQL, and the compiler that knows what the columns mean."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self.rows = rows
        self.compiler = rows.query.get_compiler(rows.db)
        statement, parameters = self.compiler.as_sql()
        compose = connections[rows.db].ops.compose_sql  # type: ignore[attr-defined]
        # What is the same every time is written out, for the planner to see which partial index it fits.
        written = tuple("%s" if isinstance(it, Told) else compose("%s", [it]).replace("%", "%%") for it in parameters)
        self.statement = statement.replace("%%", "%%%%") % written
        self.names = [it.name for it in parameters if isinstance(it, Told)]
        columns = [column for column, _words, _alias in self.compiler.select]
        self.converters = self.compiler.get_converters(columns[: self.compiler.col_count])

    def answer(self, told: dict[str, Any]) -> list[Any]:
        rows: Any = self.rows
        alias, query = rows.db, copy.copy(rows.query)
        query.get_compiler = lambda *_words, **_more: _Answering(self, alias, told)
        # As much of a queryset as Django's readers of rows ask for: a queryset itself remembers what it once answered.
        asking = SimpleNamespace(**{**vars(rows), "db": alias, "query": query})
        found = list(rows._iterable_class(asking))  # noqa: SLF001 - how Django reads its rows
        if rows._prefetch_related_lookups:  # noqa: SLF001
            prefetch_related_objects(found, *rows._prefetch_related_lookups)  # noqa: SLF001
        return found


class _Answering:
    """What Django's readers of rows need of a compiler, with the asking already done."""

    def __init__(self, asked: _Asked, alias: str, told: dict[str, Any]) -> None:
        self.asked, self.alias = asked, alias
        self.values = [told[name] for name in asked.names]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.asked.compiler, name)

    def execute_sql(self, *_words: Any, **_more: Any) -> list[list[tuple[Any, ...]]]:
        with connections[self.alias].planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(self.asked.statement, self.values)
            return [cursor.fetchall()]

    def results_iter(self, results: Any = None, **more: Any) -> Iterator[Any]:
        rows: Any = chain.from_iterable(self.execute_sql() if results is None else results)
        if self.asked.converters:
            rows = self.asked.compiler.apply_converters(rows, self.asked.converters)
        return iter(map(tuple, rows) if more.get("tuple_expected") else rows)
