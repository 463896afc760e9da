"""Ask: the figures in force on a day in a region."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from portal.figures.models import FigureRow
from portal.law import Figure
from portal.regions.models import Region


@dataclass(frozen=True)
class Figures:
    """The figures of one day and place; `figures[MIN_ENGINEERS]` is the value, typed as the figure declares it."""

    rows: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, figure: Figure) -> Decimal:
        """The numeric value in force."""
        return Decimal(self.rows.get(figure.code, figure.value))

    def days(self, figure: Figure) -> int:
        """A whole number of days, months or years."""
        return int(self[figure])

    def choice(self, figure: Figure) -> str:
        """The choice in force, for figures whose unit is `choice`."""
        return str(self.rows.get(figure.code, figure.value))


def on(day: date, region: Region | None = None) -> Figures:
    """Every figure in force that day: the nearest region's row, else the nation's, else the rules' own value."""
    where = Q(region__isnull=True)
    if region is not None:
        where |= Q(region__in=region.path_codes)
    rows = (
        FigureRow.objects.filter(where, period__contains=day)
        .order_by("region__path")
        .values_list("code", "value", "region__path")
    )
    nearest = sorted(rows, key=lambda row: len(row[2] or ""))
    return Figures({code: value for code, value, _path in nearest})
