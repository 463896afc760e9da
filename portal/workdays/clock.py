"""How a statutory term runs: from the day after, over days off, through pauses, once extended; pure."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from portal.law import Clause, Objection
from portal.law import phrase as _
from portal.workdays.calendar import DAY, Calendar, Deadline
from portal.workdays.rules import ACCEPTED_BY_SILENCE, EXTENDED_ONCE, SUSPENDED_IN_WRITING

MONTHS: Final = {"months": 1, "years": 12}
#: Of the whole term: above it a clock needs no attention.
EASY_SHARE: Final = 0.5
#: Working days left from which a clock is urgent.
URGENT_DAYS: Final = 3


class Status(StrEnum):
    """What a clock is doing."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    EXTENDED = "extended"
    STOPPED = "stopped"
    OVERDUE = "overdue"


class Lamp(StrEnum):
    """What a clock shows: green with more than half left, red when overdue, yellow when urgent, blue in between."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class Pause:
    """Time that does not count: the days after `since` up to and including `until`, or still running if None."""

    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        return self.since < day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Term:
    """A term that began with an event on `start`. Pauses and the extension are in the days of its `unit`."""

    start: date
    length: int
    unit: str = "working_days"
    pauses: tuple[Pause, ...] = ()
    extended_by: int = 0
    stopped_on: date | None = None

    @property
    def is_suspended(self) -> bool:
        return any(pause.until is None for pause in self.pauses)


def last_day(start: date, length: int, unit: str, calendar: Calendar) -> Deadline:
    """
    The last day of an unbroken term: it starts the day after `start`, and ends on a working day (CLK-R03).

    Months and years end on the day of the same number, or the month's last (Civil Code, article 202).
    """
    if length < 0:
        raise ValueError("A term is not negative.")
    if unit == "working_days":
        return calendar.after(start, length)
    if unit == "calendar_days":
        day = start + length * DAY
    elif unit in MONTHS:
        day = _months_later(start, length * MONTHS[unit])
    else:
        raise ValueError(f"No term is counted in {unit}.")
    return calendar.on_or_after(day)


def days_between(start: date, end: date, unit: str, calendar: Calendar) -> int:
    """Days of the unit after `start` up to and including `end`; 0 if none. ValueError for months and years."""
    if unit == "working_days":
        return calendar.between(start, end)
    if unit == "calendar_days":
        return max((end - start).days, 0)
    raise ValueError(f"What is left of a term is not counted in {unit}.")


def due(term: Term, calendar: Calendar) -> Deadline | None:
    """The last day of the term, its pauses left out (CLK-R10) and its extension added; None while it is suspended."""
    if term.is_suspended:
        return None
    if term.unit in MONTHS:
        end = last_day(term.start, term.length + term.extended_by, term.unit, calendar)
        return Deadline(calendar.on_or_after(end.on + _paused_days(term) * DAY).on, end.is_certain)
    day, left = term.start, term.length + term.extended_by
    while left:
        day += DAY
        left -= _counts(day, term, calendar)
    if term.unit == "calendar_days":
        return calendar.on_or_after(day)
    return Deadline(day, calendar.covers(term.start, day))


def status(term: Term, on: date, calendar: Calendar) -> Status:
    """What the clock is doing that day."""
    if term.stopped_on is not None and term.stopped_on <= on:
        return Status.STOPPED
    end = due(term, calendar)
    if end is None:
        return Status.SUSPENDED
    if on > end.on:
        return Status.OVERDUE
    return Status.EXTENDED if term.extended_by else Status.RUNNING


def lamp(start: date, due_on: date, on: date, calendar: Calendar) -> Lamp:
    """The colour to show on a day for a term that ends on `due_on`."""
    if on > due_on:
        return Lamp.RED
    left = calendar.between(on, due_on)
    if left <= URGENT_DAYS:
        return Lamp.YELLOW
    return Lamp.GREEN if left > EASY_SHARE * calendar.between(start, due_on) else Lamp.BLUE


def extension_objections(
    term: Term, days: int, calendar: Calendar, *, allowed: int, reason: str, on: date
) -> list[Objection]:
    """Every reason not to extend: once only, within what the law allows, before the end, with the reason told (R07)."""
    end = due(term, calendar)
    found = []
    if term.extended_by:
        found.append(Objection(_("期限只能延长一次"), EXTENDED_ONCE))
    if not 0 < days <= allowed:
        found.append(Objection(_("延长的天数超出规定"), EXTENDED_ONCE, "days", str(allowed), str(days)))
    if term.stopped_on is not None or (end is not None and on > end.on):
        found.append(Objection(_("期限已经届满或者终止，不能延长"), EXTENDED_ONCE))
    if not reason.strip():
        found.append(Objection(_("延长期限的理由应当告知申请人"), EXTENDED_ONCE, "reason"))
    return found


def suspension_objections(term: Term, told: str, on: date) -> list[Objection]:
    """Every reason not to suspend: it runs no more, stands still already, or the applicant was not told (R10)."""
    found = []
    if term.stopped_on is not None or term.is_suspended:
        found.append(Objection(_("期限未在计算中，不能暂停"), SUSPENDED_IN_WRITING))
    if on < term.start:
        found.append(Objection(_("暂停日期早于期限起算日"), SUSPENDED_IN_WRITING, "on", str(term.start), str(on)))
    if not told.strip():
        found.append(Objection(_("不计入期限的时间应当书面告知申请人"), SUSPENDED_IN_WRITING, "told"))
    return found


@dataclass(frozen=True)
class DeemedAcceptance:
    """Accepted because nobody said otherwise in time: known from `established_on`, in effect since `effective_on`."""

    effective_on: date
    established_on: date
    is_certain: bool
    basis: Clause = ACCEPTED_BY_SILENCE


def deemed_acceptance(
    received: date, told: date | None, length: int, on: date, calendar: Calendar
) -> DeemedAcceptance | None:
    """
    The acceptance the law deems, if the correction notice was not given within `length` working days (CLK-R05).

    It counts from the day the papers came in. None while there is time, or if the applicant was told in time.
    """
    end = calendar.after(received, length)
    if (told is not None and told <= end.on) or on <= end.on:
        return None
    return DeemedAcceptance(received, end.on + DAY, end.is_certain)


def _counts(day: date, term: Term, calendar: Calendar) -> bool:
    if any(pause.holds(day) for pause in term.pauses):
        return False
    return term.unit == "calendar_days" or calendar.is_working(day)


def _paused_days(term: Term) -> int:
    spans = sorted((pause.since, pause.until) for pause in term.pauses if pause.until is not None)
    total, reached = 0, date.min
    for since, until in spans:
        total += max((until - max(since, reached)).days, 0)
        reached = max(reached, until)
    return total


def _months_later(start: date, months: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
