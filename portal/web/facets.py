"""Facets: what each further choice would leave of a list, and what all choices leave, from one count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet
from django_filters import FilterSet

from portal.law import Words


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list, with how many rows each value would leave."""

    name: str
    label: Words
    choices: list[tuple[str, str, int, bool]]


@dataclass(frozen=True)
class Cell:
    """How many rows bear these values, one for each facet."""

    values: dict[str, str]
    count: int


class Cube:
    """
    The rows of a list, counted once by the values of all its facets together; every figure is a sum over the cells.

    A facet is an `AnyOf` of one column: so that what it leaves can be told from the value alone.
    """

    def __init__(self, filterset: FilterSet, names: Sequence[str]) -> None:
        self._filterset, self._names = filterset, names
        self._faults = set(filterset.errors)
        given = filterset.form.cleaned_data
        self._others = {name: value for name, value in given.items() if name not in names}
        self._chosen = {name: value for name, value in given.items() if name in names and value}

    @cached_property
    def found(self) -> QuerySet[Any]:
        """The rows that all filters leave; none where one of them has a fault."""
        return self._filterset.queryset.none() if self._faults else self._filtered(self._unchosen, self._chosen)

    @property
    def total(self) -> int:
        """How many rows were found."""
        return 0 if self._faults else sum(cell.count for cell in self._left(self._cells, self._chosen))

    def facets(self) -> list[Facet]:
        """Each with the values that would leave something, and those that are chosen."""
        return [self._facet(name) for name in self._names]

    @property
    def counting(self) -> QuerySet[Any]:
        """What is asked of the table: the values of every cell, then its count."""
        return self._by_cell(self._unchosen)

    @cached_property
    def _unchosen(self) -> QuerySet[Any]:
        """The rows that the filters leave which are no facets."""
        return self._filtered(self._filterset.queryset.all(), self._others)

    @cached_property
    def _cells(self) -> list[Cell]:
        return self._told(self.counting)

    @cached_property
    def _all_cells(self) -> list[Cell]:
        return self._told(self._by_cell(self._filterset.queryset.all()))

    def _filtered(self, rows: QuerySet[Any], given: dict[str, Any]) -> QuerySet[Any]:
        for name, value in given.items():
            rows = self._filterset.filters[name].filter(rows, value)
        return rows

    def _by_cell(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        columns = [self._filterset.filters[name].field_name for name in self._names]
        return rows.order_by().values_list(*columns).annotate(count=Count("*"))

    def _told(self, rows: QuerySet[Any]) -> list[Cell]:
        return [Cell(dict(zip(self._names, map(str, values), strict=True)), count) for *values, count in rows]

    def _left(self, cells: list[Cell], chosen: dict[str, list[str]]) -> Iterator[Cell]:
        return (cell for cell in cells if all(cell.values[name] in values for name, values in chosen.items()))

    def _facet(self, name: str) -> Facet:
        field = self._filterset.filters[name].field
        counts, chosen = self._counts(name), set(self._filterset.data.getlist(name))
        labels = [(str(value), str(label)) for value, label in field.choices if value not in ("", None)]
        shown = [(value, label) for value, label in labels if counts.get(value) or value in chosen]
        return Facet(
            name,
            str(field.label),
            [(value, label, counts.get(value, 0), value in chosen) for value, label in shown],
        )

    def _counts(self, name: str) -> dict[str, int]:
        """By value, under all other filters, so that a second choice can be weighed; under none if one has a fault."""
        others = {other: values for other, values in self._chosen.items() if other != name}
        left = self._all_cells if self._faults - {name} else self._left(self._cells, others)
        counts: dict[str, int] = {}
        for cell in left:
            counts[cell.values[name]] = counts.get(cell.values[name], 0) + cell.count
        return counts
