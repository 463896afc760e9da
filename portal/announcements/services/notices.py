"""What can be done to an announcement: publish, correct, withdraw."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User
from portal.announcements import rules
from portal.announcements.events import Announced, AnnouncementCorrected, AnnouncementWithdrawn
from portal.announcements.models import Announcement
from portal.announcements.papers import WITHDRAWAL
from portal.audit.trail import record
from portal.documents import issuing, organs
from portal.documents.composing import frozen
from portal.documents.models import Document
from portal.documents.papers import Paper
from portal.documents.wording import long_date
from portal.errors import Refused
from portal.events import announce
from portal.figures import table
from portal.law import Clause, Objection
from portal.parties.models import Organisation
from portal.regions.models import Region
from portal.workdays import terms


@transaction.atomic
def publish(
    paper: Paper,
    *,
    kind: str,
    region: Region,
    context: Mapping[str, Any],
    subject_kind: str,
    subject_key: object,
    on: date,
    by: User | None,
    title: str = "",
    subject_number: str = "",
    organisation: Organisation | None = None,
    is_contestable: bool = True,
    supersedes: Announcement | None = None,
) -> Announcement:
    """
    Issue the paper and publish it, with the objection period in force; the same facts again change nothing.

    The paper's context gains `objection_until`, and in a correction the number and date of what it corrects.
    """
    deadline = terms.after(on, table.on(on, region).days(rules.OBJECTION_PERIOD), rules.OBJECTION_PERIOD.unit)
    facts = dict(context)
    if is_contestable:
        facts["objection_until"] = long_date(deadline.on)
    document = issuing.issue(
        paper,
        organ=organs.of(region),
        context=facts,
        subject_kind=subject_kind,
        subject_key=subject_key,
        subject_number=subject_number,
        organisation=organisation,
        title=title,
        on=on,
        by=by,
    )
    existing = Announcement.objects.filter(document=document).first()
    return existing or _enter(
        document,
        kind=kind,
        facts=frozen(facts),
        region=region,
        organisation=organisation,
        published_on=on,
        objection_until=deadline.on if is_contestable else None,
        is_certain=deadline.is_certain or not is_contestable,
        supersedes=supersedes,
        by=by,
    )


def _enter(document: Document, *, by: User | None, published_on: date, **facts: Any) -> Announcement:
    announcement = Announcement.objects.create(
        document=document, number=document.number, title=document.title, published_on=published_on, **facts
    )
    record("announcements.publish", announcement, by=by, facts={"kind": announcement.kind, "on": str(published_on)})
    announce(
        Announced(announcement.pk, announcement.kind, announcement.number, announcement.organisation_id, published_on),
    )
    return announcement


@transaction.atomic
def correct(
    announcement: Announcement,
    paper: Paper,
    *,
    context: Mapping[str, Any],
    reason: str,
    on: date,
    by: User | None,
    title: str = "",
    is_contestable: bool = True,
) -> Announcement:
    """
    Publish the corrected announcement in the place of this one; the old stays readable and points to the new.

    Raises `Refused` if no reason is given, or if the old one no longer holds.
    """
    old = _held(announcement, reason, rules.CORRECTION)
    if old.status == Announcement.Status.CORRECTED and old.reason == reason.strip() and hasattr(old, "superseded_by"):
        return old.superseded_by
    _refuse_lapsed(old)
    facts = {
        **context,
        "supersedes_number": old.number,
        "supersedes_date": long_date(old.published_on),
        "reason": reason.strip(),
    }
    new = publish(
        paper,
        kind=old.kind,
        region=old.region,
        context=facts,
        subject_kind=old.document.subject_kind,
        subject_key=old.document.subject_key,
        subject_number=old.document.subject_number,
        organisation=old.organisation,
        title=title,
        is_contestable=is_contestable,
        supersedes=old,
        on=on,
        by=by,
    )
    _lapse(old, Announcement.Status.CORRECTED, reason=reason, on=on)
    issuing.replace(old.document, with_=new.document, reason=reason, on=on, by=by)
    record("announcements.correct", old, by=by, facts={"new": new.number, "reason": reason})
    announce(AnnouncementCorrected(old.pk, new.pk, reason, on))
    return new


@transaction.atomic
def withdraw(announcement: Announcement, *, reason: str, on: date, by: User | None) -> Announcement:
    """
    Take the announcement back by another one that says why; the old stays readable, marked withdrawn.

    Raises `Refused` if no reason is given, or if the old one no longer holds. Penalties Law, article 48, asks this
    within three days for a published penalty; the portal does it for every announcement.
    """
    old = _held(announcement, reason, rules.WITHDRAWAL)
    if old.status == Announcement.Status.WITHDRAWN and hasattr(old, "superseded_by"):
        return old.superseded_by
    _refuse_lapsed(old)
    facts = {
        "old_number": old.number,
        "old_date": long_date(old.published_on),
        "old_title": old.title,
        "reason": reason.strip().rstrip("。"),
    }
    notice = publish(
        WITHDRAWAL,
        kind="withdrawal",
        region=old.region,
        context=facts,
        subject_kind=old.document.subject_kind,
        subject_key=old.document.subject_key,
        subject_number=old.document.subject_number,
        organisation=old.organisation,
        is_contestable=False,
        supersedes=old,
        on=on,
        by=by,
    )
    _lapse(old, Announcement.Status.WITHDRAWN, reason=reason, on=on)
    issuing.revoke(old.document, reason=reason, on=on, by=by)
    record("announcements.withdraw", old, by=by, facts={"notice": notice.number, "reason": reason})
    announce(AnnouncementWithdrawn(old.pk, old.number, reason, on))
    return notice


def _held(announcement: Announcement, reason: str, basis: Clause) -> Announcement:
    """The announcement read afresh and locked, so that two corrections cannot both stand."""
    if not reason.strip():
        raise Refused(Objection(_("请写明更正或撤回的原因"), basis, "reason"))
    rows = Announcement.objects.select_for_update(of=("self",)).select_related("document", "region")
    return rows.get(pk=announcement.pk)


def _refuse_lapsed(announcement: Announcement) -> None:
    if announcement.status != Announcement.Status.PUBLISHED:
        raise Refused(Objection(_("该公告已被更正或撤回"), rules.CORRECTION, found=announcement.get_status_display()))


def _lapse(announcement: Announcement, status: Announcement.Status, *, reason: str, on: date) -> None:
    announcement.status, announcement.status_on, announcement.reason = status, on, reason.strip()[:500]
    announcement.save(update_fields=["status", "status_on", "reason"])
