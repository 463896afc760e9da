"""How a statutory term runs."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.law import Figure
from portal.workdays import clock, rules
from portal.workdays.calendar import Calendar, Deadline
from portal.workdays.clock import Lamp, Pause, Status, Term
from portal.workdays.notices import SUPPLIED
from portal.workdays.sheet import read

LINES = read(SUPPLIED.read_bytes())
LOADED = Calendar({line.day: line.is_working for line in LINES}, frozenset({2024, 2025, 2026}))
FRIDAY = date(2026, 9, 18)
units = st.sampled_from(["working_days", "calendar_days"])
days = st.dates(date(2024, 1, 1), date(2026, 6, 30))


def last(start, length, unit):
    return clock.last_day(start, length, unit, LOADED).on


def test_the_day_of_the_event_does_not_count():
    assert last(date(2026, 3, 2), 1, "working_days") == date(2026, 3, 3)


def test_a_calendar_term_that_ends_on_a_holiday_moves_to_the_next_day_worked():
    assert last(date(2026, 9, 1), 30, "calendar_days") == date(2026, 10, 8)


def test_a_calendar_term_that_ends_on_a_make_up_saturday_stays():
    assert last(date(2026, 9, 30), 10, "calendar_days") == date(2026, 10, 10)


def test_months_end_on_the_day_of_the_same_number_or_the_months_last():
    assert last(date(2026, 1, 31), 1, "months") == date(2026, 2, 28)
    assert last(date(2024, 2, 29), 1, "years") == date(2025, 2, 28)
    assert last(date(2025, 12, 10), 12, "months") == date(2026, 12, 10)


def test_a_year_without_notice_is_warned_of_only_where_it_matters():
    assert clock.last_day(date(2026, 12, 1), 60, "calendar_days", LOADED) == Deadline(date(2027, 2, 1), False)
    assert clock.last_day(date(2026, 12, 1), 20, "calendar_days", LOADED) == Deadline(date(2026, 12, 21), True)


@pytest.mark.parametrize("unit", ["persons", "", "weeks"])
def test_a_term_in_an_unknown_unit_is_refused(unit):
    with pytest.raises(ValueError, match="No term"):
        last(FRIDAY, 3, unit)


def test_what_is_left_is_not_counted_in_months():
    assert clock.days_between(FRIDAY, date(2026, 9, 25), "calendar_days", LOADED) == 7
    with pytest.raises(ValueError, match="not counted"):
        clock.days_between(FRIDAY, date(2026, 9, 25), "months", LOADED)


def test_short_terms_of_the_penalties_law_are_working_days_and_long_ones_are_not():
    assert {days: rules.unit_of_penalty_term(days) for days in (2, 3, 5, 7, 60, 90)} == {
        2: "working_days",
        3: "working_days",
        5: "working_days",
        7: "working_days",
        60: "calendar_days",
        90: "calendar_days",
    }


def test_every_figure_of_the_penalties_law_obeys_its_article_85():
    figures = [figure for figure in vars(rules).values() if isinstance(figure, Figure)]
    terms = [figure for figure in figures if figure.basis.instrument is rules.PENALTIES and figure.unit != "years"]
    assert terms
    assert all(figure.unit == rules.unit_of_penalty_term(int(figure.value)) for figure in terms)


def test_paused_days_do_not_count():
    term = Term(FRIDAY, 20, pauses=(Pause(date(2026, 9, 21), date(2026, 9, 24)),))
    assert clock.due(term, LOADED).on == LOADED.after(FRIDAY, 23).on


def test_overlapping_pauses_count_once():
    pauses = (Pause(date(2026, 9, 20), date(2026, 9, 23)), Pause(date(2026, 9, 21), date(2026, 9, 24)))
    once = (Pause(date(2026, 9, 20), date(2026, 9, 24)),)
    for unit in ("working_days", "calendar_days", "months"):
        term = Term(FRIDAY, 1 if unit == "months" else 20, unit, pauses)
        assert clock.due(term, LOADED) == clock.due(replace(term, pauses=once), LOADED)


def test_a_suspended_term_has_no_last_day():
    term = Term(FRIDAY, 20, pauses=(Pause(date(2026, 9, 21)),))
    assert clock.due(term, LOADED) is None
    assert clock.status(term, date(2027, 1, 5), LOADED) is Status.SUSPENDED


def test_a_clock_tells_what_it_is_doing():
    term = Term(FRIDAY, 20)
    assert clock.status(term, date(2026, 10, 22), LOADED) is Status.RUNNING
    assert clock.status(term, date(2026, 10, 23), LOADED) is Status.OVERDUE
    assert clock.status(replace(term, extended_by=10), date(2026, 10, 23), LOADED) is Status.EXTENDED
    assert clock.status(replace(term, stopped_on=date(2026, 10, 9)), date(2026, 10, 23), LOADED) is Status.STOPPED


@pytest.mark.parametrize(
    ("on", "lamp"),
    [
        (FRIDAY, Lamp.GREEN),
        (date(2026, 10, 12), Lamp.BLUE),
        (date(2026, 10, 19), Lamp.YELLOW),
        (date(2026, 10, 22), Lamp.YELLOW),
        (date(2026, 10, 23), Lamp.RED),
    ],
)
def test_the_lamp_follows_what_is_left(on, lamp):
    assert clock.lamp(FRIDAY, date(2026, 10, 22), on, LOADED) is lamp


def objections(term, days=10, reason="疑难复杂", on=FRIDAY):
    return clock.extension_objections(term, days, LOADED, allowed=10, reason=reason, on=on)


def test_a_first_extension_with_its_reason_is_lawful():
    assert objections(Term(FRIDAY, 20)) == []


def test_a_second_extension_is_refused_by_article_42():
    assert [o.basis for o in objections(Term(FRIDAY, 20, extended_by=5))] == [rules.EXTENDED_ONCE]


def test_every_fault_of_an_extension_is_told_at_once():
    late = date(2027, 1, 20)
    assert len(objections(Term(FRIDAY, 20, extended_by=10), days=11, reason=" ", on=late)) == 4


def test_a_suspension_must_be_told_in_writing():
    term = Term(FRIDAY, 20)
    assert clock.suspension_objections(term, "专家评审通知书", FRIDAY) == []
    found = clock.suspension_objections(replace(term, pauses=(Pause(FRIDAY),)), "", date(2026, 9, 1))
    assert [o.basis for o in found] == [rules.SUSPENDED_IN_WRITING] * 3


def test_silence_accepts_from_the_day_the_papers_came_in():
    received, length = date(2026, 2, 12), 5
    assert clock.deemed_acceptance(received, None, length, date(2026, 2, 26), LOADED) is None
    deemed = clock.deemed_acceptance(received, None, length, date(2026, 2, 27), LOADED)
    assert (deemed.effective_on, deemed.established_on) == (received, date(2026, 2, 27))
    assert deemed.basis == rules.ACCEPTED_BY_SILENCE


def test_a_notice_in_time_leaves_nothing_to_silence_and_a_late_one_changes_nothing():
    received, today = date(2026, 2, 12), date(2026, 3, 20)
    assert clock.deemed_acceptance(received, date(2026, 2, 26), 5, today, LOADED) is None
    assert clock.deemed_acceptance(received, date(2026, 2, 27), 5, today, LOADED).effective_on == received


def test_silence_past_the_loaded_calendar_is_not_certain():
    assert not clock.deemed_acceptance(date(2026, 12, 30), None, 5, date(2027, 3, 1), LOADED).is_certain


@given(
    days, st.integers(1, 60), st.integers(0, 20), st.integers(0, 15), st.sampled_from(["working_days", "calendar_days"])
)
def test_a_pause_never_brings_the_end_nearer(start, length, since, span, unit):
    begun = start + timedelta(days=since)
    paused = Term(start, length, unit, (Pause(begun, begun + timedelta(days=span)),))
    assert clock.due(paused, LOADED).on >= clock.due(replace(paused, pauses=()), LOADED).on


@given(days, st.integers(1, 60), st.sampled_from(["working_days", "calendar_days", "months"]))
def test_a_term_without_pauses_ends_as_the_law_says(start, length, unit):
    length = length % 5 if unit == "months" else length
    assert clock.due(Term(start, length, unit), LOADED) == clock.last_day(start, length, unit, LOADED)
