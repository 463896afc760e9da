"""What can be done to an organisation."""

from datetime import date
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.access.roles import REGIONAL
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties import basis, codes, events
from portal.parties.actor import Actor
from portal.parties.models import CodeOverride, FormerCode, FormerName, FormerRegion, Organisation
from portal.regions.models import Region
from portal.search import names

#: How the index of names calls an organisation; its keys there are primary keys.
KIND: Final = "organisation"
#: What an organisation may say of itself besides code, name and region.
FACTS = frozenset(
    {
        "legal_representative",
        "registered_address",
        "office_address",
        "postcode",
        "phone",
        "website",
        "founded_on",
        "registered_capital",
    },
)


@transaction.atomic
def enter(
    code: str,
    name: str,
    region: Region,
    *,
    by: Actor | None,
    on: date,
    override_reason: str = "",
    **facts: Any,
) -> Organisation:
    """
    Enter an organisation in the register.

    A code that fails its check is refused, unless an officer of the region gives a reason to let it stand.
    `facts` are those of FACTS. Raises Refused with every objection.
    """
    if unknown := set(facts) - FACTS:
        raise TypeError(f"Not a fact of an organisation: {', '.join(sorted(unknown))}.")
    code, name = codes.normalise_code(code), clean_name(name)
    doubts = codes.code_objections(code)
    found = [*name_objections(name), *date_objections(facts.get("founded_on"), on), *_unless_overridden(
        doubts, region, override_reason, by
    )]  # fmt: skip
    if Organisation.objects.by_code(code).exists():
        found.append(taken(code))
    if facts.get("phone"):
        found += codes.phone_objections(facts["phone"])
        facts["phone"] = codes.normalise_phone(facts["phone"])
    Refused.unless_clear(found)
    status = _status(code, doubts)
    organisation = Organisation(code=code, code_status=status, name=name, region=region, **facts)
    _save_new(organisation)
    index(organisation)
    announce(events.OrganisationEntered(organisation.pk, code, name, by.pk if by else None, on))
    if doubts and by is not None:
        _note_override(organisation, doubts, override_reason, by, on)
    return organisation


@transaction.atomic
def recode(organisation: Organisation, code: str, *, by: Actor | None, on: date) -> None:
    """Replace a legacy number or a doubted code by the true credit code; the old one still finds the organisation."""
    organisation, code = locked(organisation), codes.normalise_code(code)
    if code == organisation.code:
        return
    found = codes.code_objections(code)
    if codes.is_legacy(code):
        found.append(Objection(_("新代码应为 18 位统一社会信用代码"), basis.CODE_FORM, "code"))
    if Organisation.objects.by_code(code).exclude(pk=organisation.pk).exists():
        found.append(taken(code))
    Refused.unless_clear(found)
    before, organisation.code = organisation.code, code
    organisation.code_status = Organisation.CodeStatus.VALID
    organisation.save(update_fields=["code", "code_status"])
    FormerCode.objects.update_or_create(code=before, defaults={"organisation": organisation, "until": on})
    FormerCode.objects.filter(code=code).delete()
    index(organisation)
    announce(events.OrganisationRecoded(organisation.pk, before, code, by.pk if by else None, on))


@transaction.atomic
def describe(organisation: Organisation, *, by: Actor | None, on: date, **facts: Any) -> None:
    """Record what an organisation says of itself; `facts` are those of FACTS."""
    if unknown := set(facts) - FACTS:
        raise TypeError(f"Not a fact of an organisation: {', '.join(sorted(unknown))}.")
    organisation = locked(organisation)
    found = date_objections(facts.get("founded_on"), on)
    if facts.get("phone"):
        found += codes.phone_objections(facts["phone"])
        facts["phone"] = codes.normalise_phone(facts["phone"])
    Refused.unless_clear(found)
    for field, value in facts.items():
        setattr(organisation, field, value)
    organisation.save(update_fields=sorted(facts))
    announce(
        events.OrganisationDescribed(
            organisation.pk, organisation.code, tuple(sorted(facts)), by.pk if by else None, on
        )
    )


@transaction.atomic
def rename(organisation: Organisation, name: str, *, by: Actor | None, on: date) -> None:
    """Call an organisation by a new name from a day on; the old one still finds it."""
    organisation, name = locked(organisation), clean_name(name)
    if name == organisation.name:
        return
    last = organisation.former_names.order_by("-period").first()
    since = last.period.upper if last else organisation.founded_on
    Refused.unless_clear([*name_objections(name), *rename_objections(organisation, since, on)])
    before, organisation.name = organisation.name, name
    FormerName.objects.create(organisation=organisation, name=before, period=(since, on))
    organisation.save(update_fields=["name"])
    index(organisation)
    announce(events.OrganisationRenamed(organisation.pk, organisation.code, before, name, by.pk if by else None, on))


@transaction.atomic
def change_region(organisation: Organisation, region: Region, *, by: Actor | None, on: date) -> None:
    """Register an organisation elsewhere from a day on; open matters stay with the authority they were brought to."""
    organisation = locked(organisation)
    if region.pk == organisation.region_id:
        return
    last = organisation.former_regions.order_by("-until").first()
    Refused.unless_clear(
        [*region_objections(region, on), *move_objections(organisation, last.until if last else None, on)]
    )
    before = organisation.region_id
    FormerRegion.objects.create(organisation=organisation, region_id=before, until=on)
    organisation.region = region
    organisation.save(update_fields=["region"])
    index(organisation)
    announce(events.OrganisationMoved(organisation.pk, organisation.code, before, region.pk, by.pk if by else None, on))


def locked(organisation: Organisation) -> Organisation:
    """The organisation as it stands now, locked until the transaction ends."""
    return Organisation.objects.select_for_update(of=("self",)).select_related("region").get(pk=organisation.pk)


def index(organisation: Organisation) -> None:
    """Let an organisation be found by its names, present and former; the caller holds the transaction."""
    entry = subject(organisation)
    names.index(entry.kind, entry.key, entry.names, entry.code, entry.region_path)


def index_all() -> int:
    """Enter every organisation in the index of names anew; how many names there are."""
    return names.index_many(subject(row) for row in Organisation.objects.with_names().iterator(2000))


def clean_name(name: str) -> str:
    """The name without invisible characters and needless spaces; Chinese brackets are kept as typed."""
    if not name.isprintable():
        name = "".join(character for character in name if character.isprintable() or character.isspace())
    return " ".join(name.split())


def name_objections(name: str) -> list[Objection]:
    """Whether this can be the name of an organisation."""
    if not Organisation.key_of(name):
        return [Objection(_("请填写名称"), basis.NAME, "name")]
    limit = Organisation._meta.get_field("name").max_length or 0  # noqa: SLF001 - public, if underscored
    return [Objection(_("名称过长"), basis.NAME, "name", str(limit), str(len(name)))] if len(name) > limit else []


def date_objections(founded_on: date | None, on: date) -> list[Objection]:
    """Nothing is founded tomorrow."""
    if founded_on is not None and founded_on > on:
        return [Objection(_("成立日期晚于当日"), basis.DATES, "founded_on", str(on), str(founded_on))]
    return []


def rename_objections(organisation: Organisation, since: date | None, on: date) -> list[Objection]:
    """Whether it may be renamed that day; `since` is the first day of its present name, as far as known."""
    found = unless_active(organisation)
    if since is not None and on <= since:
        found.append(Objection(_("更名日期须晚于现名启用日期"), basis.DATES, "on", str(since), str(on)))
    return found


def region_objections(region: Region, on: date) -> list[Objection]:
    """Whether anybody can be registered in this division from that day on."""
    if region.until is not None and region.until <= on:
        return [Objection(_("该行政区划已停用"), basis.DATES, "region", found=region.full_name)]
    return []


def move_objections(organisation: Organisation, last: date | None, on: date) -> list[Objection]:
    """Whether it may be registered elsewhere that day; `last` is the day of its latest move."""
    found = unless_active(organisation)
    if last is not None and on <= last:
        found.append(Objection(_("迁移日期须晚于上一次迁移"), basis.DATES, "on", str(last), str(on)))
    return found


def unless_active(organisation: Organisation) -> list[Objection]:
    """An organisation that ended does nothing more."""
    if organisation.status == Organisation.Status.ACTIVE:
        return []
    return [
        Objection(_("该单位已合并或者终止"), basis.CAPACITY_OF_ORGANISATIONS, found=organisation.get_status_display())
    ]


def subject(organisation: Organisation) -> names.Subject:
    """An organisation as the index of names knows it; asks nothing when region and former names are at hand."""
    former = [row.name for row in organisation.former_names.all()]
    return names.Subject(
        KIND, str(organisation.pk), [organisation.name, *former], organisation.code, organisation.region.path
    )


def _unless_overridden(doubts: list[Objection], region: Region, reason: str, by: Actor | None) -> list[Objection]:
    if not doubts or not reason.strip():
        return doubts
    if by is None or not any(grant.role in REGIONAL and grant.covers_region(region.path) for grant in by.grants):
        return [*doubts, Objection(_("代码校验不通过时，仅该地区的主管部门人员可以说明理由后确认"), basis.OVERRIDE)]
    # What does not fit the column is no code, whatever the reason.
    return [doubt for doubt in doubts if doubt.basis == basis.CODE_FORM and doubt.required == str(codes.CREDIT_LENGTH)]


def _note_override(organisation: Organisation, doubts: list[Objection], reason: str, by: Actor, on: date) -> None:
    CodeOverride.objects.create(
        organisation=organisation,
        code=organisation.code,
        objections=[{"message": str(doubt.message), "basis": doubt.basis.key} for doubt in doubts],
        reason=reason.strip(),
        decided_by=by.pk,
        decided_by_name=by.name or by.username,
        decided_on=on,
    )
    announce(events.CodeOverridden(organisation.pk, organisation.code, reason.strip(), by.pk, on))


def _status(code: str, doubts: list[Objection]) -> str:
    if doubts:
        return Organisation.CodeStatus.OVERRIDDEN
    return Organisation.CodeStatus.LEGACY if codes.is_legacy(code) else Organisation.CodeStatus.VALID


def taken(code: str) -> Objection:
    """The objection to entering a code twice."""
    return Objection(_("该代码的单位已登记"), basis.UNIQUE, "code", found=code)


def _save_new(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        if Organisation.objects.by_code(organisation.code).exists():
            raise Refused(taken(organisation.code)) from error
        raise
