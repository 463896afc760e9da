"""Which days are worked, and the arithmetic of terms over them; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Deadline:
    """The last day of a term; `is_certain` is False where it rests on a year whose holiday notice is not loaded."""

    on: date
    is_certain: bool = True


@dataclass(frozen=True)
class Calendar:
    """
    The days worked: Monday to Friday, but for what the State Council's yearly notices adjust.

    `adjustments` maps a day to whether it is worked; `years_covered` are the years whose notice is loaded. Outside them
    weekends alone are days off, and every deadline that touches such a year says that it is not certain.
    """

    adjustments: Mapping[date, bool] = field(default_factory=dict)
    years_covered: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        return self.adjustments.get(day, day.weekday() < SATURDAY)

    def covers(self, first: date, last: date) -> bool:
        """Whether the notice of every year from the first day to the last is loaded."""
        first, last = min(first, last), max(first, last)
        return all(year in self.years_covered for year in range(first.year, last.year + 1))

    def after(self, start: date, count: int) -> Deadline:
        """The working day `count` working days after `start`, whose own day does not count; 0 is `start` itself."""
        return self._step(start, count, DAY)

    def before(self, end: date, count: int) -> Deadline:
        """The working day `count` working days before `end`: the last day for what must precede it by so many."""
        return self._step(end, count, -DAY)

    def between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; 0 if none."""
        return sum(self.is_working(start + n * DAY) for n in range(1, (end - start).days + 1))

    def on_or_after(self, day: date) -> Deadline:
        """The day itself if it is worked, else the next that is: where a term's last day falls on a day off."""
        moved = day
        while not self.is_working(moved):
            moved += DAY
        return Deadline(moved, self.covers(day, moved))

    def in_year(self, year: int) -> int:
        """How many working days the year has."""
        return self.between(date(year - 1, 12, 31), date(year, 12, 31))

    def _step(self, start: date, count: int, step: timedelta) -> Deadline:
        if count < 0:
            raise ValueError("A term is not negative.")
        day = start
        while count:
            day += step
            count -= self.is_working(day)
        return Deadline(day, self.covers(start, day))
