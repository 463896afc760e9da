"""The decision: drafted, reviewed and signed by three persons, announced the same day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from institutions import events
from institutions.models import Decision, DecisionReason, Filing, Qualification
from institutions.models.choices import Outcome
from institutions.rules import review as rules
from institutions.rules import sources
from institutions.rules.scale import Condition
from institutions.rules.words import FilingType, Ground, Kind, Regime
from institutions.services import assessments, bars, notices, papers, publicity, qualifications, reviews
from institutions.services.filings import Reason, clock, remedies
from institutions.states import EXTEND, FILING
from portal.accounts.models import User
from portal.documents.models import Document
from portal.documents.wording import long_date
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.law import phrase as _
from portal.workflow import clocks, engine, warrant


@transaction.atomic
def draft(
    filing: Filing,
    outcome: str,
    *,
    reasons: Iterable[Reason] = (),
    note: str = "",
    is_false_materials: bool = False,
    by: User,
    on: date,
    version: int | None = None,
) -> Decision:
    """
    Draft the decision. Finding fit is refused while anything speaks against it; finding unfit needs a reason.

    The reasons the rules find stand in a refusal beside those the officer adds.
    """
    with engine.move(filing, "draft", by=by, on=on, version=version):
        conditions = assessments.conditions_of(filing, on=on)
        against = rules.grant_objections(
            conditions, panel_favours=reviews.panel_favours(filing), site_passed=reviews.site_passed(filing)
        )
        grants = outcome == Outcome.GRANT
        if grants:
            Refused.unless_clear([*against, *standing_objections(filing, on=on)])
        listed = [] if grants else [*map(told, against), *map(given, reasons)]
        if not grants and not listed:
            raise Refused(Objection(_("审查不合格应当说明理由"), sources.REASONS, "reasons"))
        decision = Decision.objects.create(
            filing=filing,
            outcome=outcome,
            bases=[str(clause) for clause in rules.decision_basis(Kind(filing.kind), grants=grants)],
            note=note,
            conditions=[checked(condition) for condition in conditions],
            is_false_materials=is_false_materials and not grants,
            drafted_by=by,
            drafted_on=on,
        )
        for reason in listed:
            reason.decision = decision
        DecisionReason.objects.bulk_create(listed)
    return decision


def standing_objections(filing: Filing, *, on: date) -> list[Objection]:
    """
    What forbade handing in still forbids granting: a bar entered since, a person taken on elsewhere since.

    The time to apply for a renewal was kept when it was handed in.
    """
    return [o for o in assessments.objections_to(filing, on=on) if o.basis != sources.VALIDITY]


def told(objection: Objection) -> DecisionReason:
    """A reason the rules found, in the words of the day."""
    return DecisionReason(
        text=str(objection.message)[:400],
        basis=str(objection.basis),
        required=objection.required[:200],
        found=objection.found[:400],
    )


def given(reason: Reason) -> DecisionReason:
    """A reason an officer gives; one without a clause cannot be signed."""
    if not reason.text.strip() or not reason.basis.strip():
        raise Refused(Objection(_("每条理由都应写明内容和依据"), sources.REASONS, "reasons"))
    return DecisionReason(text=reason.text[:400], basis=reason.basis[:200])


def checked(condition: Condition) -> dict[str, object]:
    """A condition as it was weighed, for the record."""
    return {
        "code": condition.code,
        "name": str(condition.name),
        "required": str(condition.required),
        "found": str(condition.found),
        "is_met": condition.is_met,
        "basis": str(condition.basis),
    }


def current(filing: Filing) -> Decision:
    return Decision.objects.select_for_update().get(filing=filing, is_current=True)


@transaction.atomic
def review(filing: Filing, *, note: str = "", by: User, on: date, version: int | None = None) -> Decision:
    """A second person agrees with the draft."""
    with engine.move(filing, "review", by=by, on=on, version=version, note=note):
        decision = current(filing)
        decision.reviewed_by, decision.reviewed_on = by, on
        decision.save(update_fields=["reviewed_by", "reviewed_on"])
    return decision


@transaction.atomic
def send_back(filing: Filing, *, reason: str, by: User, on: date, version: int | None = None) -> Filing:
    """The reviewer or the signer wants another draft; the old one is kept."""
    name = "send_back" if filing.state == "drafted" else "return"
    with engine.move(filing, name, by=by, on=on, version=version, note=reason) as step:
        if not reason.strip():
            raise Refused(Objection(_("退回应当说明理由"), step.basis, "reason"))
        decision = current(filing)
        decision.is_current = False
        decision.save(update_fields=["is_current"])
    return filing


@transaction.atomic
def approve(filing: Filing, *, by: User, on: date, version: int | None = None) -> Qualification:
    """A third person signs; the register changes and the announcement goes out the same day."""
    with engine.move(filing, "approve", by=by, on=on, version=version) as step:
        decision = current(filing)
        if decision.outcome != Outcome.GRANT:
            raise Refused(Objection(_("所拟结论为不合格，不能签发合格决定"), step.basis, "outcome"))
        Refused.unless_clear(standing_objections(filing, on=on))
        sign(decision, filing, by=by, on=on)
        qualification = qualifications.conclude(filing, by=by, on=on)
    document = papers.issue(papers.DECISION_GRANT, filing, granted(decision, qualification), on=on, by=by)
    notices.publish(filing, qualification, by=by, on=on)
    publicity.enter_licence(filing, qualification, document, by=by, on=on)
    tell_decided(filing, decision, document, on=on)
    needs_certificate = filing.regime == Regime.LICENSE and filing.type != FilingType.CANCELLATION
    with engine.move(filing, "announce_before_certificate" if needs_certificate else "announce", by=by, on=on):
        pass
    return qualification


@transaction.atomic
def reject(filing: Filing, *, by: User, on: date, version: int | None = None) -> Decision:
    """A third person signs the refusal, with all reasons and the remedies; false materials bar for a year."""
    with engine.move(filing, "reject", by=by, on=on, version=version) as step:
        decision = current(filing)
        if decision.outcome != Outcome.REFUSE:
            raise Refused(Objection(_("所拟结论为合格，不能签发不合格决定"), step.basis, "outcome"))
        sign(decision, filing, by=by, on=on)
    reasons = list(decision.reasons.values("text", "basis", "required", "found"))
    context = {"reasons": reasons, "bases": decision.bases, "note": decision.note, **remedies(filing, on=on)}
    document = papers.issue(papers.DECISION_REFUSE, filing, context, on=on, by=by)
    if decision.is_false_materials:
        assert filing.region is not None  # noqa: S101 - handed in
        bars.enter(
            filing.organisation,
            Ground.FALSE_MATERIALS,
            reference=document.number,
            region=filing.region,
            by=by,
            on=on,
        )
    tell_decided(filing, decision, document, on=on)
    return decision


def sign(decision: Decision, filing: Filing, *, by: User, on: date) -> None:
    decision.decided_by, decision.decided_on = by, on
    decision.save(update_fields=["decided_by", "decided_on"])
    filing.decided_on = on
    filing.save(update_fields=["decided_on"])


def granted(decision: Decision, qualification: Qualification) -> dict[str, object]:
    """What the favourable decision says."""
    return {
        "bases": decision.bases,
        "note": decision.note,
        "qualification": qualification.number,
        "scopes": list(qualifications.scope_names(qualification)),
        "valid_from": long_date(qualification.valid_from),
        "valid_to": long_date(qualification.valid_to),
    }


def tell_decided(filing: Filing, decision: Decision, document: Document, *, on: date) -> None:
    announce(
        events.FilingDecided(
            filing.number,
            filing.organisation.code,
            on,
            decision.outcome == Outcome.GRANT,
            document.number,
            tuple(decision.reasons.values_list("text", flat=True)),
        )
    )


@transaction.atomic
def certify(filing: Filing, *, by: User, on: date, version: int | None = None) -> Document:
    """Make out and deliver the certificate, within ten working days of the decision (licence regime only)."""
    with engine.move(filing, "certify", by=by, on=on, version=version):
        assert filing.qualification is not None  # noqa: S101 - an announced application has one
        return qualifications.certify(filing.qualification, by=by, on=on)


@transaction.atomic
def extend(filing: Filing, *, reason: str, by: User, on: date) -> date:
    """Extend the time to decide by ten working days, once, and tell the applicant why; the new last day."""
    filing = Filing.objects.select_for_update(of=("self",)).select_related("organisation", "region").get(pk=filing.pk)
    Refused.unless_clear(warrant.objections(FILING, EXTEND, filing, by, on=on))
    run = clocks.extend(filing, "decision", by=by, on=on, reason=reason)
    context = {
        "reason": reason,
        "days": run.extended_by,
        "decide_by": long_date(run.due_on),
        "basis": str(sources.DECIDE),
    }
    papers.issue(papers.EXTENSION, filing, context, on=on, by=by)
    announce(events.DecisionExtended(filing.number, filing.organisation.code, on, run.due_on, reason))
    return run.due_on


def decide_by(filing: Filing) -> date | None:
    """The last day to decide, None while the clock does not run."""
    run = clock(filing, "decision")
    return run.due_on if run and run.paused_on is None else None
