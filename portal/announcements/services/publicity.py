"""What can be done for dual publicity: enter a decision, correct or withdraw it, compose the lists, hand them over."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.accounts.models import User
from portal.announcements import fields, rules
from portal.announcements.models import PublicityItem, PublicityList
from portal.announcements.publicity import Kind
from portal.audit.trail import record
from portal.documents.models import Document
from portal.errors import Refused
from portal.figures import table
from portal.law import Figure, Objection
from portal.regions.models import Region
from portal.workdays import terms


@transaction.atomic
def enter(
    kind: Kind, document: Document, facts: Mapping[str, Any], *, subject: str, decided_on: date, by: User | None
) -> PublicityItem:
    """
    Enter a decision to be published within seven working days; the same decision again is the same item.

    `facts` are told by the codes of the field set; who decided and whom it concerns follow from the paper. Raises
    ValueError for a code the set does not have.
    """
    known = PublicityItem.objects.filter(
        kind=kind, subject=subject, document_number=document.number, deed="new"
    ).first()
    if known is not None:
        return known
    region = document.region
    assert region is not None  # noqa: S101 - a decision is some authority's
    due = terms.after(decided_on, *_term(rules.PUBLISH_WITHIN, decided_on, region))
    item = PublicityItem.objects.create(
        kind=kind,
        subject=subject,
        document_number=document.number,
        region=region,
        organisation=document.organisation,
        decided_on=decided_on,
        due_on=due.on,
        is_certain=due.is_certain,
        fields=_filled(kind, {**_common(kind, document, decided_on), **facts}),
    )
    record("announcements.publicity.enter", item, by=by, facts={"number": document.number})
    return item


@transaction.atomic
def correct(
    item: PublicityItem, changes: Mapping[str, Any], *, reason: str, by: User | None, on: date
) -> PublicityItem:
    """Another item with these fields in place of the last; Refused without a reason or once it was withdrawn."""
    return _follow(item, PublicityItem.Deed.CORRECT, changes, reason=reason, by=by, on=on)


@transaction.atomic
def withdraw(item: PublicityItem, *, reason: str, by: User | None, on: date) -> PublicityItem:
    """Take it back within three working days, and say why (Penalties Law, article 48)."""
    return _follow(item, PublicityItem.Deed.WITHDRAW, {}, reason=reason, by=by, on=on)


def latest(kind: Kind, subject: str) -> PublicityItem | None:
    """What is told of a subject now, unless it was withdrawn."""
    found = PublicityItem.objects.filter(kind=kind, subject=subject).order_by("-pk").first()
    return found if found and found.deed != PublicityItem.Deed.WITHDRAW else None


def _follow(
    item: PublicityItem,
    deed: PublicityItem.Deed,
    changes: Mapping[str, Any],
    *,
    reason: str,
    by: User | None,
    on: date,
) -> PublicityItem:
    old = PublicityItem.objects.select_for_update(of=("self",)).select_related("region", "organisation").get(pk=item.pk)
    following = PublicityItem.objects.filter(supersedes=old).first()
    told = _filled(Kind(old.kind), {**old.fields, **{name: _plain(value) for name, value in changes.items()}})
    if following is not None and (following.deed, following.reason, following.fields) == (deed, reason.strip(), told):
        return following
    found = []
    if not reason.strip():
        found.append(Objection(_("请写明更正或撤回的原因"), rules.WITHDRAWAL, "reason"))
    if following is not None or old.deed == PublicityItem.Deed.WITHDRAW:
        found.append(Objection(_("该记录已被更正或者撤回"), rules.CORRECTION, found=old.get_deed_display()))
    Refused.unless_clear(found)
    due = terms.after(on, *_term(rules.CORRECT_WITHIN, on, old.region))
    new = PublicityItem.objects.create(
        kind=old.kind,
        subject=old.subject,
        document_number=old.document_number,
        deed=deed,
        region=old.region,
        organisation=old.organisation,
        decided_on=old.decided_on,
        due_on=due.on,
        is_certain=due.is_certain,
        fields=told,
        reason=reason.strip()[:300],
        supersedes=old,
    )
    record(f"announcements.publicity.{deed.value}", new, by=by, facts={"reason": new.reason})
    return new


@transaction.atomic
def compose(region: Region, kind: Kind, *, on: date, by: User | None = None) -> PublicityList | None:
    """Freeze what waits of a region and kind into the next list of the day; None where nothing waits."""
    Region.objects.select_for_update().get(pk=region.pk)
    waiting = list(PublicityItem.objects.waiting().filter(region=region, kind=kind).order_by("pk"))
    if not waiting:
        return None
    today = PublicityList.objects.filter(region=region, kind=kind, day=on)
    ordinal = (today.aggregate(last=Max("ordinal"))["last"] or 0) + 1
    mark = {Kind.LICENCE: "XK", Kind.PENALTY: "CF"}[Kind(kind)]
    row = PublicityList.objects.create(
        name=f"{mark}-{region.pk}-{on:%Y%m%d}-{ordinal}",
        region=region,
        kind=kind,
        day=on,
        ordinal=ordinal,
        edition=fields.EDITION,
        rows=len(waiting),
        sha256=digest(waiting),
    )
    PublicityItem.objects.filter(pk__in=[item.pk for item in waiting]).update(carried_by=row)
    record("announcements.publicity.compose", row, by=by, facts={"rows": len(waiting), "sha256": row.sha256})
    return row


def compose_all(*, on: date) -> int:
    """A list for every region and kind in which something waits; how many. The same day again makes none anew."""
    places = PublicityItem.objects.waiting().order_by("region", "kind").values_list("region", "kind").distinct()
    regions = Region.objects.in_bulk({region for region, _kind in places})
    return sum(compose(regions[region], Kind(kind), on=on) is not None for region, kind in places)


@transaction.atomic
def hand_over(row: PublicityList, *, receipt: str, by: User, on: date) -> PublicityList:
    """Note that the platform has the list, by its receipt; the same receipt again changes nothing."""
    row = PublicityList.objects.select_for_update(of=("self",)).select_related("region").get(pk=row.pk)
    if row.handed_over_on is not None and row.receipt == receipt.strip():
        return row
    found = []
    if not any(Role.OFFICER in grant.role.includes and grant.is_competent_for(row.region_id) for grant in by.grants):
        found.append(Objection(_("只能由作出机关的承办人员报送"), rules.PUBLISHING))
    if not receipt.strip():
        found.append(Objection(_("请填写平台回执"), rules.PUBLISHING, "receipt"))
    if row.handed_over_on is not None:
        found.append(Objection(_("该清单已经报送"), rules.PUBLISHING, "receipt", found=row.receipt))
    Refused.unless_clear(found)
    row.handed_over_on, row.handed_over_by, row.receipt = on, by, receipt.strip()[:120]
    row.save(update_fields=["handed_over_on", "handed_over_by", "receipt"])
    record("announcements.publicity.hand_over", row, by=by, facts={"receipt": row.receipt, "on": on.isoformat()})
    return row


def lists_for(user: User) -> QuerySet[PublicityList]:
    """The lists this person may see, newest first."""
    return PublicityList.objects.all().visible_to(user).for_list().order_by("-day", "-pk")


def regions_of(codes: Iterable[str]) -> QuerySet[Region]:
    return Region.objects.filter(pk__in=list(codes))


def digest(items: list[PublicityItem]) -> str:
    """The SHA-256 of the rows as JSON lines, in the order of the list."""
    lines = (json.dumps([item.deed, item.fields], ensure_ascii=False, sort_keys=True) for item in items)
    return sha256("\n".join(lines).encode()).hexdigest()


def _term(figure: Figure, on: date, region: Region) -> tuple[int, str]:
    return table.on(on, region).days(figure), figure.unit


def _common(kind: Kind, document: Document, decided_on: date) -> dict[str, Any]:
    """What follows from the paper: whom it concerns, its number and day, the authority."""
    mark = {Kind.LICENCE: "xk", Kind.PENALTY: "cf"}[kind]
    party, organ = document.organisation, document.organ
    authority = {Kind.LICENCE: ("xk_xkjg", "xk_xkjgdm"), Kind.PENALTY: ("cf_cfjg", "cf_cfjgdm")}[kind]
    code = organ.organisation.code if organ.organisation else ""
    return {
        f"{mark}_xdr_mc": party.name if party else "",
        f"{mark}_xdr_shxym": party.code if party else "",
        f"{mark}_frdb": party.legal_representative if party else "",
        f"{mark}_wsh": document.number,
        f"{mark}_jdrq": decided_on,
        authority[0]: organ.name,
        authority[1]: code,
        f"{mark}_sjly": organ.name,
        f"{mark}_sjlydm": code,
    }


def _filled(kind: Kind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Every field of the set, empty where nothing is told."""
    known = [field.code for field in fields.SETS[kind]]
    if unknown := sorted(set(facts) - set(known)):
        raise ValueError(f"no such field of {kind}: {', '.join(unknown)}")
    return {code: _plain(facts.get(code, "")) for code in known}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
