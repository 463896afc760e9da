"""Ask: when a term ends, and how much of it is left, in the unit the law counts in."""

from datetime import date

from portal.workdays import clock, table
from portal.workdays.calendar import Calendar, Deadline

__all__ = ["Deadline", "after", "between"]


def after(start: date, length: int, unit: str, calendar: Calendar | None = None) -> Deadline:
    """
    The last day of a term that starts the day after `start`, on the calendar in force.

    `unit` is working_days, calendar_days, months or years; raises ValueError for any other.
    """
    return clock.last_day(start, length, unit, calendar or table.calendar())


def between(start: date, end: date, unit: str, calendar: Calendar | None = None) -> int:
    """
    How many days lie after `start` up to and including `end`; 0 if none.

    `unit` is working_days or calendar_days; raises ValueError for months and years, which do not divide into days.
    """
    return clock.days_between(start, end, unit, calendar or table.calendar())
