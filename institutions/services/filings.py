"""What can be done to an application until its review begins: start, hand in, accept, correct, refuse, take back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from institutions import events
from institutions.models import CorrectionItem, Filing
from institutions.models.choices import Item, Section
from institutions.querysets.filings import next_number
from institutions.rules import filing as rules
from institutions.rules import periods, sources
from institutions.services import assessments, drafts, papers, sections
from institutions.services.details import Details, details_of
from institutions.states import EDIT, FILING, FilingState
from portal.access import Role
from portal.accounts.models import User
from portal.attachments import store
from portal.database.among import Among
from portal.database.joining import joined
from portal.database.kept import kept
from portal.database.rows import overwrite
from portal.documents.wording import long_date
from portal.errors import Refused
from portal.events import announce
from portal.figures import table
from portal.figures.table import Figures
from portal.law import Objection
from portal.law import phrase as _
from portal.parties.models import Organisation
from portal.regions.models import Region
from portal.workflow import clocks, engine, receipts, warrant
from portal.workflow.models import ClockRun


@dataclass(frozen=True)
class Reason:
    """One thing told to the applicant: what, in which section, on which clause."""

    text: str
    basis: str = ""
    section: str = ""


def start(organisation: Organisation, kind: str, type: str = "initial", *, by: User, on: date) -> Filing:  # noqa: A002
    """
    Open a draft, filled in from the register and from the last application: nothing is asked twice.

    Raises Refused if another application of the kind is open, by this person or by a colleague a moment ago.
    """
    filing = Filing(
        number=next_number(kind, on),
        organisation=organisation,
        kind=kind,
        type=type,
        qualification=assessments.held_by(organisation.pk, kind) if type != "initial" else None,
        **{field: getattr(organisation, field) for field in FROM_REGISTER},
    )
    Refused.unless_clear(warrant.objections(FILING, EDIT, filing, by, on=on))
    try:
        with transaction.atomic():
            engine.open_matter(filing, by=by, on=on)
            carry_over(filing, by=by, on=on)
    except IntegrityError as error:
        open_one = Filing.objects.open().of_kind(organisation, kind).first()
        if open_one is None:
            raise
        message = _("同类申请正在办理：%(number)s") % {"number": open_one.number}
        raise Refused(Objection(message, sources.APPLICATION, "organisation", found=open_one.number)) from error
    return filing


FROM_REGISTER: Final = (
    "legal_representative",
    "registered_address",
    "office_address",
    "postcode",
    "phone",
    "website",
    "registered_capital",
)
#: What the last application said and this one may repeat; evidence and commitment are given anew.
CARRIED: Final = (
    Section.POSTS,
    Section.PROFESSIONALS,
    Section.EQUIPMENT,
    Section.PREMISES,
    Section.SHAREHOLDERS,
    Section.SCOPES,
)


def carry_over(filing: Filing, *, by: User, on: date) -> None:
    """Fill the draft with what the organisation's last decided application of the kind said."""
    earlier = _last_decided.first(filing.organisation_id, filing.kind)
    if earlier is not None:
        filing.fixed_assets = earlier.fixed_assets
        filing.save(update_fields=["fixed_assets"])
        saved = drafts.latest(earlier, *CARRIED)
        parts = {
            str(section): [without_name(row) for row in saved[section].data] for section in CARRIED if section in saved
        }
        drafts.write(filing, parts, by=by, on=on)


@kept
def _last_decided(organisation: int, kind: str) -> QuerySet[Filing]:
    return Filing.objects.closed().handed_in().of_kind(organisation, kind).order_by("-pk")[:1]


def without_name(row: dict[str, object]) -> dict[str, object]:
    """A saved row as a form brings it: a person known by key needs no name."""
    return {key: value for key, value in row.items() if key != "name" or "person" not in row}


def submit_once(filing: Filing, *, key: str, by: User, on: date) -> Filing:
    """Hand it in as `submit` does, once whatever the number of clicks on one `key`."""
    with receipts.once(key, "institutions.submit", by) as receipt:
        if receipt.result:
            return Filing.objects.get(number=receipt.result)
        submit(filing, by=by, on=on)
        receipt.result = filing.number
    return filing


@joined()
def submit(filing: Filing, *, by: User, on: date, details: Details | None = None) -> None:
    """
    Hand the application in, or hand it in again corrected, and give the receipt of the materials.

    `details` are what it says, where the same deed has just written them. Raises Refused with every reason against it.
    """
    is_correction = filing.state == FilingState.CORRECTION_REQUIRED
    with engine.move(filing, "resubmit" if is_correction else "submit", by=by, on=on):
        details, region = details or details_of(filing), assessments.competent_for(filing)
        figures = table.on(on, region)
        submission = assessments.submission_of(filing, details, on=on)
        Refused.unless_clear(rules.objections(submission, figures))
        hand_in(filing, region, figures, submission)
        hand_over_files(details, region)
    if is_correction:
        CorrectionItem.objects.filter(filing=filing, resolved_on=None).update(resolved_on=on)
    acknowledge(filing, details, by=by, on=on, is_correction=is_correction)


@joined()
def file(
    organisation: Organisation,
    kind: str,
    type: str,  # noqa: A002
    parts: Mapping[str, Any],
    *,
    hands_in: bool,
    by: User,
    on: date,
) -> Filing:
    """
    Open an application, fill in these sections and, if asked, hand it in, in one deed: all of it, or nothing.

    What a system files that has everything at hand. Raises Refused with every fault of the sections, and when there is
    none with every reason against handing in.
    """
    filing, details = start(organisation, kind, type, by=by, on=on), None
    if parts:
        rows = sections.write(filing, parts, by=by, on=on)
        drafts.keep(filing, sections.told(filing, parts, rows), by=by)
        details = details_of(filing, rows)
    if hands_in:
        submit(filing, by=by, on=on, details=details)
    return filing


def hand_in(filing: Filing, region: Region, figures: Figures, submission: rules.Submission) -> None:
    """Enter what is fixed on this day: the competent authority, the regime, the applicant's name."""
    filing.region = region
    filing.regime = figures.choice(periods.REGIME)
    filing.organisation_name = filing.organisation.name
    filing.submitted_on = filing.submitted_on or submission.on
    filing.received_on = submission.on
    filing.is_late = bool(rules.warnings(submission, figures))
    # Clause 2 of the Opinions: who already holds a related qualification is reviewed first.
    filing.has_priority = submission.holds_any
    overwrite(filing, "region", "regime", "organisation_name", "submitted_on", "received_on", "is_late", "has_priority")


def hand_over_files(details: Details, region: Region) -> None:
    """With the application its files come before the competent authority, and no other has seen them before."""
    letters = [row.attachment_id for row in details.letters if row.attachment_id is not None]
    store.hand_over([*(row.attachment_id for row in details.evidence), *letters], region)


def acknowledge(filing: Filing, details: Details, *, by: User, on: date, is_correction: bool) -> None:
    """Give the receipt of the materials (Licensing Law, article 32) and tell whoever listens."""
    materials = [
        {"item": Item(row.item).label, "name": row.attachment.name, "sha256": row.attachment.sha256}
        for row in details.evidence
    ]
    papers.issue(
        papers.RECEIPT,
        filing,
        {"materials": materials, "is_correction": is_correction, "accept_by": due(filing, "acceptance")},
        on=on,
        by=by,
    )
    assert filing.region is not None  # noqa: S101 - entered when handed in
    announce(
        events.FilingSubmitted(
            filing.number, filing.organisation.code, on, filing.kind, filing.type, filing.region.code, is_correction
        )
    )


@transaction.atomic
def accept(filing: Filing, *, by: User, on: date, version: int | None = None) -> Filing:
    """Accept it; the clock of the decision starts. Refused if the time to do so has run out: then it is deemed so."""
    with engine.move(filing, "accept", by=by, on=on, version=version):
        unless_lapsed(filing, on=on)
        filing.accepted_on = on
        filing.save(update_fields=["accepted_on"])
    tell_accepted(filing, by=by, on=on)
    return filing


@transaction.atomic
def deem_accepted(filing: Filing, *, on: date) -> Filing:
    """Accepted by lapse of five working days, from the day of receipt (Licensing Law, article 32)."""
    with engine.move(filing, "deem_accepted", by=None, on=on):
        if not has_lapsed(filing, "acceptance", on=on):
            raise Refused(Objection(_("受理期限尚未届满"), sources.CORRECTION))
        filing.accepted_on, filing.is_deemed_accepted = filing.received_on, True
        filing.save(update_fields=["accepted_on", "is_deemed_accepted"])
    tell_accepted(filing, by=None, on=on)
    return filing


def tell_accepted(filing: Filing, *, by: User | None, on: date) -> None:
    run = clock(filing, "decision")
    context = {
        "accepted": long_date(filing.accepted_on or on),
        "decide_by": long_date(run.due_on) if run else "",
        "is_deemed": filing.is_deemed_accepted,
        "is_certain": run.is_certain if run else True,
    }
    papers.issue(papers.ACCEPTANCE, filing, context, on=on, by=by)
    announce(
        events.FilingAccepted(
            filing.number, filing.organisation.code, on, filing.is_deemed_accepted, run.due_on if run else None
        )
    )


@transaction.atomic
def require_correction(
    filing: Filing, items: Iterable[Reason], *, by: User, on: date, version: int | None = None
) -> Filing:
    """
    Tell the applicant once everything to correct.

    Raises Refused on an empty list, and on a second list that asks for anything the first did not.
    """
    listed = tuple(items)
    with engine.move(filing, "require_correction", by=by, on=on, version=version):
        unless_lapsed(filing, on=on)
        Refused.unless_clear(correction_objections(filing, listed))
        CorrectionItem.objects.bulk_create(
            CorrectionItem(filing=filing, section=item.section, text=item.text, basis=item.basis, told_on=on)
            for item in listed
        )
    run = clock(filing, "correction")
    assert run is not None  # noqa: S101 - the move started it
    context = {
        "items": [{"section": Section(item.section).label, "text": item.text, "basis": item.basis} for item in listed],
        "correct_by": long_date(run.due_on),
    }
    papers.issue(papers.CORRECTION, filing, context, on=on, by=by)
    announce(events.CorrectionRequired(filing.number, filing.organisation.code, on, len(listed), run.due_on))
    return filing


def correction_objections(filing: Filing, items: tuple[Reason, ...]) -> list[Objection]:
    """The list must be complete at once: a second one may only repeat what was asked and not done."""
    if not items:
        return [Objection(_("请列明需要补正的全部内容"), sources.CORRECTION, "items")]
    found = [
        Objection(_("没有这一部分：%(section)s") % {"section": item.section}, sources.CORRECTION, "items")
        for item in items
        if item.section not in Section.values
    ]
    told = set(CorrectionItem.objects.filter(filing=filing).values_list("section", flat=True))
    if told:
        found += [
            Objection(
                _("补正内容应当一次性告知，不能再提出：%(text)s") % {"text": item.text}, sources.CORRECTION, "items"
            )
            for item in items
            if item.section not in told
        ]
    return found


@transaction.atomic
def refuse_acceptance(
    filing: Filing, reasons: Iterable[Reason], *, by: User, on: date, version: int | None = None
) -> Filing:
    """Not accepted, with every reason and the remedies; Refused without a reason."""
    listed = tuple(reasons)
    with engine.move(filing, "refuse_acceptance", by=by, on=on, version=version):
        unless_lapsed(filing, on=on)
        if not listed:
            raise Refused(Objection(_("不予受理应当说明理由"), sources.ACCEPTANCE, "reasons"))
    context = {"reasons": [{"text": item.text, "basis": item.basis} for item in listed], **remedies(filing, on=on)}
    papers.issue(papers.REFUSED_ACCEPTANCE, filing, context, on=on, by=by)
    announce(events.AcceptanceRefused(filing.number, filing.organisation.code, on, tuple(item.text for item in listed)))
    return filing


@transaction.atomic
def withdraw(filing: Filing, *, reason: str, by: User, on: date, version: int | None = None) -> Filing:
    """The applicant takes it back; a draft is thus discarded."""
    with engine.move(filing, "withdraw", by=by, on=on, version=version, note=reason):
        pass
    announce(events.FilingWithdrawn(filing.number, filing.organisation.code, on, is_lapse=False))
    return filing


@transaction.atomic
def lapse(filing: Filing, *, on: date) -> Filing:
    """Taken as withdrawn, since the time to correct ran out."""
    with engine.move(filing, "lapse", by=None, on=on):
        if not has_lapsed(filing, "correction", on=on):
            raise Refused(Objection(_("补正期限尚未届满"), periods.CORRECT_WITHIN.basis))
    announce(events.FilingWithdrawn(filing.number, filing.organisation.code, on, is_lapse=True))
    return filing


def unless_lapsed(filing: Filing, *, on: date) -> None:
    """After five working days it is accepted by law, and nobody can correct or refuse it any more."""
    if has_lapsed(filing, "acceptance", on=on):
        raise Refused(Objection(_("受理期限已经届满，自收到申请材料之日起视为受理"), sources.CORRECTION))


def has_lapsed(filing: Filing, name: str, *, on: date) -> bool:
    return ClockRun.objects.about(FILING.kind, filing.pk).run_out(on).filter(name=name).exists()


def clock(filing: Filing, name: str) -> ClockRun | None:
    """The run of a clock that is still going."""
    return next((run for run in clocks.running(FILING.kind, filing.pk) if run.name == name), None)


def due(filing: Filing, name: str) -> str:
    """The last day of a running clock as a paper writes it, or nothing."""
    run = clock(filing, name)
    return long_date(run.due_on) if run else ""


def remedies(filing: Filing, *, on: date) -> dict[str, object]:
    """Where and until when to appeal: every refusal says so."""
    return remedies_on(filing.region or filing.organisation.region, on=on)


def remedies_on(region: Region, *, on: date) -> dict[str, object]:
    """The terms to appeal in, of a decision of this region's authority."""
    figures = table.on(on, region)
    return {
        "reconsider_days": figures.days(periods.RECONSIDER_WITHIN),
        "reconsider_basis": str(periods.RECONSIDER_WITHIN.basis),
        "sue_months": figures.days(periods.SUE_WITHIN),
        "sue_basis": str(periods.SUE_WITHIN.basis),
    }


def applicant_of(user: User) -> Organisation | None:
    """The organisation this person files for, by the assignment in force today."""
    keys = [grant.organisation_id for grant in user.grants if Role.APPLICANT in grant.role.includes]
    return _first_active.first([key for key in keys if key])  # type: ignore[no-any-return]


@kept
def _first_active(keys: list[int]) -> QuerySet[Organisation]:
    rows = Organisation.objects.active().filter(Among(F("pk"), keys))
    return rows.select_related("region").order_by("pk")[:1]
