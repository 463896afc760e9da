"""Who may do a move, and on which clause one may not: competence, kinship, four eyes; a term extended once."""

from datetime import date
from decimal import Decimal

import pytest

from institutions.rules import periods
from institutions.services import decisions, filings
from institutions.states import FILING
from portal.access import Role
from portal.errors import Refused
from portal.parties.models import Employment, Person
from portal.workflow import clocks, engine, warrant
from portal.workflow.models import ClockRun, Step
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY

MONDAY = date(2026, 9, 21)


def bases(refused):
    return [objection.basis for objection in refused.value.objections]


@pytest.fixture
def submitted(institute, applicant, officer):
    return factories.a_submitted_filing(institute, applicant)


@pytest.fixture
def accepted(submitted, officer):
    return filings.accept(submitted, by=officer, on=FRIDAY)


def employ(user, organisation, until=None):
    user.person = Person.objects.create(name=user.name)
    user.save(update_fields=["person"])
    Employment.objects.create(person=user.person, organisation=organisation, period=(date(2019, 1, 1), until))


@pytest.mark.parametrize("outsider", ["stranger", "reviewer", "applicant"])
def test_another_regions_officer_or_another_role_has_no_competence(submitted, outsider, request):
    person = request.getfixturevalue(outsider)
    with pytest.raises(Refused) as refused:
        filings.accept(submitted, by=person, on=FRIDAY)
    assert bases(refused) == [warrant.COMPETENCE]
    assert "accept" not in {move.name for move in engine.open_to(person, submitted, on=FRIDAY)}
    assert not Step.objects.about(FILING.kind, submitted.pk).filter(move="accept").exists()


def test_competence_is_the_licensing_laws():
    assert str(warrant.COMPETENCE) == "《中华人民共和国行政许可法》第二十二条"


def test_who_works_for_the_applicant_withdraws(submitted, officer, institute):
    employ(officer, institute)
    with pytest.raises(Refused) as refused:
        filings.accept(submitted, by=officer, on=FRIDAY)
    assert bases(refused) == [warrant.KINSHIP]
    assert not engine.open_to(officer, submitted, on=FRIDAY)


def test_who_clerks_for_the_applicant_withdraws(submitted, officer, institute):
    officer.assignments.create(role=Role.APPLICANT, organisation=institute, since=date(2020, 1, 1))
    clerk_too = type(officer).objects.get(pk=officer.pk)
    with pytest.raises(Refused) as refused:
        filings.accept(submitted, by=clerk_too, on=FRIDAY)
    assert bases(refused) == [warrant.KINSHIP]


def test_who_left_the_applicant_long_ago_decides(submitted, officer, institute):
    employ(officer, institute, until=date(2020, 1, 1))
    assert filings.accept(submitted, by=officer, on=FRIDAY).accepted_on == FRIDAY


def test_kinship_is_asked_of_the_day_of_the_move(submitted, officer, institute):
    """Whoever left between Friday and Monday withdraws from what is done on the Friday, and not from the Monday's."""
    employ(officer, institute, until=MONDAY)
    assert not engine.open_to(officer, submitted, on=FRIDAY)
    with pytest.raises(Refused) as refused:
        filings.accept(submitted, by=officer, on=FRIDAY)
    assert bases(refused) == [warrant.KINSHIP]
    assert "accept" in {move.name for move in engine.open_to(officer, submitted, on=MONDAY)}
    assert filings.accept(submitted, by=officer, on=MONDAY).accepted_on == MONDAY


def test_who_drafted_does_not_review(officer, reviewer):
    filing = factories.a_filing_to_decide(officer)
    reviewer.assignments.create(role=Role.OFFICER, region_id="410000", since=date(2020, 1, 1))
    both = type(reviewer).objects.get(pk=reviewer.pk)
    decisions.draft(filing, "grant", by=both, on=FRIDAY)
    with pytest.raises(Refused) as refused:
        decisions.review(filing, by=both, on=FRIDAY)
    assert bases(refused) == [warrant.FOUR_EYES]


def test_the_time_to_decide_is_extended_once_and_with_a_reason(accepted, approver):
    with pytest.raises(Refused) as refused:
        clocks.extend(accepted, "decision", by=approver, on=FRIDAY, reason=" ")
    assert bases(refused) == [clocks.EXTENSION_ONCE]
    before = ClockRun.objects.about(FILING.kind, accepted.pk).get(name="decision").due_on
    run = clocks.extend(accepted, "decision", by=approver, on=FRIDAY, reason="情况复杂")
    assert Decimal(run.extended_by) == periods.EXTEND_BY.value
    assert run.due_on > before
    with pytest.raises(Refused) as refused:
        clocks.extend(accepted, "decision", by=approver, on=MONDAY, reason="仍然复杂")
    assert bases(refused) == [clocks.EXTENSION_ONCE]
    assert str(clocks.EXTENSION_ONCE) == "《中华人民共和国行政许可法》第四十二条"


def test_a_clock_that_does_not_run_is_not_extended(submitted, approver):
    with pytest.raises(Refused) as refused:
        clocks.extend(submitted, "decision", by=approver, on=FRIDAY, reason="情况复杂")
    assert bases(refused) == [clocks.EXTENSION_ONCE]
