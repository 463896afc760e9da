"""How organisations end, and who carries on for them."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties import basis, events
from portal.parties.actor import Actor
from portal.parties.models import Organisation, Succession
from portal.parties.services import employments
from portal.parties.services.organisations import unless_active

Kind = Succession.Kind


@transaction.atomic
def merge(
    organisation: Organisation,
    *,
    into: Organisation,
    by: Actor | None,
    on: date,
    kind: str = Kind.MERGER,
    note: str = "",
) -> None:
    """
    Merge an organisation into another, or fold a row entered twice into the one that stays (`kind=DUPLICATE`).

    Contracts of employment carry over (Labour Contract Law art. 34).
    """
    organisation, into = _locked(organisation, into)
    Refused.unless_clear(_passing_objections(organisation, [into], on))
    _pass_on(Succession(predecessor=organisation, successor=into, kind=kind, on=on, note=note), by)
    employments.carry_over(organisation, into, by=by, on=on)
    _end(organisation, Organisation.Status.MERGED, by, on)


@transaction.atomic
def split(
    organisation: Organisation,
    *,
    into: Sequence[Organisation],
    survives: bool,
    by: Actor | None,
    on: date,
    note: str = "",
) -> None:
    """Split an organisation, which goes on existing (存续分立) or not (解散分立): then employments end with it."""
    organisation, *parts = _locked(organisation, *into)
    found = _passing_objections(organisation, parts, on)
    if not parts or (len(parts) == 1 and not survives):
        found.append(Objection(_("分立后的单位不足两个"), basis.SUCCESSION, "into"))
    Refused.unless_clear(found)
    for part in parts:
        _pass_on(Succession(predecessor=organisation, successor=part, kind=Kind.SPLIT, on=on, note=note), by)
    if not survives:
        employments.end_all(organisation, by=by, on=on)
        _end(organisation, Organisation.Status.DISSOLVED, by, on)


@transaction.atomic
def succeed(organisation: Organisation, *, successor: Organisation, by: Actor | None, on: date, note: str = "") -> None:
    """Another organisation takes over rights and duties, and this one ends: reorganisation, change of form."""
    organisation, successor = _locked(organisation, successor)
    Refused.unless_clear(_passing_objections(organisation, [successor], on))
    _pass_on(Succession(predecessor=organisation, successor=successor, kind=Kind.SUCCESSION, on=on, note=note), by)
    employments.carry_over(organisation, successor, by=by, on=on)
    _end(organisation, Organisation.Status.DISSOLVED, by, on)


@transaction.atomic
def dissolve(organisation: Organisation, *, by: Actor | None, on: date) -> None:
    """End an organisation nobody succeeds; employments end with it."""
    (organisation,) = _locked(organisation)
    Refused.unless_clear([*unless_active(organisation), *_date_objections(organisation, on)])
    employments.end_all(organisation, by=by, on=on)
    _end(organisation, Organisation.Status.DISSOLVED, by, on)


def heirs(organisation: Organisation) -> list[Organisation]:
    """Who carries on today for an organisation that ended, through every further merger; itself while it lasts."""
    found: list[Organisation] = []
    seen: set[int] = set()
    ahead = [organisation.pk]
    while ahead:
        key = ahead.pop()
        if key in seen:
            continue
        seen.add(key)
        here = Organisation.objects.get(pk=key)
        if here.status == Organisation.Status.ACTIVE:
            found.append(here)
        else:
            ahead += here.successions.values_list("successor", flat=True)
    return sorted(found, key=lambda heir: heir.code)


def _locked(*organisations: Organisation) -> list[Organisation]:
    """All of them locked, in one order whoever asks, so that two deeds never wait for each other."""
    keys = [organisation.pk for organisation in organisations]
    rows = {row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return [rows[key] for key in keys]


def _passing_objections(organisation: Organisation, heirs: Sequence[Organisation], on: date) -> list[Objection]:
    found = [*unless_active(organisation), *_date_objections(organisation, on)]
    for heir in heirs:
        found += unless_active(heir)
        if heir.pk == organisation.pk:
            found.append(Objection(_("单位不能承继自身"), basis.SUCCESSION, "into", found=heir.code))
        if heir.founded_on is not None and heir.founded_on > on:
            found.append(
                Objection(
                    _("承继单位此时尚未成立"), basis.CAPACITY_OF_ORGANISATIONS, "on", str(heir.founded_on), str(on)
                )
            )
    if len({heir.pk for heir in heirs}) < len(heirs):
        found.append(Objection(_("承继单位重复"), basis.SUCCESSION, "into"))
    return found


def _date_objections(organisation: Organisation, on: date) -> list[Objection]:
    if organisation.founded_on is not None and on < organisation.founded_on:
        return [
            Objection(_("早于成立日期"), basis.CAPACITY_OF_ORGANISATIONS, "on", str(organisation.founded_on), str(on))
        ]
    return []


def _pass_on(row: Succession, by: Actor | None) -> None:
    organisation, successor = row.predecessor, row.successor
    row, _created = Succession.objects.get_or_create(
        predecessor=organisation,
        successor=successor,
        kind=row.kind,
        on=row.on,
        defaults={"note": row.note},
    )
    announce(
        events.OrganisationSucceeded(
            organisation.pk, organisation.code, successor.pk, successor.code, row.kind, by.pk if by else None, row.on
        ),
    )


def _end(organisation: Organisation, status: str, by: Actor | None, on: date) -> None:
    organisation.status, organisation.ended_on = status, on
    organisation.save(update_fields=["status", "ended_on"])
    announce(events.OrganisationEnded(organisation.pk, organisation.code, by.pk if by else None, on))
