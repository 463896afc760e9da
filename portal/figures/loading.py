"""What can be done to the table of figures: enter what the rules declare, and let a later value supersede."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import QuerySet

from portal.figures.models import FigureRow
from portal.law import Figure


@dataclass(frozen=True)
class Loaded:
    """What a load did; `differing` are codes whose row in force says otherwise than the rules, as an officer may."""

    written: list[str]
    differing: list[str]


@transaction.atomic
def load(figures: Iterable[Figure], on: date) -> Loaded:
    """
    Write a national row for each figure that has none, in force since its instrument is; twice is as good as once.

    A row that exists is never changed: it may have been superseded on purpose.
    """
    figures = list(figures)
    rows = FigureRow.objects.filter(region=None, code__in=[figure.code for figure in figures])
    present = set(rows.values_list("code", flat=True))
    values = dict(rows.filter(period__contains=on).values_list("code", "value"))
    missing = [figure for figure in figures if figure.code not in present]
    FigureRow.objects.bulk_create(_row(figure) for figure in missing)
    differing = [figure.code for figure in figures if values.get(figure.code, str(figure.value)) != str(figure.value)]
    return Loaded([figure.code for figure in missing], differing)


@transaction.atomic
def supersede(row: FigureRow) -> FigureRow:
    """
    Save a row from its first day on; the row in force there until now ends the day before.

    Raises IntegrityError while a row stands that begins on that day or later, within the new one's period.
    """
    begins = row.period.lower
    if begins is not None:
        same = FigureRow.objects.select_for_update().filter(code=row.code, region=row.region)
        for before in same.filter(period__contains=begins).exclude(pk=row.pk):
            if before.period.lower is None or before.period.lower < begins:
                before.period = DateRange(before.period.lower, begins)
                before.save(update_fields=["period"])
    row.save()
    return row


def later_rows(row: FigureRow) -> QuerySet[FigureRow]:
    """The rows of the same figure and place that stand in the way of this one: they begin on its first day or later."""
    rows = FigureRow.objects.filter(code=row.code, region=row.region, period__overlap=row.period)
    return rows if row.period.lower is None else rows.filter(period__startswith__gte=row.period.lower)


def _row(figure: Figure) -> FigureRow:
    instrument = figure.basis.instrument
    return FigureRow(
        code=figure.code,
        value=str(figure.value),
        unit=figure.unit,
        period=DateRange(instrument.in_force, None),
        basis=str(figure.basis),
        label=str(figure.label),
        is_confirmed=figure.confirmed and figure.basis.confirmed,
    )
