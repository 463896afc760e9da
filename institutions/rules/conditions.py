"""What an institution must have: each condition with its figure, what was counted, and its clause."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from institutions.rules import sources
from institutions.rules.facts import Facts, Professional
from institutions.rules.scale import POST_NAMES, POSTS, Condition, Count, Scale, count
from institutions.rules.thresholds import (
    ARCHIVE_ROOM,
    BREACH_YEARS,
    DIRECTOR_YEARS,
    EQUIPMENT_VALUE,
    EVALUATION_ASSETS,
    EVALUATION_ENGINEERS,
    EVALUATION_WORKSPACE,
    EVALUATORS,
    EVALUATORS_MORE,
    INSPECTION_ASSETS,
    INSPECTION_ENGINEERS,
    INSPECTION_STAFF,
    INSPECTION_STAFF_MORE,
    INSPECTION_WORKSPACE,
    LEADER_YEARS,
    LEVEL_ONE,
    LEVEL_TWO,
    MIDDLE_TITLES,
    SENIOR_TITLES,
)
from institutions.rules.words import Item, Kind, Level, Post
from portal.law import Clause, Objection, Phrase
from portal.law import phrase as _

if TYPE_CHECKING:
    from portal.figures.table import Figures


def of(facts: Facts, figures: "Figures") -> list[Condition]:
    """Every condition of the kind, held or not, in the order of the articles."""
    scale = Scale(facts, figures)
    return [condition for weigh in BY_KIND[facts.kind] for condition in weigh(scale)]


def kept_up(facts: Facts, figures: "Figures") -> list[Condition]:
    """The conditions of INS-R01 to R08, which a holder keeps up as long as it holds (INS-R24), in the same order."""
    scale = Scale(facts, figures)
    return [condition for weigh in KEPT_UP[facts.kind] for condition in weigh(scale)]


def objections(conditions: Iterable[Condition]) -> list[Objection]:
    """A reason for each condition that is not held."""
    return [condition.objection for condition in conditions if not condition.is_met]


def legal_person(scale: Scale) -> Iterable[Condition]:
    holds = scale.facts.is_legal_person
    basis = sources.ASSETS if scale.facts.kind is Kind.EVALUATION else sources.TESTING_ASSETS
    yield scale.condition(
        "INS-LEGAL",
        _("独立法人资格"),
        "basics",
        basis=basis,
        required=_("是"),
        found=_("是") if holds else _("否"),
        is_met=holds,
        evidence=(Item.BUSINESS_LICENCE,),
    )


def evaluation_means(scale: Scale) -> Iterable[Condition]:
    facts = scale.facts
    yield scale.amount("INS-R01", EVALUATION_ASSETS, facts.fixed_assets, "basics", Item.ASSETS)
    yield scale.amount("INS-R02", EVALUATION_WORKSPACE, facts.workspace, "premises", Item.PREMISES)
    yield scale.amount("INS-R02-ARCHIVE", ARCHIVE_ROOM, facts.archive_room, "premises", Item.PREMISES)


def evaluation_staff(scale: Scale) -> Iterable[Condition]:
    counted = count(scale.facts, scale.figures)
    people, whole = counted.persons, len(counted.persons)
    yield scale.headcount("INS-R03", EVALUATORS, EVALUATORS_MORE, counted)
    yield from staffing(scale, counted, "INS-R04", sources.EVALUATORS)
    first = sum(person.evaluator_level == 1 for person in people)
    second = sum(person.evaluator_level in {1, 2} for person in people)
    engineers = sum(person.engineer.rank >= Level.INTERMEDIATE.rank for person in people)
    yield scale.share("INS-R05-LEVEL1", LEVEL_ONE, first, whole)
    yield scale.share("INS-R05-LEVEL2", LEVEL_TWO, second, whole)
    yield scale.share("INS-R05-CSE", EVALUATION_ENGINEERS, engineers, whole)


def staffing(scale: Scale, counted: Count, code: str, basis: Clause) -> Iterable[Condition]:
    """The specialties each scope needs, by the reference table of annex 1; a person may serve several scopes."""
    for scope in scale.facts.scopes:
        held = {
            specialty: sum(specialty in person.specialties for person in counted.persons)
            for specialty in scope.staffing
        }
        short = [name for name, least in scope.staffing.items() if held[name] < least]
        yield scale.condition(
            f"{code}-{scope.code}",
            _("业务范围“%(scope)s”的专业能力配备", scope=scope.name),
            "scopes",
            basis=basis,
            required=_(
                "%(staffing)s", staffing="、".join(f"{name} {least}" for name, least in scope.staffing.items()) or "—"
            ),
            found=_("缺少：%(short)s", short="、".join(short)) if short else _("已配齐"),
            is_met=not short,
            is_confirmed=scope.is_confirmed,
            evidence=(Item.CERTIFICATES,),
        )


def director(scale: Scale) -> Iterable[Condition]:
    years = scale.figures.days(DIRECTOR_YEARS)
    person = scale.facts.posts.get(Post.TECHNICAL_DIRECTOR)
    yield scale.condition(
        "INS-R06-DIRECTOR",
        _("专职技术负责人"),
        "posts",
        basis=sources.EVALUATION_POSTS,
        required=_("一级安全评价师、高级职称、从业 %(years)s 年以上", years=years),
        found=described(person),
        is_met=person is not None
        and person.is_full_time
        and person.evaluator_level == 1
        and person.title is Level.SENIOR
        and person.years >= years,
        evidence=(Item.CERTIFICATES,),
    )
    controller = scale.facts.posts.get(Post.PROCESS_CONTROL_DIRECTOR)
    yield scale.condition(
        "INS-R06-CONTROL",
        _("专职过程控制负责人"),
        "posts",
        basis=sources.EVALUATION_POSTS,
        required=_("具有安全评价师职业资格"),
        found=described(controller),
        is_met=controller is not None and controller.is_full_time and controller.evaluator_level > 0,
        evidence=(Item.CERTIFICATES,),
    )


def inspection_means(scale: Scale) -> Iterable[Condition]:
    facts = scale.facts
    areas = [area for area in (facts.workspace, facts.laboratory) if area is not None]
    yield scale.amount("INS-R07", INSPECTION_ASSETS, facts.fixed_assets, "basics", Item.ASSETS)
    yield scale.amount(
        "INS-R07-WORKSPACE", INSPECTION_WORKSPACE, sum(areas, Decimal(0)) if areas else None, "premises", Item.PREMISES
    )
    yield scale.amount("INS-R08-EQUIPMENT", EQUIPMENT_VALUE, facts.equipment_value, "equipment", Item.EQUIPMENT)


def inspection_staff(scale: Scale) -> Iterable[Condition]:
    counted = count(scale.facts, scale.figures)
    people, whole = counted.persons, len(counted.persons)
    yield scale.headcount("INS-R07-STAFF", INSPECTION_STAFF, INSPECTION_STAFF_MORE, counted)
    yield from staffing(scale, counted, "INS-R07-SCOPE", sources.TESTING_STAFF)
    engineers = sum(person.engineer.rank >= Level.INTERMEDIATE.rank for person in people)
    middle = sum(person.title.rank >= Level.INTERMEDIATE.rank for person in people)
    senior = sum(person.title is Level.SENIOR for person in people)
    yield scale.share("INS-R08-CSE", INSPECTION_ENGINEERS, engineers, whole)
    yield scale.share("INS-R08-MIDDLE", MIDDLE_TITLES, middle, whole)
    yield scale.share("INS-R08-SENIOR", SENIOR_TITLES, senior, whole)


def leaders(scale: Scale) -> Iterable[Condition]:
    years = scale.figures.days(LEADER_YEARS)
    for post in POSTS[Kind.INSPECTION]:
        person = scale.facts.posts.get(post)
        yield scale.condition(
            f"INS-R08-{post.name}",
            POST_NAMES[post],
            "posts",
            basis=sources.TESTING_POSTS,
            required=_("高级职称、从业 %(years)s 年以上", years=years),
            found=described(person),
            is_met=person is not None and person.title is Level.SENIOR and person.years >= years,
            evidence=(Item.CERTIFICATES,),
        )


def system_and_commitment(scale: Scale) -> Iterable[Condition]:
    evaluation = scale.facts.kind is Kind.EVALUATION
    item = Item.PROCESS_CONTROL if evaluation else Item.MANAGEMENT_SYSTEM
    has_system = item in scale.facts.evidence
    yield scale.condition(
        "INS-SYSTEM",
        _("内部管理制度和安全评价过程控制体系") if evaluation else _("文件化管理体系"),
        "evidence",
        basis=sources.PROCESS_CONTROL if evaluation else sources.TESTING_SYSTEM,
        required=_("已建立并提交文件"),
        found=_("已提交") if has_system else _("未提交"),
        is_met=has_system,
        evidence=(item,),
    )
    committed = scale.facts.is_committed
    yield scale.condition(
        "INS-COMMITMENT",
        _("法定代表人承诺书"),
        "commitment",
        basis=sources.COMMITMENT if evaluation else sources.TESTING_COMMITMENT,
        required=_("已出具"),
        found=_("已出具") if committed else _("未出具"),
        is_met=committed,
    )


def website_and_good_faith(scale: Scale) -> Iterable[Condition]:
    facts, evaluation = scale.facts, scale.facts.kind is Kind.EVALUATION
    yield scale.condition(
        "INS-R10",
        _("可供公众查询机构信息的网站"),
        "basics",
        basis=sources.WEBSITE if evaluation else sources.TESTING_WEBSITE,
        required=_("正常运行的网址"),
        found=_("%(website)s", website=facts.website) if facts.website else _("未填写"),
        is_met=bool(facts.website),
    )
    years = scale.figures.days(BREACH_YEARS)
    yield scale.condition(
        "INS-R09",
        _("申请前无重大违法失信记录"),
        "basics",
        basis=sources.GOOD_FAITH if evaluation else sources.TESTING_GOOD_FAITH,
        required=_("截至申请之日 %(years)s 年内无记录", years=years),
        found=_("%(records)s", records="；".join(facts.breaches)) if facts.breaches else _("未发现记录"),
        is_met=not facts.breaches,
    )


def described(person: Professional | None) -> Phrase:
    """A post's holder in the words of the condition."""
    if person is None:
        return _("未配备")
    return _(
        "%(name)s：安全评价师 %(level)s 级，职称 %(title)s，从业 %(years)s 年",
        name=person.name,
        level=person.evaluator_level or "—",
        title=TITLES[person.title],
        years=person.years,
    )


TITLES: Final = {Level.NONE: _("无"), Level.JUNIOR: _("初级"), Level.INTERMEDIATE: _("中级"), Level.SENIOR: _("高级")}
Weigh = Callable[[Scale], Iterable[Condition]]
BY_KIND: Final[dict[Kind, tuple[Weigh, ...]]] = {
    Kind.EVALUATION: (
        legal_person,
        evaluation_means,
        evaluation_staff,
        system_and_commitment,
        director,
        website_and_good_faith,
    ),
    Kind.INSPECTION: (
        legal_person,
        inspection_means,
        inspection_staff,
        system_and_commitment,
        leaders,
        website_and_good_faith,
    ),
}
KEPT_UP: Final[dict[Kind, tuple[Weigh, ...]]] = {
    Kind.EVALUATION: (evaluation_means, evaluation_staff, director),
    Kind.INSPECTION: (inspection_means, inspection_staff, leaders),
}
