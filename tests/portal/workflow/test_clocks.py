"""Statutory clocks: started the day after, stopped, paused for the experts, extended once."""

from datetime import date

import pytest

from institutions.services import decisions, filings, reviews
from institutions.services.filings import Reason
from institutions.states import FILING
from portal.errors import Refused
from portal.workflow import clocks
from portal.workflow.models import ClockRun, DocketEntry
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY, everybody_speaks


@pytest.fixture
def accepted(institute, applicant, officer):
    filing = factories.a_submitted_filing(institute, applicant)
    return filings.accept(filing, by=officer, on=FRIDAY)


def run_of(filing, name):
    return ClockRun.objects.about(FILING.kind, filing.pk).filter(name=name).latest("pk")


def row_of(filing):
    return DocketEntry.objects.get(kind=FILING.kind, key=str(filing.pk))


def test_the_time_to_accept_counts_from_the_day_after(institute, applicant):
    filing = factories.a_submitted_filing(institute, applicant)
    run = run_of(filing, "acceptance")
    # Friday 18 September; Sunday the 20th is a make-up working day, the 25th to 27th are the festival's.
    assert (run.started_on, run.due_on, run.is_certain) == (FRIDAY, date(2026, 9, 24), True)


def test_a_correction_stops_the_clock_and_the_answer_starts_it_anew(institute, applicant, officer):
    filing = factories.a_submitted_filing(institute, applicant)
    filings.require_correction(filing, [Reason("缺页", "", "evidence")], by=officer, on=date(2026, 9, 22))
    assert run_of(filing, "acceptance").stopped_on == date(2026, 9, 22)
    assert run_of(filing, "correction").due_on == date(2026, 10, 22)
    filings.submit_once(filing, key="again", by=applicant, on=date(2026, 9, 28))
    again = run_of(filing, "acceptance")
    assert (again.started_on, again.stopped_on) == (date(2026, 9, 28), None)
    assert ClockRun.objects.about(FILING.kind, filing.pk).filter(name="acceptance").count() == 2


def test_expert_review_stands_outside_the_time_to_decide(accepted, officer, experts):
    assert run_of(accepted, "decision").due_on == date(2026, 10, 22)
    reviews.begin(accepted, by=officer, on=date(2026, 9, 21))
    panel = reviews.convene(accepted, by=officer, on=date(2026, 9, 22), seed="s")
    paused = run_of(accepted, "decision")
    # Working days 20, 21 and 22 September are spent; seventeen are left.
    assert (paused.paused_on, paused.left) == (date(2026, 9, 22), 17)
    assert row_of(accepted).clock == "expert_review"
    everybody_speaks(panel, on=date(2026, 10, 12))
    reviews.conclude(accepted, conclusion="通过", by=officer, on=date(2026, 10, 12))
    resumed = run_of(accepted, "decision")
    assert (resumed.paused_on, resumed.left, resumed.paused_days) == (None, None, 20)
    assert resumed.due_on == date(2026, 11, 4)
    assert row_of(accepted).due_on == date(2026, 11, 4)


def test_the_term_is_extended_once_with_a_reason(accepted, approver):
    with pytest.raises(Refused) as refused:
        decisions.extend(accepted, reason=" ", by=approver, on=FRIDAY)
    assert [o.basis for o in refused.value.objections] == [clocks.EXTENSION_ONCE]
    assert decisions.extend(accepted, reason="案情复杂", by=approver, on=FRIDAY) == date(2026, 11, 5)
    assert row_of(accepted).due_on == date(2026, 11, 5)
    with pytest.raises(Refused) as refused:
        decisions.extend(accepted, reason="仍然复杂", by=approver, on=FRIDAY)
    assert [o.basis for o in refused.value.objections] == [clocks.EXTENSION_ONCE]


def test_a_term_extended_while_it_stands_still_is_longer_when_it_goes_on(accepted, officer, approver, experts):
    reviews.begin(accepted, by=officer, on=FRIDAY)
    panel = reviews.convene(accepted, by=officer, on=FRIDAY, seed="s")
    decisions.extend(accepted, reason="案情复杂", by=approver, on=FRIDAY)
    assert run_of(accepted, "decision").left == 30
    everybody_speaks(panel)
    reviews.conclude(accepted, conclusion="通过", by=officer, on=FRIDAY)
    assert run_of(accepted, "decision").due_on == date(2026, 11, 5)


def test_a_term_that_had_run_out_before_it_stood_still_stays_run_out(accepted, officer, experts):
    reviews.begin(accepted, by=officer, on=FRIDAY)
    panel = reviews.convene(accepted, by=officer, on=date(2026, 10, 26), seed="s")
    everybody_speaks(panel, on=date(2026, 11, 2))
    reviews.conclude(accepted, conclusion="通过", by=officer, on=date(2026, 11, 2))
    resumed = run_of(accepted, "decision")
    assert (resumed.paused_on, resumed.due_on) == (None, date(2026, 10, 22))
    assert row_of(accepted).due_on == date(2026, 10, 22)


def test_a_term_that_had_run_out_is_extended_from_its_last_day(accepted, officer, approver, experts):
    reviews.begin(accepted, by=officer, on=FRIDAY)
    panel = reviews.convene(accepted, by=officer, on=date(2026, 10, 26), seed="s")
    assert decisions.extend(accepted, reason="案情复杂", by=approver, on=date(2026, 10, 26)) == date(2026, 11, 5)
    everybody_speaks(panel, on=date(2026, 10, 27))
    reviews.conclude(accepted, conclusion="通过", by=officer, on=date(2026, 10, 27))
    assert run_of(accepted, "decision").due_on == date(2026, 11, 6)


def test_a_deadline_past_the_loaded_calendar_says_it_is_uncertain(institute, applicant):
    filing = factories.a_submitted_filing(institute, applicant, on=date(2026, 12, 30))
    assert run_of(filing, "acceptance").is_certain is False
    assert row_of(filing).is_certain is False
