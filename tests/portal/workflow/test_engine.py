"""A state is written by the machine alone, with step, clock, docket and audit, or not at all."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from institutions.events import FilingAccepted
from institutions.models import Filing
from institutions.services import filings
from institutions.states import FILING, FilingState
from portal import events
from portal.audit.models import Entry
from portal.errors import Refused, Stale
from portal.workflow import engine
from portal.workflow.models import ClockRun, DocketEntry, Step
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY


@pytest.fixture
def submitted(institute, applicant, officer):
    return factories.a_submitted_filing(institute, applicant)


def written_about(filing):
    """Everything a move writes, to see that nothing was."""
    row = DocketEntry.objects.get(kind=FILING.kind, key=str(filing.pk))
    return (
        Filing.objects.values_list("state", "version", "accepted_on").get(pk=filing.pk),
        Step.objects.about(FILING.kind, filing.pk).count(),
        list(ClockRun.objects.about(FILING.kind, filing.pk).values_list("name", "stopped_on")),
        (row.state, row.due_on, row.waiting_for),
        Entry.objects.about("institutions.filing", filing.pk).count(),
    )


def test_a_move_writes_state_step_clock_docket_and_audit(submitted, officer):
    filings.accept(submitted, by=officer, on=FRIDAY)
    assert (submitted.state, submitted.version) == (FilingState.ACCEPTED, 3)
    step = Step.objects.about(FILING.kind, submitted.pk).last()
    assert (step.move, step.source, step.target, step.by, step.on) == (
        "accept",
        FilingState.SUBMITTED,
        FilingState.ACCEPTED,
        officer,
        FRIDAY,
    )
    running = ClockRun.objects.about(FILING.kind, submitted.pk).running()
    assert [(run.name, run.due_on) for run in running] == [("decision", date(2026, 10, 22))]
    row = DocketEntry.objects.get(kind=FILING.kind, key=str(submitted.pk))
    assert (row.state, row.due_on, row.waiting_for, row.clock) == (
        FilingState.ACCEPTED,
        date(2026, 10, 22),
        "officer",
        "decision",
    )
    entry = Entry.objects.about("institutions.filing", submitted.pk).filter(verb="institutions.filing.accept").get()
    assert (entry.actor_key, entry.facts["from"], entry.facts["to"]) == (officer.pk, "submitted", "accepted")


def test_a_body_that_refuses_leaves_nothing(submitted, officer):
    before = written_about(submitted)
    with pytest.raises(Refused):
        filings.require_correction(submitted, [], by=officer, on=FRIDAY)
    assert written_about(submitted) == before


def test_a_listener_that_fails_makes_the_deed_fail(submitted, officer):
    def fail(_fact: FilingAccepted) -> None:
        raise RuntimeError("the listener cannot")

    before = written_about(submitted)
    heard = events._listeners[FilingAccepted]
    heard.append(fail)
    try:
        with pytest.raises(RuntimeError):
            filings.accept(submitted, by=officer, on=FRIDAY)
    finally:
        heard.remove(fail)
    assert written_about(submitted) == before


def test_a_fact_cannot_be_told_outside_a_transaction(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        events.announce(object())


def test_a_move_that_is_not_open_names_the_state(submitted, officer):
    filings.accept(submitted, by=officer, on=FRIDAY)
    with pytest.raises(Refused) as refused:
        filings.accept(submitted, by=officer, on=FRIDAY)
    (objection,) = refused.value.objections
    assert objection.basis == FILING["accept"].basis
    assert "已受理" in str(objection.message)


def test_a_form_on_an_older_version_is_told_what_changed(submitted, officer, applicant):
    version = submitted.version
    filings.accept(submitted, by=officer, on=FRIDAY)
    with pytest.raises(Stale) as stale:
        filings.withdraw(submitted, reason="不再申请", by=applicant, on=FRIDAY, version=version)
    assert (stale.value.expected, stale.value.found) == (version, version + 1)
    ((label, (then, now)),) = stale.value.changes.items()
    assert (label, then) == ("受理", "已提交，待受理")
    assert "已受理" in now


def test_the_clocks_move_is_not_for_people(submitted, officer):
    with pytest.raises(Refused), engine.move(submitted, "deem_accepted", by=officer, on=FRIDAY):
        pass
    with pytest.raises(Refused), engine.move(submitted, "accept", by=None, on=FRIDAY):
        pass


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE institutions_filing SET state = 'approved' WHERE id = %s",
        "UPDATE institutions_filing SET state = 'approved', version = 99 WHERE id = %s",
        "INSERT INTO institutions_filing SELECT * FROM institutions_filing WHERE id = %s",
    ],
)
def test_a_state_written_outside_a_move_is_refused_by_the_database(submitted, statement):
    with pytest.raises(DatabaseError, match="only through a move"), transaction.atomic():
        connection.cursor().execute(statement, [submitted.pk])


def test_the_orm_cannot_go_round_the_machine(submitted):
    with pytest.raises(DatabaseError, match="only through a move"), transaction.atomic():
        Filing.objects.filter(pk=submitted.pk).update(state=FilingState.APPROVED)
    submitted.state = FilingState.APPROVED
    with pytest.raises(DatabaseError, match="only through a move"), transaction.atomic():
        submitted.save()


def test_the_door_is_shut_behind_a_move_in_the_same_transaction(submitted, officer):
    with pytest.raises(DatabaseError, match="only through a move"), transaction.atomic():
        filings.accept(submitted, by=officer, on=FRIDAY)
        Filing.objects.filter(pk=submitted.pk).update(state=FilingState.APPROVED)


def test_a_step_is_never_rewritten(submitted):
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.about(FILING.kind, submitted.pk).update(note="anders")
    with pytest.raises(DatabaseError), transaction.atomic():
        Step.objects.about(FILING.kind, submitted.pk).delete()
