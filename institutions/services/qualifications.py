"""What happens to a qualification: granted, renewed, changed, ended."""

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from institutions import events
from institutions.models import (
    ConditionFinding,
    Filing,
    Qualification,
    QualificationScope,
    QualificationSeries,
    choices,
)
from institutions.rules import numbering, periods, sources
from institutions.rules.words import FilingType, Kind
from institutions.services import papers
from institutions.states import QUALIFICATION, QualificationState
from portal.access import Role
from portal.accounts.models import User
from portal.announcements.models import Announcement
from portal.announcements.services import notices as announcements
from portal.documents import issuing, organs
from portal.documents.models import Document
from portal.documents.wording import long_date, recorded
from portal.errors import Refused
from portal.events import announce
from portal.figures import table
from portal.law import Objection
from portal.law import phrase as _
from portal.parties.services import organisations
from portal.workflow import engine
from portal.workflow.models import ClockRun

#: The kind of announcement under which a cancellation is found.
CANCELLED: Final = "institution-cancelled"


def conclude(filing: Filing, *, by: User, on: date) -> Qualification:
    """What an approved application does to the register; the caller holds the transaction."""
    deed = DEEDS[FilingType(filing.type)]
    return deed(filing, by=by, on=on)


def grant(filing: Filing, *, by: User, on: date) -> Qualification:
    """Enter a new qualification, valid for five years from today."""
    assert filing.region is not None  # noqa: S101 - handed in
    figures = table.on(on, filing.region)
    qualification = Qualification(
        number=next_number(filing, on=on),
        organisation=filing.organisation,
        kind=filing.kind,
        regime=filing.regime,
        region=filing.region,
        granted_on=on,
        valid_from=on,
        valid_to=periods.last_day(on, figures),
    )
    engine.open_matter(qualification, by=by, on=on, acting_as=Role.APPROVER)
    filing.qualification = qualification
    filing.save(update_fields=["qualification"])
    set_scopes(qualification, filing, on=on)
    announce(
        events.QualificationGranted(
            qualification.number,
            filing.organisation.code,
            filing.kind,
            on,
            scope_names(qualification),
            qualification.valid_to,
        )
    )
    return qualification


def next_number(filing: Filing, *, on: date) -> str:
    """The next number of the region's series for the kind, after the pattern in force."""
    QualificationSeries.objects.get_or_create(region=filing.region, kind=filing.kind)
    series = QualificationSeries.objects.select_for_update().get(region=filing.region, kind=filing.kind)
    series.last += 1
    series.save(update_fields=["last"])
    assert filing.region is not None  # noqa: S101 - handed in
    pattern = table.on(on, filing.region).choice(numbering.PATTERNS[Kind(filing.kind)])
    short = organs.SHORT.get(filing.region.code[:2], filing.region.code)
    return numbering.number(pattern, province=short, ordinal=series.last, year=on.year)


def set_scopes(qualification: Qualification, filing: Filing, *, on: date) -> None:
    """Cover from today exactly the scopes of the application."""
    wanted = set(filing.filingscope_set.values_list("business", flat=True))
    live = QualificationScope.objects.filter(qualification=qualification, until=None)
    held = set(live.values_list("business", flat=True))
    live.exclude(business__in=wanted).update(until=on)
    QualificationScope.objects.bulk_create(
        QualificationScope(qualification=qualification, business_id=business, since=on)
        for business in sorted(wanted - held)
    )


def scope_names(qualification: Qualification) -> tuple[str, ...]:
    return tuple(qualification.scopes.filter(until=None).values_list("business__name", flat=True))


def of_filing(filing: Filing) -> Qualification:
    """The qualification an application is about, locked; Refused if it has ended meanwhile."""
    row = (
        Qualification.objects.select_for_update(of=("self",))
        .select_related("organisation", "region")
        .held()
        .filter(organisation=filing.organisation_id, kind=filing.kind)
        .first()
    )
    if row is None:
        raise Refused(Objection(_("所涉资质已经终止"), sources.CANCELLATION, "organisation"))
    return row


def change(filing: Filing, *, by: User, on: date) -> Qualification:
    """Enter the changed particulars of the organisation (Measures, article 12)."""
    qualification = of_filing(filing)
    organisations.describe(
        filing.organisation,
        by=by,
        on=on,
        legal_representative=filing.legal_representative,
        registered_address=filing.registered_address,
        office_address=filing.office_address,
        postcode=filing.postcode,
        phone=filing.phone,
        website=filing.website,
    )
    return tell_changed(qualification, filing, on=on)


def change_scopes(filing: Filing, *, by: User, on: date) -> Qualification:  # noqa: ARG001 - one shape of deed
    """Cover the scopes found fit; the term stays."""
    qualification = of_filing(filing)
    set_scopes(qualification, filing, on=on)
    return tell_changed(qualification, filing, on=on)


def renew(filing: Filing, *, by: User, on: date) -> Qualification:  # noqa: ARG001 - one shape of deed
    """Another five years after the present term, even if it ran out while the authority was deciding."""
    qualification = of_filing(filing)
    begins = qualification.valid_to + timedelta(days=1)
    qualification.valid_to = periods.last_day(begins, table.on(on, qualification.region))
    qualification.regime = filing.regime
    qualification.save(update_fields=["valid_to", "regime"])
    set_scopes(qualification, filing, on=on)
    return tell_changed(qualification, filing, on=on)


def tell_changed(qualification: Qualification, filing: Filing, *, on: date) -> Qualification:
    filing.qualification = qualification
    filing.save(update_fields=["qualification"])
    announce(
        events.QualificationChanged(
            qualification.number,
            qualification.organisation.code,
            qualification.kind,
            on,
            scope_names(qualification),
            qualification.valid_to,
        )
    )
    return qualification


def cancel_on_request(filing: Filing, *, by: User, on: date) -> Qualification:
    """The holder gives it up (Measures, article 14)."""
    qualification = of_filing(filing)
    filing.qualification = qualification
    filing.save(update_fields=["qualification"])
    return cancel(qualification, reason=recorded(_("自行申请注销")), by=by, on=on)


@transaction.atomic
def cancel(qualification: Qualification, *, reason: str, by: User, on: date) -> Qualification:
    """Strike it from the register and announce so; what was done under it stays its holder's liability."""
    move(qualification, "cancel", reason=reason, by=by, on=on)
    context = {
        "name": qualification.organisation.name,
        "credit_code": qualification.organisation.code,
        "qualification": qualification.number,
        "kind": choices.Kind(qualification.kind).label,
        "reason": reason,
        "basis": str(sources.CANCELLATION),
        "cancelled": long_date(on),
    }
    announcement = announcements.publish(
        papers.CANCELLATION,
        kind=CANCELLED,
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
    enter_announcement(qualification, announcement)
    reason = recorded(_("资质已注销（%(paper)s）", paper=announcement.number))
    revoke_certificate(qualification, reason=reason, on=on)
    return qualification


def enter_announcement(qualification: Qualification, announcement: Announcement) -> None:
    """The register points to what was last announced of it."""
    qualification.announcement = announcement
    qualification.save(update_fields=["announcement"])


@transaction.atomic
def supervise(qualification: Qualification, how: str, *, reason: str, by: User, on: date) -> Qualification:
    """Order rectification, or find it done: `how` is rectify or clear. What weighs more ends a proceeding."""
    move(qualification, how, reason=reason, by=by, on=on)
    if how == "rectify":
        order_rectification(qualification, reason=reason, by=by, on=on)
    return qualification


def order_rectification(qualification: Qualification, *, reason: str, by: User, on: date) -> Document:
    """The order on paper: what the sweep found, what the officer says, and until when."""
    run = ClockRun.objects.about(QUALIFICATION.kind, qualification.pk).running().get(name="rectification")
    findings = ConditionFinding.objects.standing().filter(qualification=qualification)
    context = {
        **papers.common_for(qualification),
        "reason": reason,
        "basis": str(sources.SUPERVISION),
        "rectify_by": long_date(run.due_on),
        "items": list(findings.values("name", "required", "found", "basis")),
    }
    return papers.issue_for(papers.RECTIFICATION, qualification, context, on=on, by=by)


@transaction.atomic
def expire(qualification: Qualification, *, on: date) -> Qualification:
    """Its last day is past and no renewal is under way."""
    with engine.move(qualification, "expire", by=None, on=on):
        if not Qualification.objects.expired(on).filter(pk=qualification.pk).exists():
            raise Refused(Objection(_("有效期尚未届满，或者延续申请正在办理"), sources.RENEWAL))
        qualification.end_reason = recorded(_("有效期届满未延续"))
        qualification.save(update_fields=["end_reason"])
    revoke_certificate(qualification, reason=qualification.end_reason, on=on)
    tell_moved(qualification, on=on)
    return qualification


def move(qualification: Qualification, name: str, *, reason: str, by: User, on: date) -> None:
    """One move with its reason, which the register shows where the qualification ends."""
    with engine.move(qualification, name, by=by, on=on, note=reason) as step:
        if not reason.strip():
            raise Refused(Objection(_("请说明理由"), step.basis, "reason"))
        if step.target in ENDINGS:
            qualification.end_reason = reason[:300]
            qualification.save(update_fields=["end_reason"])
    tell_moved(qualification, on=on)


ENDINGS: Final = frozenset(
    {
        QualificationState.CANCELLED,
        QualificationState.WITHDRAWN,
        QualificationState.REVOKED_FRAUD,
        QualificationState.REVOKED_PENALTY,
    }
)


def tell_moved(qualification: Qualification, *, on: date) -> None:
    announce(
        events.QualificationMoved(
            qualification.number,
            qualification.organisation.code,
            qualification.kind,
            on,
            qualification.state,
            qualification.end_reason,
        )
    )


def certify(qualification: Qualification, *, by: User | None, on: date) -> Document:
    """Make out the certificate, in place of any earlier one."""
    earlier = qualification.certificate
    context = {
        "name": qualification.organisation.name,
        "credit_code": qualification.organisation.code,
        "legal_representative": qualification.organisation.legal_representative,
        "registered_address": qualification.organisation.registered_address,
        "kind": choices.Kind(qualification.kind).label,
        "scopes": list(scope_names(qualification)),
        "valid_from": long_date(qualification.valid_from),
        "valid_to": long_date(qualification.valid_to),
        "first_granted": long_date(qualification.granted_on),
    }
    paper = papers.issue_for(papers.CERTIFICATE, qualification, context, on=on, by=by)
    if earlier is not None and earlier.pk != paper.pk:
        issuing.replace(earlier, with_=paper, reason=recorded(_("换发新证")), on=on)
    qualification.certificate = paper
    qualification.save(update_fields=["certificate"])
    return paper


def revoke_certificate(qualification: Qualification, *, reason: str, on: date) -> None:
    """The paper ends with what it certifies."""
    if qualification.certificate is not None:
        issuing.revoke(qualification.certificate, reason=reason, on=on)


DEEDS: Final = {
    FilingType.INITIAL: grant,
    FilingType.CHANGE: change,
    FilingType.SCOPE_CHANGE: change_scopes,
    FilingType.RE_VERIFICATION: change_scopes,
    FilingType.RENEWAL: renew,
    FilingType.CANCELLATION: cancel_on_request,
}
