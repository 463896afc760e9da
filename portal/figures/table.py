"""Ask: the figures in force on a day in a region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import connections

from portal.figures.models import FigureRow
from portal.law import Figure
from portal.regions.models import Region

#: Asked by every deed: the rows of a day, those of a nearer region after those of a farther one.
IN_FORCE: Final = """
SELECT figure.code, figure.value
FROM figures_figurerow figure LEFT JOIN regions_region region ON region.code = figure.region_id
WHERE figure.period @> %s::date AND (figure.region_id IS NULL OR figure.region_id = ANY (%s))
ORDER BY region.path NULLS FIRST
"""


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


@dataclass(frozen=True)
class Map:
    """The figures of one day everywhere: by the path of each place that has some of its own, "" for the nation."""

    places: Mapping[str, Figures]

    def at(self, path: str) -> Figures:
        """The figures in force in the place of this path."""
        return self.places[max((place for place in self.places if path.startswith(place)), key=len)]


def everywhere(day: date) -> Map:
    """Every figure in force that day in every place, in one query: for what is asked of the whole country at once."""
    rows = FigureRow.objects.filter(period__contains=day).values_list("code", "value", "region__path")
    own: dict[str, dict[str, str]] = {"": {}}
    for code, value, path in rows:
        own.setdefault(path or "", {})[code] = value
    places: dict[str, Figures] = {}
    for path in sorted(own, key=len):
        above = max((place for place in places if path.startswith(place)), key=len, default=None)
        places[path] = Figures({**(places[above].rows if above is not None else {}), **own[path]})
    return Map(places)


def on(day: date, region: Region | None = None) -> Figures:
    """Every figure in force that day: the nearest region's row, else the nation's, else the rules' own value."""
    return among(day, region.path_codes if region is not None else [])


def among(day: date, codes: Sequence[str]) -> Figures:
    """The same for a place that is known by the codes of its path alone."""
    with connections[FigureRow.objects.db].planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(IN_FORCE, [day, list(codes)])
        return Figures(dict(cursor.fetchall()))
