"""When an application may be handed in: bars, affiliation, one institution a person, dates, papers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from institutions.rules import sources
from institutions.rules.dates import add_years
from institutions.rules.periods import SCOPE_CHANGE_AFTER, change_by, renew_by
from institutions.rules.words import FilingType, Ground, Item, Kind
from portal.law import Clause, Objection, Phrase, Words
from portal.law import phrase as _

if TYPE_CHECKING:
    from portal.figures.table import Figures


@dataclass(frozen=True)
class Bar:
    """A period in which the organisation may not apply; `until` is the first free day, None for no end."""

    ground: Ground
    since: date
    until: date | None
    reference: str = ""


@dataclass(frozen=True)
class Shareholder:
    """An owner; `affiliation` says how it belongs to a safety authority, "" for not at all."""

    name: str
    affiliation: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """A person of the list who works or is filed at another unit."""

    person: str
    unit: str


@dataclass(frozen=True)
class Stated:
    """A date the applicant states, and where."""

    label: Words
    section: str
    day: date


@dataclass(frozen=True)
class Holding:
    """The qualification of this kind the applicant holds."""

    number: str
    granted_on: date
    valid_to: date


@dataclass(frozen=True)
class Submission:
    """
    What handing in is judged by.

    `changed_on` is the day of the change notified, `duplicates` are other open numbers; `holding` is the qualification
    of this kind, `holds_any` says whether there is one of either kind.
    """

    kind: Kind
    type: FilingType
    on: date
    founded_on: date | None = None
    is_active: bool = True
    bars: tuple[Bar, ...] = ()
    shareholders: tuple[Shareholder, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    stated: tuple[Stated, ...] = ()
    duplicates: tuple[str, ...] = ()
    holding: Holding | None = None
    holds_any: bool = False
    changed_on: date | None = None
    has_scopes: bool = True
    has_people: bool = True
    evidence: frozenset[Item] = frozenset()
    is_committed: bool = True


BAR_BASES: Final = {
    Ground.FALSE_MATERIALS: sources.FALSE_MATERIALS,
    Ground.FRAUD: sources.FRAUD,
    Ground.MAJOR_BREACH: sources.GOOD_FAITH,
    Ground.SEVERE_LIST: sources.GOOD_FAITH,
}
#: What weighs as a bar to handing in; a major breach is weighed as a condition (INS-R09) instead.
BARRING: Final = frozenset({Ground.FALSE_MATERIALS, Ground.FRAUD, Ground.SEVERE_LIST})
GROUND_NAMES: Final = {
    Ground.FALSE_MATERIALS: _("隐瞒有关情况或者提供虚假材料"),
    Ground.FRAUD: _("以欺骗、贿赂等不正当手段取得"),
    Ground.MAJOR_BREACH: _("重大违法失信记录"),
    Ground.SEVERE_LIST: _("列入严重失信主体名单"),
}
BY_CONDITIONS: Final = frozenset(
    {FilingType.INITIAL, FilingType.SCOPE_CHANGE, FilingType.RE_VERIFICATION, FilingType.RENEWAL}
)
EVERYTHING: Final = (
    Item.BUSINESS_LICENCE,
    Item.ASSETS,
    Item.PREMISES,
    Item.SHAREHOLDERS,
    Item.CONTRACTS,
    Item.SOCIAL_INSURANCE,
    Item.CERTIFICATES,
)
ITEM_NAMES: Final = {
    Item.BUSINESS_LICENCE: _("营业执照"),
    Item.ASSETS: _("固定资产证明（审计报告）"),
    Item.PREMISES: _("场所权属或者租赁证明"),
    Item.CONTRACTS: _("劳动合同"),
    Item.SOCIAL_INSURANCE: _("社会保险缴纳证明"),
    Item.CERTIFICATES: _("职业资格和职称证书"),
    Item.PROCESS_CONTROL: _("过程控制体系文件"),
    Item.MANAGEMENT_SYSTEM: _("管理体系文件"),
    Item.EQUIPMENT: _("设备清单和校准证书"),
    Item.SHAREHOLDERS: _("股权结构证明"),
    Item.COMMITMENT: _("法定代表人承诺书（签署件）"),
    Item.CHANGE: _("变更事项证明"),
    Item.RESOLUTION: _("注销申请的决议"),
}


def items_for(kind: Kind, filing_type: FilingType) -> tuple[Item, ...]:
    """The papers an application of this type must carry."""
    if filing_type is FilingType.CHANGE:
        return (Item.BUSINESS_LICENCE, Item.CHANGE)
    if filing_type is FilingType.CANCELLATION:
        return (Item.RESOLUTION,)
    own = (Item.PROCESS_CONTROL,) if kind is Kind.EVALUATION else (Item.MANAGEMENT_SYSTEM, Item.EQUIPMENT)
    return EVERYTHING + own


def objections(submission: Submission, figures: "Figures") -> list[Objection]:
    """Every reason why this cannot be handed in."""
    checks = (bars, affiliation, practising_elsewhere, dates, duplicates, holding, completeness)
    return [objection for check in checks for objection in check(submission, figures)]


def bars(submission: Submission, _figures: "Figures") -> Iterable[Objection]:
    """A cancellation is never barred: nobody is kept in the register against their will."""
    if submission.type is FilingType.CANCELLATION:
        return
    for bar in submission.bars:
        if bar.ground in BARRING and bar.since <= submission.on and (bar.until is None or submission.on < bar.until):
            yield Objection(
                _("禁止申请期内：%(ground)s", ground=GROUND_NAMES[bar.ground]),
                BAR_BASES[bar.ground],
                "organisation",
                required=str(_("%(until)s 起可以申请", until=bar.until) if bar.until else _("移出名单后可以申请")),
                found=bar.reference,
            )


def affiliation(submission: Submission, _figures: "Figures") -> Iterable[Objection]:
    """Units of the safety authorities, and what they own, may not apply (INS-R11)."""
    if submission.type is FilingType.CANCELLATION:
        return
    for shareholder in submission.shareholders:
        if shareholder.affiliation:
            yield Objection(
                _("股东“%(name)s”为应急管理或者煤矿安全监管部门所属、主管或者出资的单位", name=shareholder.name),
                sources.GOVERNMENT_AFFILIATED,
                "shareholders",
            )


def practising_elsewhere(submission: Submission, _figures: "Figures") -> Iterable[Objection]:
    """One person, one institution (INS-R21)."""
    if submission.type not in BY_CONDITIONS:
        return
    for person in submission.elsewhere:
        yield Objection(
            _("%(person)s 已在“%(unit)s”执业", person=person.person, unit=person.unit),
            sources.ONE_INSTITUTION,
            "professionals",
            found=person.unit,
        )


def dates(submission: Submission, _figures: "Figures") -> Iterable[Objection]:
    for stated in submission.stated:
        if stated.day > submission.on:
            yield untrue(_("“%(label)s”晚于今天", label=stated.label), stated)
        elif submission.founded_on and stated.day < submission.founded_on:
            yield untrue(_("“%(label)s”早于单位成立日期", label=stated.label), stated)
    if submission.founded_on and submission.founded_on > submission.on:
        yield Objection(_("单位成立日期晚于今天"), sources.TRUTHFUL_APPLICATION, "organisation")


def untrue(message: Phrase, stated: Stated) -> Objection:
    return Objection(message, sources.TRUTHFUL_APPLICATION, stated.section, found=str(stated.day))


def duplicates(submission: Submission, _figures: "Figures") -> Iterable[Objection]:
    for number in submission.duplicates:
        yield Objection(
            _("同类申请正在办理：%(number)s", number=number), sources.APPLICATION, "organisation", found=number
        )


def holding(submission: Submission, figures: "Figures") -> Iterable[Objection]:
    """Who holds nothing applies anew; who holds something changes, renews or gives it up."""
    held, basis = submission.holding, BASES[submission.type]
    if submission.type is FilingType.INITIAL:
        if held is not None:
            yield Objection(_("已持有同类资质，请申请变更或者延续"), basis, "organisation", found=held.number)
        return
    if held is None:
        yield Objection(_("未持有有效的同类资质"), basis, "organisation")
        return
    if submission.type is FilingType.RENEWAL and submission.on > (last := renew_by(held.valid_to, figures)):
        yield Objection(
            _("已超过申请延续的期限"), sources.VALIDITY, "organisation", required=str(last), found=str(submission.on)
        )
    first = add_years(held.granted_on, figures.days(SCOPE_CHANGE_AFTER))
    if submission.type is FilingType.SCOPE_CHANGE and submission.on < first:
        yield Objection(
            _("取得资质不满规定年限，不能变更业务范围"),
            sources.SCOPE_CHANGE,
            "scopes",
            required=str(first),
            found=str(submission.on),
        )


def completeness(submission: Submission, _figures: "Figures") -> Iterable[Objection]:
    """The papers in full; whether the conditions are met is for the review."""
    for item in items_for(submission.kind, submission.type):
        if item not in submission.evidence:
            yield Objection(_("缺少材料：%(item)s", item=ITEM_NAMES[item]), sources.APPLICATION, f"evidence.{item}")
    if submission.type in BY_CONDITIONS:
        if not submission.has_scopes:
            yield Objection(_("未选择业务范围"), sources.APPLICATION, "scopes")
        if not submission.has_people:
            yield Objection(_("未填写专业人员"), sources.APPLICATION, "professionals")
        if not submission.is_committed:
            basis = sources.COMMITMENT if submission.kind is Kind.EVALUATION else sources.TESTING_COMMITMENT
            yield Objection(_("法定代表人未出具承诺书"), basis, "commitment")
    if submission.type in NOTIFIED and submission.changed_on is None:
        yield Objection(_("未填写变更日期"), BASES[submission.type], "change")


def warnings(submission: Submission, figures: "Figures") -> list[Objection]:
    """What does not stop the application but is kept on the file: a change notified late (INS-R14, R15)."""
    if submission.type not in NOTIFIED or submission.changed_on is None:
        return []
    last = change_by(submission.changed_on, figures)
    if submission.on <= last:
        return []
    basis = BASES[submission.type]
    return [Objection(_("变更申请逾期提出"), basis, "change", required=str(last), found=str(submission.on))]


NOTIFIED: Final = frozenset({FilingType.CHANGE, FilingType.RE_VERIFICATION})
BASES: Final[dict[FilingType, Clause]] = {
    FilingType.INITIAL: sources.APPLICATION,
    FilingType.CHANGE: sources.CHANGE,
    FilingType.SCOPE_CHANGE: sources.SCOPE_CHANGE,
    FilingType.RE_VERIFICATION: sources.RE_VERIFICATION,
    FilingType.RENEWAL: sources.VALIDITY,
    FilingType.CANCELLATION: sources.CANCELLATION,
}
