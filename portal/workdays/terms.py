"""Ask: when a term ends, and how much of it is left, in the unit the law counts in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5


@dataclass(frozen=True)
class Deadline:
    """The last day of a term; `is_certain` is False where no holiday notice for the year has been loaded."""

    on: date
    is_certain: bool = True


def after(start: date, length: int, unit: str) -> Deadline:
    """The last day of a term that starts the day after `start`; `unit` is working_days, calendar_days or months."""
    day = start
    if unit == "months":
        length, unit = length * 30, "calendar_days"
    if unit == "calendar_days":
        day = start + timedelta(days=length)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        return Deadline(day)
    while length:
        day += timedelta(days=1)
        length -= day.weekday() < SATURDAY
    return Deadline(day)


def between(start: date, end: date, unit: str) -> int:
    """How many units lie after `start` up to and including `end`; 0 if none."""
    days = [start + timedelta(days=n) for n in range(1, max((end - start).days, 0) + 1)]
    return sum(1 for day in days if unit != "working_days" or day.weekday() < SATURDAY)
