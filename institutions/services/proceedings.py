"""What can be done in a proceeding against a qualification: open, tell, hear, draft, review, sign, drop."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from institutions import events
from institutions.models import (
    Hearing,
    Proceeding,
    ProceedingDecision,
    ProceedingReason,
    Qualification,
    Statement,
)
from institutions.models.choices import Verdict
from institutions.querysets.filings import next_ordinal
from institutions.rules import hearings as rules
from institutions.rules import sources
from institutions.services import outcomes, papers, publicity
from institutions.services.filings import Reason
from institutions.services.recipients import officials
from institutions.states import PROCEEDING, STATE, ProceedingState
from portal.access import Role
from portal.accounts.models import User
from portal.audit.trail import record
from portal.documents.models import Document
from portal.documents.wording import long_date
from portal.errors import Refused
from portal.events import announce
from portal.figures import table
from portal.law import Objection
from portal.law import phrase as _
from portal.workdays import terms
from portal.workflow import engine, warrant
from portal.workflow.models import ClockRun

#: Who opened, told or prepared the hearing of a case has investigated it.
INVESTIGATING: Final = frozenset({"open", "notify", "announce_hearing", "draft"})


@transaction.atomic
def start(
    qualification: Qualification, measure: str, *, facts: str, reasons: Iterable[Reason], by: User, on: date
) -> Proceeding:
    """
    Open a case: the facts found, and the reasons with their clauses.

    Raises Refused if the measure cannot be taken now, or if another case against the qualification is open.
    """
    row = (
        Qualification.objects.select_for_update(of=("self",))
        .select_related("organisation", "region")
        .get(pk=qualification.pk)
    )
    listed = [(reason.text, reason.basis) for reason in reasons]
    move = row.machine[measure]
    found = warrant.objections(PROCEEDING, PROCEEDING["notify"], row, by, on=on)
    if row.state not in move.sources:
        message = _("资质当前为“%(state)s”，不能办理“%(move)s”", state=row.state_label, move=move.label)
        found.append(Objection(message, move.basis))
    Refused.unless_clear([*found, *rules.opening_objections(facts, listed)])
    proceeding = Proceeding(
        number=f"CL{on.year}{next_ordinal():06d}",
        qualification=row,
        organisation=row.organisation,
        region=row.region,
        measure=measure,
        facts=facts.strip(),
        opened_by=by,
        opened_on=on,
    )
    try:
        with transaction.atomic():
            engine.open_matter(proceeding, by=by, on=on, acting_as=Role.OFFICER)
    except IntegrityError as error:
        raise Refused(Objection(_("对该资质的另一案件尚未办结"), move.basis)) from error
    ProceedingReason.objects.bulk_create(
        ProceedingReason(proceeding=proceeding, text=text.strip()[:400], basis=basis.strip()[:200])
        for text, basis in listed
    )
    return proceeding


def measures_for(qualification: Qualification, *, by: User, on: date) -> list[rules.Measure]:
    """The measures this person may open a case for today; none while a case is open."""
    trial = Proceeding(qualification=qualification, organisation_id=qualification.organisation_id)
    trial.region_id = qualification.region_id
    if warrant.objections(PROCEEDING, PROCEEDING["notify"], trial, by, on=on):
        return []
    if Proceeding.objects.live().against(qualification).exists():
        return []
    return [one for one in rules.Measure if qualification.state in qualification.machine[one].sources]


def safeguards(proceeding: Proceeding) -> rules.Safeguards:
    """What the party has before this measure."""
    return rules.SAFEGUARDS[rules.Measure(proceeding.measure)]


@transaction.atomic
def notify(proceeding: Proceeding, *, by: User, on: date, version: int | None = None) -> Document:
    """Tell the party facts, reasons, clauses and rights on paper; the term to ask to be heard begins tomorrow."""
    guard = safeguards(proceeding)
    with engine.move(proceeding, "notify", by=by, on=on, version=version):
        if guard.tell is None:
            raise Refused(Objection(_("该项处理无须事先告知"), guard.basis))
        proceeding.notified_on = on
        proceeding.save(update_fields=["notified_on"])
    until = clock(proceeding, "request")
    context = {**common(proceeding), **rights(proceeding), "until": long_date(until.due_on), "days": until.term}
    paper = papers.issue_in(papers.RIGHTS_NOTICE, proceeding, context, on=on, by=by)
    announce(events.RightsTold(*named(proceeding), on, proceeding.measure, until.due_on, guard.hear is not None))
    return paper


@transaction.atomic
def proceed(proceeding: Proceeding, *, by: User, on: date, version: int | None = None) -> Proceeding:
    """Go on without telling, where the measure burdens nobody."""
    with engine.move(proceeding, "proceed", by=by, on=on, version=version) as step:
        if must_tell(proceeding):
            raise Refused(Objection(_("该项处理应当事先告知当事人"), step.basis))
    return proceeding


def must_tell(proceeding: Proceeding) -> bool:
    """Whether the party is to be told before: not where the standing has ended already and is only struck out."""
    return safeguards(proceeding).tell is not None and outcomes.burdens(proceeding)


@transaction.atomic
def state(proceeding: Proceeding, *, text: str, by: User, on: date) -> Statement:
    """The party speaks for itself; until the decision is drafted, and as often as it likes."""
    row = locked(proceeding)
    found = warrant.objections(PROCEEDING, STATE, row, by, on=on)
    if row.state not in STATE.sources:
        found.append(Objection(_("现在不能提交陈述申辩意见"), sources.STATEMENT))
    if not text.strip():
        found.append(Objection(_("请写明陈述申辩意见"), sources.STATEMENT, "text"))
    Refused.unless_clear(found)
    statement = Statement.objects.create(proceeding=row, text=text.strip(), by=by, on=on)
    record("institutions.proceeding.state", row, by=by, acting_as=Role.APPLICANT, facts={"statement": statement.pk})
    announce(events.StatementMade(*named(row), on))
    return statement


@transaction.atomic
def ask_hearing(proceeding: Proceeding, *, reason: str = "", by: User, on: date, version: int | None = None) -> Hearing:
    """The party asks to be heard, within the term; the clock of the decision stands still from now on."""
    with engine.move(proceeding, "ask_hearing", by=by, on=on, version=version, note=reason) as step:
        due = clock(proceeding, "request").due_on
        found = []
        if safeguards(proceeding).hear is None:
            found.append(Objection(_("该项处理不适用听证程序，可以陈述申辩"), step.basis))
        if on > due:
            found.append(Objection(_("申请听证的期限已过"), step.basis, required=str(due), found=str(on)))
        Refused.unless_clear(found)
        hearing = Hearing.objects.create(proceeding=proceeding, asked_on=on, asked_for=reason.strip())
    announce(events.HearingAsked(*named(proceeding), on, clock(proceeding, "hearing").due_on))
    return hearing


@transaction.atomic
def waive(proceeding: Proceeding, *, reason: str = "", by: User, on: date, version: int | None = None) -> Proceeding:
    """The party gives up being heard; what it stated is weighed all the same."""
    with engine.move(proceeding, "waive", by=by, on=on, version=version, note=reason):
        Hearing.objects.filter(proceeding=proceeding).update(given_up_on=on)
    return proceeding


@transaction.atomic
def lapse(proceeding: Proceeding, *, on: date) -> Proceeding:
    """The term to ask ran out."""
    with engine.move(proceeding, "lapse_request", by=None, on=on):
        due = clock(proceeding, "request").due_on
        if on <= due:
            raise Refused(Objection(_("期限尚未届满"), sources.PENALTY_HEARING, required=str(due), found=str(on)))
    return proceeding


@transaction.atomic
def announce_hearing(
    proceeding: Proceeding,
    *,
    held_on: date,
    at: time,
    place: str,
    chair: User | None,
    is_public: bool = True,
    by: User,
    on: date,
    version: int | None = None,
) -> Document:
    """Tell day, hour, place and chair, seven working days before; the chair is one of `chairs`, or nobody known."""
    with engine.move(proceeding, "announce_hearing", by=by, on=on, version=version):
        before = table.on(on, proceeding.region).days(rules.NOTICE_BEFORE)
        summons = rules.Summons(
            held_on,
            terms.after(on, before, rules.NOTICE_BEFORE.unit).on,
            clock(proceeding, "hearing").due_on,
            place,
            chair.name if chair else "",
            chair is not None and chairs(proceeding, on=on).filter(pk=chair.pk).exists(),
            chair is not None and (has_investigated(proceeding, chair) or chair.pk == by.pk),
        )
        Refused.unless_clear(rules.summons_objections(summons))
        assert chair is not None  # noqa: S101 - an official
        hearing = Hearing.objects.get(proceeding=proceeding)
        hearing.announced_on, hearing.held_on, hearing.at = on, held_on, at
        hearing.place, hearing.chair, hearing.is_public = place.strip(), chair, is_public
        hearing.save()
    context = {
        **common(proceeding),
        "held_on": long_date(held_on),
        "at": f"{at:%H:%M}",
        "place": hearing.place,
        "chair": chair.name,
        "is_public": is_public,
        "basis": str(sources.HEARING),
    }
    paper = papers.issue_in(papers.HEARING_NOTICE, proceeding, context, on=on, by=by)
    announce(events.HearingAnnounced(*named(proceeding), on, held_on, hearing.place, chair.pk))
    return paper


def chairs(proceeding: Proceeding, *, on: date) -> QuerySet[User]:
    """The officials of the authority; one who did not investigate the case chairs its hearing."""
    return officials([Role.OFFICER, Role.REVIEWER, Role.APPROVER], on, proceeding.region_id)


def has_investigated(proceeding: Proceeding, user: User) -> bool:
    """Whether this person opened the case or did what prepares it."""
    made = warrant.Ties(proceeding, user, on=proceeding.opened_on).moves_made
    return proceeding.opened_by_id == user.pk or bool(made & INVESTIGATING)


@transaction.atomic
def record_hearing(
    proceeding: Proceeding,
    *,
    held_on: date,
    attendees: Iterable[str],
    text: str,
    by: User,
    on: date,
    version: int | None = None,
) -> Hearing:
    """Enter the record of the hearing, signed by those present; the clock runs again."""
    with engine.move(proceeding, "record_hearing", by=by, on=on, version=version):
        hearing = Hearing.objects.select_related("chair").get(proceeding=proceeding)
        assert hearing.held_on is not None and hearing.chair is not None  # noqa: S101, PT018 - announced
        names = [name.strip() for name in attendees if name.strip()]
        sitting = rules.Sitting(hearing.held_on, held_on, on, hearing.chair.name, names, text)
        Refused.unless_clear(rules.sitting_objections(sitting))
        hearing.held_on, hearing.attendees, hearing.record, hearing.recorded_on = held_on, names, text.strip(), on
        hearing.save()
    return hearing


@transaction.atomic
def draft(
    proceeding: Proceeding,
    verdict: str,
    *,
    note: str = "",
    response: str = "",
    on_record: str = "",
    by: User,
    on: date,
    version: int | None = None,
) -> ProceedingDecision:
    """Draft the decision: it answers what the party said, and after a hearing stands on its record."""
    with engine.move(proceeding, "draft", by=by, on=on, version=version):
        hearing = Hearing.objects.filter(proceeding=proceeding, recorded_on__isnull=False)
        proposal = rules.Proposal(
            verdict == Verdict.IMPOSE,
            proceeding.proceedingreason_set.count(),
            proceeding.notified_on is not None,
            must_tell(proceeding),
            proceeding.statement_set.count(),
            response,
            hearing.exists(),
            on_record,
        )
        Refused.unless_clear(rules.draft_objections(proposal))
        return ProceedingDecision.objects.create(
            proceeding=proceeding,
            verdict=verdict,
            note=note.strip(),
            response=response.strip(),
            on_record=on_record.strip(),
            drafted_by=by,
            drafted_on=on,
        )


@transaction.atomic
def review(
    proceeding: Proceeding, *, note: str = "", by: User, on: date, version: int | None = None
) -> ProceedingDecision:
    """A second person agrees with the draft."""
    with engine.move(proceeding, "review", by=by, on=on, version=version, note=note):
        decision = current(proceeding)
        decision.reviewed_by, decision.reviewed_on = by, on
        decision.save(update_fields=["reviewed_by", "reviewed_on"])
    return decision


@transaction.atomic
def send_back(proceeding: Proceeding, *, reason: str, by: User, on: date, version: int | None = None) -> Proceeding:
    """The reviewer or the signer wants another draft; the old one is kept."""
    name = "send_back" if proceeding.state == ProceedingState.DRAFTED else "return"
    with engine.move(proceeding, name, by=by, on=on, version=version, note=reason) as step:
        if not reason.strip():
            raise Refused(Objection(_("退回应当说明理由"), step.basis, "reason"))
        decision = current(proceeding)
        decision.is_current = False
        decision.save(update_fields=["is_current"])
    return proceeding


@transaction.atomic
def sign(proceeding: Proceeding, *, by: User, on: date, version: int | None = None) -> Qualification:
    """A third person signs: the paper goes out, the register changes and the public is told, all the same day."""
    with engine.move(proceeding, "sign", by=by, on=on, version=version) as step:
        decision = decided(proceeding, Verdict.IMPOSE, step.basis, by=by, on=on)
    paper = papers.issue_in(papers.PROCEEDING_DECISION, proceeding, outcomes.said(proceeding, decision), on=on, by=by)
    qualification = outcomes.carry_out(proceeding, paper, by=by, on=on)
    publicity.enter_penalty(proceeding, paper, by=by, on=on)
    announce(events.ProceedingDecided(*named(proceeding), on, proceeding.measure, True, paper.number))
    return qualification


@transaction.atomic
def drop(proceeding: Proceeding, *, by: User, on: date, version: int | None = None) -> ProceedingDecision:
    """A third person signs that nothing is done, and the party is told."""
    with engine.move(proceeding, "drop", by=by, on=on, version=version) as step:
        decision = decided(proceeding, Verdict.DROP, step.basis, by=by, on=on)
    paper = papers.issue_in(papers.PROCEEDING_DROPPED, proceeding, outcomes.said(proceeding, decision), on=on, by=by)
    announce(events.ProceedingDecided(*named(proceeding), on, proceeding.measure, False, paper.number))
    return decision


def decided(proceeding: Proceeding, verdict: str, basis: Any, *, by: User, on: date) -> ProceedingDecision:
    """The current draft, signed; Refused if it says otherwise."""
    decision = current(proceeding)
    if decision.verdict != verdict:
        raise Refused(Objection(_("与所拟结论不一致，不能签发"), basis, "verdict"))
    decision.decided_by, decision.decided_on = by, on
    decision.save(update_fields=["decided_by", "decided_on"])
    proceeding.decided_on = on
    proceeding.save(update_fields=["decided_on"])
    return decision


def current(proceeding: Proceeding) -> ProceedingDecision:
    return ProceedingDecision.objects.select_for_update().get(proceeding=proceeding, is_current=True)


def locked(proceeding: Proceeding) -> Proceeding:
    rows = Proceeding.objects.select_for_update(of=("self",)).select_related("qualification", "organisation", "region")
    return rows.get(pk=proceeding.pk)


def clock(proceeding: Proceeding, name: str) -> ClockRun:
    return ClockRun.objects.about(PROCEEDING.kind, proceeding.pk).filter(name=name).latest("pk")


def common(proceeding: Proceeding) -> dict[str, Any]:
    """What every paper of a case may name."""
    return {
        **papers.common_for(proceeding.qualification),
        "case": proceeding.number,
        "measure": proceeding.get_measure_display(),
        "facts": proceeding.facts,
        "reasons": list(proceeding.proceedingreason_set.values("text", "basis")),
    }


def rights(proceeding: Proceeding) -> dict[str, Any]:
    """The clauses the party is told its rights by."""
    guard = safeguards(proceeding)
    return {
        "tell_basis": str(guard.tell),
        "hear_basis": str(guard.hear) if guard.hear else "",
        "basis": str(guard.basis),
    }


def named(proceeding: Proceeding) -> tuple[str, str]:
    return proceeding.number, proceeding.organisation.code
