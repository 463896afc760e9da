"""Ask: the calendar in force, kept in the process and read again only when a notice has changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from portal.workdays.calendar import Calendar
from portal.workdays.models import Adjustment, HolidayNotice

Edition = tuple[int, datetime | None]


@dataclass
class _Kept:
    edition: Edition | None = None
    calendar: Calendar = field(default_factory=Calendar)


@dataclass
class _Hold:
    calendar: Calendar | None = None


_kept: Final = _Kept()
_hold: Final[ContextVar[_Hold | None]] = ContextVar("calendar_hold", default=None)


def calendar() -> Calendar:
    """The calendar in force: one small query to see that it has not changed, and none more while it is held."""
    hold = _hold.get()
    if hold is None:
        return _fresh()
    if hold.calendar is None:
        hold.calendar = _fresh()
    return hold.calendar


@contextmanager
def held() -> Iterator[None]:
    """Within it the calendar is looked at once: for a sweep or a request that computes many deadlines."""
    token = _hold.set(_Hold())
    try:
        yield
    finally:
        _hold.reset(token)


def _fresh() -> Calendar:
    edition = HolidayNotice.objects.edition()
    if edition != _kept.edition:
        adjustments = dict(Adjustment.objects.values_list("day", "is_working"))
        _kept.calendar = Calendar(adjustments, HolidayNotice.objects.years())
        _kept.edition = edition
    return _kept.calendar
