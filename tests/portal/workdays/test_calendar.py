"""Which days are worked, and the arithmetic over them."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.workdays.calendar import Calendar, Deadline
from portal.workdays.notices import SUPPLIED
from portal.workdays.sheet import read

LINES = read(SUPPLIED.read_bytes())
LOADED = Calendar({line.day: line.is_working for line in LINES}, frozenset(line.notice_year for line in LINES))
days = st.dates(date(2024, 1, 1), date(2026, 12, 31))
counts = st.integers(0, 120)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 9, 18), 20, date(2026, 10, 22)),
        (date(2026, 2, 12), 5, date(2026, 2, 26)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
    ],
)
def test_terms_end_where_the_notice_of_2026_says(start, count, end):
    assert LOADED.after(start, count) == Deadline(end, is_certain=True)


def test_2026_has_248_working_days():
    assert LOADED.in_year(2026) == 248


def test_a_make_up_saturday_is_worked_and_a_holiday_monday_is_not():
    assert LOADED.is_working(date(2026, 2, 14))
    assert not LOADED.is_working(date(2026, 10, 5))


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_an_independent_calendar_agrees_on_every_day(year):
    day = date(year, 1, 1)
    differing = []
    while day.year == year:
        if chinese_calendar.is_workday(day) != LOADED.is_working(day):
            differing.append(day)
        day += timedelta(days=1)
    assert differing == []


def test_a_term_into_a_year_without_notice_ends_but_is_not_certain():
    assert LOADED.after(date(2026, 12, 30), 3) == Deadline(date(2027, 1, 4), is_certain=False)
    assert LOADED.on_or_after(date(2027, 1, 2)) == Deadline(date(2027, 1, 4), is_certain=False)


def test_what_must_precede_a_day_in_a_year_without_notice_is_not_certain_either():
    assert LOADED.before(date(2027, 1, 4), 2) == Deadline(date(2026, 12, 31), is_certain=False)


def test_no_days_lie_between_a_day_and_an_earlier_one():
    assert LOADED.between(date(2026, 3, 2), date(2026, 2, 2)) == 0


def test_a_negative_term_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        LOADED.after(date(2026, 3, 2), -1)


@given(days, counts)
def test_going_forth_and_back_ends_on_the_same_working_day(start, count):
    start = LOADED.on_or_after(start).on
    assert LOADED.before(LOADED.after(start, count).on, count).on == start


@given(days, counts)
def test_as_many_days_lie_between_as_were_counted(start, count):
    assert LOADED.between(start, LOADED.after(start, count).on) == count


@given(days, counts)
def test_a_longer_term_never_ends_sooner(start, count):
    assert LOADED.after(start, count).on < LOADED.after(start, count + 1).on


@given(days, days, counts)
def test_a_term_begun_later_never_ends_sooner(one, other, count):
    assert LOADED.after(min(one, other), count).on <= LOADED.after(max(one, other), count).on


@given(days, st.integers(1, 120))
def test_a_term_ends_on_a_day_worked(start, count):
    assert LOADED.is_working(LOADED.after(start, count).on)
