"""What a signed proceeding does: the register changes, the certificate ends, a bar is entered, the public is told."""

from datetime import date
from typing import Any, Final

from institutions.models import Proceeding, ProceedingDecision, Qualification
from institutions.rules import hearings
from institutions.rules.hearings import Measure
from institutions.rules.words import Ground
from institutions.services import bars, papers, qualifications
from institutions.services.filings import remedies_on
from institutions.states import HELD, QualificationState
from portal.accounts.models import User
from portal.announcements.services import notices as announcements
from portal.documents.models import Document
from portal.documents.wording import long_date, recorded
from portal.law import phrase as _

#: The kind of announcement each measure is found under; a cancellation announces itself.
KINDS: Final = {
    Measure.SUSPEND: "institution-suspended",
    Measure.RESUME: "institution-resumed",
    Measure.WITHDRAW: "institution-withdrawn",
    Measure.REVOKE_FRAUD: "institution-revoked",
    Measure.REVOKE_PENALTY: "institution-revoked",
}


def burdens(proceeding: Proceeding) -> bool:
    """Whether the measure takes something away: striking out what has ended already does not."""
    if proceeding.measure == Measure.CANCEL:
        return proceeding.qualification.state in HELD
    return proceeding.measure != Measure.RESUME


def said(proceeding: Proceeding, decision: ProceedingDecision) -> dict[str, Any]:
    """What the decision says on paper."""
    guard = hearings.SAFEGUARDS[Measure(proceeding.measure)]
    hearing = proceeding.hearing_set.filter(recorded_on__isnull=False).first()
    return {
        **papers.common_for(proceeding.qualification),
        **remedies_on(proceeding.region, on=decision.decided_on or decision.drafted_on),
        "case": proceeding.number,
        "measure": proceeding.get_measure_display(),
        "facts": proceeding.facts,
        "reasons": list(proceeding.proceedingreason_set.values("text", "basis")),
        "basis": str(guard.basis),
        "told": long_date(proceeding.notified_on) if proceeding.notified_on else "",
        "statements": proceeding.statement_set.count(),
        "heard": long_date(hearing.held_on) if hearing and hearing.held_on else "",
        "response": decision.response,
        "on_record": decision.on_record,
        "note": decision.note,
    }


def carry_out(proceeding: Proceeding, paper: Document, *, by: User, on: date) -> Qualification:
    """Do to the qualification what was decided; the caller holds the transaction."""
    qualification = proceeding.qualification
    texts = "；".join(proceeding.proceedingreason_set.values_list("text", flat=True))
    reason = recorded(_("%(reasons)s（%(paper)s）", reasons=texts[:240], paper=paper.number))
    if proceeding.measure == Measure.CANCEL:
        return qualifications.cancel(qualification, reason=reason, by=by, on=on)
    qualifications.move(qualification, proceeding.measure, reason=reason, by=by, on=on)
    if proceeding.measure == Measure.REVOKE_FRAUD:
        reference = recorded(_("撤销资质 %(number)s：%(reason)s", number=qualification.number, reason=reason))
        bars.enter(
            qualification.organisation,
            Ground.FRAUD,
            reference=reference[:200],
            region=qualification.region,
            by=by,
            on=on,
        )
    if qualification.state not in {QualificationState.SUSPENDED, QualificationState.ACTIVE}:
        qualifications.revoke_certificate(qualification, reason=reason, on=on)
    publish(proceeding, paper, reason=texts, by=by, on=on)
    return qualification


def publish(proceeding: Proceeding, paper: Document, *, reason: str, by: User, on: date) -> None:
    """Announce the decision the same day."""
    qualification = proceeding.qualification
    context = {
        "name": qualification.organisation.name,
        "credit_code": qualification.organisation.code,
        "qualification": qualification.number,
        "kind": qualification.get_kind_display(),
        "measure": proceeding.get_measure_display(),
        "decision": paper.number,
        "decided": long_date(on),
        "reason": reason,
        "basis": str(hearings.SAFEGUARDS[Measure(proceeding.measure)].basis),
        "may_work": proceeding.measure == Measure.RESUME,
    }
    announcement = announcements.publish(
        papers.PROCEEDING_ANNOUNCEMENT,
        kind=KINDS[Measure(proceeding.measure)],
        region=qualification.region,
        context=context,
        subject_kind=papers.QUALIFICATION_KIND,
        subject_key=qualification.pk,
        subject_number=qualification.number,
        organisation=qualification.organisation,
        on=on,
        by=by,
        is_contestable=False,
    )
    qualifications.enter_announcement(qualification, announcement)
