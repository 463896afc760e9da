"""What a report says: its rows made plain, totals, words for every value, and its chart. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.reports import charts
from portal.reports.declarations import Column, Kind, Report

Value = str | int | float | Decimal | date | None


@dataclass(frozen=True)
class Table:
    """Header, lines and totals as people read them; `totals` is empty where nothing is summed."""

    columns: tuple[Column, ...]
    lines: list[list[str]]
    totals: list[str]

    @property
    def cells(self) -> list[list[tuple[Column, str]]]:
        """Each line's values beside their columns."""
        return [list(zip(self.columns, line, strict=True)) for line in self.lines]


def plain(report: Report, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with exactly the report's columns; `KeyError` when a row lacks one."""
    return [{column.key: row[column.key] for column in report.columns} for row in rows]


def table(report: Report, rows: Sequence[Mapping[str, Any]]) -> Table:
    """The table of a page, a paper, a reader."""
    lines = [[written(column, row.get(column.key)) for column in report.columns] for row in rows]
    sums = totals(report, rows)
    last = [written(column, sums[column.key]) if column.key in sums else "" for column in report.columns]
    if sums:
        last[0] = last[0] or _("合计")
    return Table(report.columns, lines, last if sums else [])


def totals(report: Report, rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """The sums of the columns that have one."""
    return {
        column.key: sum((number(row.get(column.key)) or Decimal(0) for row in rows), Decimal(0))
        for column in report.columns
        if column.sums
    }


def number(value: Any) -> Decimal | None:
    """A value as a number, whether it comes from a query or from a kept run; None where it is none."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    return Decimal(str(value))


def written(column: Column, value: Any) -> str:
    """A value in words: thousands parted, one decimal for percents, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if column.kind == Kind.COUNT:
        return f"{Decimal(str(value)):,.0f}"
    if column.kind == Kind.DECIMAL:
        return f"{_rounded(value, 2):,}"
    if column.kind == Kind.PERCENT:
        return f"{_rounded(value, 1)}%"
    return str(value)


def _rounded(value: Any, places: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def chart(report: Report, rows: Sequence[Mapping[str, Any]], title: str) -> str:
    """The picture a report declares, or "" where it declares none or there is nothing to draw."""
    if report.chart is None or not rows:
        return ""
    labels = [str(row.get(report.chart.label) or "") for row in rows]
    series = [
        charts.Series(str(report.column(key).label), [number(row.get(key)) for row in rows])
        for key in report.chart.values
    ]
    return charts.draw(title, labels, series, report.chart.form)
