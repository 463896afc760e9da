"""How a report is declared: cycle, columns with their definitions, rows, chart."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from portal.access import Role
from portal.law import Clause, Words
from portal.reports.periods import Cycle, Period

if TYPE_CHECKING:
    from portal.regions.models import Region

OFFICERS = frozenset({Role.OFFICER, Role.REVIEWER, Role.APPROVER})


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    COUNT = "count"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"


@dataclass(frozen=True)
class Column:
    """
    One column: key in the rows, header, and the definition people read beside it, which is what makes it a statistic.

    `sums` adds a total to the last row.
    """

    key: str
    label: Words
    definition: Words
    kind: Kind = Kind.COUNT
    unit: Words = ""
    sums: bool = False
    basis: Clause | None = None


@dataclass(frozen=True)
class Chart:
    """What is drawn: one shape a row, labelled by one column, with the values of one to four others."""

    label: str
    values: tuple[str, ...]
    form: str = "bars"


@dataclass(frozen=True)
class Report:
    """
    A report of one cycle.

    `rows(period, region)` gives dictionaries keyed by the columns; it counts everything in the region and below it that
    fell in the period. `roles` are told when it is produced, where they hold office in the region itself.
    """

    code: str
    title: Words
    cycle: Cycle
    columns: tuple[Column, ...]
    rows: Callable[[Period, "Region"], Iterable[Mapping[str, Any]]] = field(compare=False)
    chart: Chart | None = None
    basis: Clause | None = None
    note: Words = ""
    roles: frozenset[Role] = OFFICERS

    def column(self, key: str) -> Column:
        """The column of this key; `LookupError` when there is none."""
        for column in self.columns:
            if column.key == key:
                return column
        raise LookupError(key)


_declared: dict[str, Report] = {}


def declare(report: Report) -> Report:
    """Make a report known to the pages and the schedule; declared again, the later one holds."""
    _declared[report.code] = report
    return report


def find(code: str) -> Report:
    """The report of this code; `LookupError` when nobody declared one."""
    return _declared[code]


def declared() -> tuple[Report, ...]:
    """All of them, by code."""
    return tuple(_declared[code] for code in sorted(_declared))
