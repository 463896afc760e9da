"""What the clock does by itself, and whom it reminds: once, whatever beat and workers do."""

from datetime import date, timedelta

import pytest
import time_machine

from institutions import tasks
from institutions.models import Reminder
from institutions.rules import periods
from institutions.services import filings, reminders
from institutions.services.filings import Reason
from institutions.states import FilingState, QualificationState
from portal.figures.models import FigureRow
from portal.notifications.models import Message
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY


def at(day):
    return time_machine.travel(f"{day}T04:00:00Z", tick=False)


@pytest.fixture
def submitted(institute, applicant, officer):
    return factories.a_submitted_filing(institute, applicant)


def test_beat_accepts_by_law_the_day_after_the_fifth_working_day_and_only_once(submitted, applicant):
    with at(date(2026, 9, 24)):
        assert tasks.let_lapse() == 0
    with at(date(2026, 9, 28)):
        assert tasks.let_lapse() == 1
        assert tasks.let_lapse() == 0
    submitted.refresh_from_db()
    assert (submitted.state, submitted.accepted_on) == (FilingState.ACCEPTED, FRIDAY)
    assert Message.objects.filter(user=applicant, event="institutions.accepted").count() == 1


def test_a_correction_nobody_made_lapses_after_a_warning(submitted, applicant, officer):
    filings.require_correction(submitted, [Reason("缺页", "", "evidence")], by=officer, on=FRIDAY)
    due = date(2026, 10, 19)
    assert not list(reminders.correcting(due - timedelta(days=8)))
    with at(due - timedelta(days=7)):
        assert tasks.remind() == 1
        assert tasks.remind() == 0
    assert Message.objects.filter(user=applicant, event="institutions.correction-due").count() == 1
    with at(due + timedelta(days=1)):
        assert tasks.let_lapse() == 1
    submitted.refresh_from_db()
    assert submitted.state == FilingState.WITHDRAWN


def test_officers_are_reminded_of_a_deadline_three_working_days_off(submitted, officer, applicant):
    with at(date(2026, 9, 21)):
        tasks.remind()
    message = Message.objects.get(event="institutions.acceptance-near")
    assert message.user == officer


def test_a_holder_is_reminded_ninety_sixty_and_thirty_days_before_the_end(qualification, applicant):
    end = qualification.valid_to
    for days in (91, 90, 75, 60, 31, 30, 1):
        reminders.send(on=end - timedelta(days=days))
    assert list(Reminder.objects.order_by("pk").values_list("days", flat=True)) == [90, 60, 30]
    assert Message.objects.filter(user=applicant, event="institutions.expiring").count() == 3


def test_beat_expires_what_is_past_its_last_day(qualification):
    with at(qualification.valid_to + timedelta(days=1)):
        assert tasks.expire_qualifications() == 1
        assert tasks.expire_qualifications() == 0
    qualification.refresh_from_db()
    assert qualification.state == QualificationState.EXPIRED


def test_those_concerned_are_told_once(submitted, applicant, officer, stranger):
    assert Message.objects.filter(user=applicant).count() == 1
    assert Message.objects.get(user=officer).event == "institutions.received"
    assert not Message.objects.filter(user=stranger).exists()


def test_what_happens_twice_in_a_day_is_told_twice(submitted, applicant, officer):
    for _turn in ("second", "third"):
        filings.require_correction(submitted, [Reason("缺页", "", "evidence")], by=officer, on=FRIDAY)
        filings.submit(submitted, by=applicant, on=FRIDAY)
    told = Message.objects.filter(user=applicant)
    assert told.filter(event="institutions.submitted").count() == 3
    assert told.filter(event="institutions.correction").count() == 2
    assert Message.objects.filter(user=officer, event="institutions.received").count() == 3


def test_an_application_that_cannot_be_moved_keeps_no_other_waiting(db, applicant, institute):
    broken = factories.a_submitted_filing(factories.an_institution(region="420106"))
    sound = factories.a_submitted_filing(institute, applicant)
    FigureRow.objects.create(
        code=periods.DECIDE_WITHIN.code, region_id="420000", value="二十", unit="working_days", period=(None, None)
    )
    with at(date(2026, 9, 28)):
        assert tasks.let_lapse() == 1
    for filing, state in ((broken, FilingState.SUBMITTED), (sound, FilingState.ACCEPTED)):
        filing.refresh_from_db()
        assert filing.state == state
