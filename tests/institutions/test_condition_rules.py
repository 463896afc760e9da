"""The conditions, INS-R01 to R10: figures, what is counted, and the clause of each."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from institutions.rules import conditions, sources
from institutions.rules.facts import Facts, Professional, ScopeNeed
from institutions.rules.scale import POSTS
from institutions.rules.words import Item, Kind, Level, Post
from portal.figures.table import Figures

FIGURES = Figures()
COAL = ScopeNeed("coal", "煤炭开采业", {"采矿": 1, "通风": 1}, is_confirmed=True)
METAL = ScopeNeed("metal-mine", "金属非金属矿采选业")


def evaluator(number: int, **facts) -> Professional:
    usual = {
        "evaluator_level": 1 if number < 5 else 2 if number < 13 else 3,
        "engineer": Level.INTERMEDIATE if number < 8 else Level.NONE,
        "title": Level.SENIOR if number < 7 else Level.INTERMEDIATE,
        "years": 10,
        "specialties": frozenset({"采矿", "通风"}),
        "insured_months": 12,
    }
    return Professional(f"人员{number}", **{**usual, **facts})


PEOPLE = tuple(evaluator(number) for number in range(25))


@pytest.fixture
def evaluation() -> Facts:
    """An evaluation institution that meets each condition exactly."""
    return Facts(
        kind=Kind.EVALUATION,
        fixed_assets=Decimal(800),
        workspace=Decimal(1000),
        archive_room=Decimal(100),
        website="https://example.cn",
        professionals=PEOPLE,
        posts={Post.TECHNICAL_DIRECTOR: evaluator(0, years=8), Post.PROCESS_CONTROL_DIRECTOR: evaluator(20)},
        scopes=(COAL,),
        evidence=frozenset(Item),
        is_committed=True,
    )


@pytest.fixture
def inspection() -> Facts:
    """An inspection institution that meets each condition exactly."""
    return Facts(
        kind=Kind.INSPECTION,
        fixed_assets=Decimal(1000),
        workspace=Decimal(600),
        laboratory=Decimal(400),
        equipment_value=Decimal(800),
        website="https://example.cn",
        professionals=tuple(replace(one, evaluator_level=0, years=2) for one in PEOPLE),
        posts={post: evaluator(0, years=8) for post in POSTS[Kind.INSPECTION]},
        scopes=(METAL,),
        evidence=frozenset(Item),
        is_committed=True,
    )


def unmet(facts: Facts, figures: Figures = FIGURES) -> list[str]:
    return [one.code for one in conditions.of(facts, figures) if not one.is_met]


def bases(facts: Facts) -> list:
    return [o.basis for o in conditions.objections(conditions.of(facts, FIGURES))]


def test_an_institution_that_meets_each_figure_exactly_meets_them_all(evaluation, inspection):
    assert unmet(evaluation) == []
    assert unmet(inspection) == []


@pytest.mark.parametrize(
    ("change", "codes", "clauses"),
    [
        ({"is_legal_person": False}, ["INS-LEGAL"], [sources.ASSETS]),
        ({"fixed_assets": Decimal("799.999999")}, ["INS-R01"], [sources.ASSETS]),
        ({"fixed_assets": None}, ["INS-R01"], [sources.ASSETS]),
        ({"workspace": Decimal("999.99")}, ["INS-R02"], [sources.WORKPLACE]),
        ({"archive_room": Decimal(99)}, ["INS-R02-ARCHIVE"], [sources.WORKPLACE]),
        ({"website": ""}, ["INS-R10"], [sources.WEBSITE]),
        ({"breaches": ("某处罚决定",)}, ["INS-R09"], [sources.GOOD_FAITH]),
        ({"is_committed": False}, ["INS-COMMITMENT"], [sources.COMMITMENT]),
        ({"evidence": frozenset(Item) - {Item.PROCESS_CONTROL}}, ["INS-SYSTEM"], [sources.PROCESS_CONTROL]),
        ({"posts": {}}, ["INS-R06-DIRECTOR", "INS-R06-CONTROL"], [sources.EVALUATION_POSTS] * 2),
    ],
)
def test_each_evaluation_condition_names_its_clause(evaluation, change, codes, clauses):
    facts = replace(evaluation, **change)
    assert unmet(facts) == codes
    assert bases(facts) == clauses


@pytest.mark.parametrize(
    ("change", "codes", "clauses"),
    [
        ({"is_legal_person": False}, ["INS-LEGAL"], [sources.TESTING_ASSETS]),
        ({"fixed_assets": Decimal(999)}, ["INS-R07"], [sources.TESTING_ASSETS]),
        ({"laboratory": Decimal(399)}, ["INS-R07-WORKSPACE"], [sources.TESTING_WORKPLACE]),
        ({"equipment_value": Decimal(799)}, ["INS-R08-EQUIPMENT"], [sources.TESTING_WORKPLACE]),
        ({"website": ""}, ["INS-R10"], [sources.TESTING_WEBSITE]),
        ({"breaches": ("某处罚决定",)}, ["INS-R09"], [sources.TESTING_GOOD_FAITH]),
        ({"is_committed": False}, ["INS-COMMITMENT"], [sources.TESTING_COMMITMENT]),
        ({"evidence": frozenset(Item) - {Item.MANAGEMENT_SYSTEM}}, ["INS-SYSTEM"], [sources.TESTING_SYSTEM]),
    ],
)
def test_each_inspection_condition_names_its_clause(inspection, change, codes, clauses):
    facts = replace(inspection, **change)
    assert unmet(facts) == codes
    assert bases(facts) == clauses


def test_twenty_five_evaluators_for_one_scope_and_five_for_each_further(evaluation):
    assert "INS-R03" in unmet(replace(evaluation, professionals=PEOPLE[:24]))
    assert unmet(replace(evaluation, scopes=(COAL, METAL))) == ["INS-R03"]
    thirty = PEOPLE + tuple(evaluator(number) for number in (2, 3, 6, 7, 8))
    assert unmet(replace(evaluation, scopes=(COAL, METAL), professionals=thirty)) == []


def test_without_a_scope_the_headcount_is_not_met(evaluation):
    assert "INS-R03" in unmet(replace(evaluation, scopes=()))


def test_a_scope_without_its_specialties_is_not_met_and_says_which(evaluation):
    people = tuple(replace(one, specialties=frozenset({"采矿"})) for one in PEOPLE)
    short = [one for one in conditions.of(replace(evaluation, professionals=people), FIGURES) if not one.is_met]
    assert [one.code for one in short] == ["INS-R04-coal"]
    assert short[0].basis == sources.EVALUATORS
    assert "通风" in str(short[0].found)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("evaluator_level", 3, "INS-R05-LEVEL1"),
        ("engineer", Level.JUNIOR, "INS-R05-CSE"),
    ],
)
def test_the_ratios_count_persons_and_one_too_few_fails(evaluation, field, value, code):
    people = (replace(PEOPLE[0], **{field: value}), *PEOPLE[1:])
    facts = replace(evaluation, professionals=people)
    assert code in unmet(facts)
    assert sources.EVALUATOR_RATIOS in bases(facts)


def test_half_must_be_of_level_one_or_two(evaluation):
    people = tuple(replace(one, evaluator_level=3) if number == 12 else one for number, one in enumerate(PEOPLE))
    assert unmet(replace(evaluation, professionals=people)) == ["INS-R05-LEVEL2"]


def test_nobody_counted_meets_no_ratio(evaluation, inspection):
    assert {"INS-R05-LEVEL1", "INS-R05-LEVEL2", "INS-R05-CSE"} <= set(unmet(replace(evaluation, professionals=())))
    assert {"INS-R08-CSE", "INS-R08-MIDDLE", "INS-R08-SENIOR"} <= set(unmet(replace(inspection, professionals=())))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_full_time": False}, "非专职"),
        ({"is_under_contract": False}, "劳动合同不在有效期内"),
        ({"insured_months": 0}, "社会保险未由本单位缴纳"),
        ({"evaluator_level": 0}, "不是安全评价师"),
    ],
)
def test_who_does_not_count_is_named_with_the_reason(evaluation, change, reason):
    facts = replace(evaluation, professionals=(*PEOPLE[:-1], replace(PEOPLE[-1], **change)))
    staff = next(one for one in conditions.of(facts, FIGURES) if one.code == "INS-R03")
    assert not staff.is_met
    assert [(name, str(why)) for name, why in staff.left_out] == [("人员24", reason)]


def test_an_inspector_of_less_than_two_years_does_not_count(inspection):
    people = (*inspection.professionals[:-1], replace(inspection.professionals[-1], years=1))
    facts = replace(inspection, professionals=people)
    assert unmet(facts) == ["INS-R07-STAFF"]
    assert bases(facts) == [sources.TESTING_STAFF]


@pytest.mark.parametrize(
    "change", [{"evaluator_level": 2}, {"title": Level.INTERMEDIATE}, {"years": 7}, {"is_full_time": False}]
)
def test_a_technical_director_short_of_anything_is_refused(evaluation, change):
    posts = {**evaluation.posts, Post.TECHNICAL_DIRECTOR: evaluator(0, **change)}
    facts = replace(evaluation, posts=posts)
    assert unmet(facts) == ["INS-R06-DIRECTOR"]
    assert bases(facts) == [sources.EVALUATION_POSTS]


@pytest.mark.parametrize("post", POSTS[Kind.INSPECTION])
def test_each_of_the_three_leaders_needs_a_senior_title_and_eight_years(inspection, post):
    for person in (None, evaluator(0, title=Level.INTERMEDIATE), evaluator(0, years=7)):
        facts = replace(inspection, posts={**inspection.posts, post: person})
        assert unmet(facts) == [f"INS-R08-{post.name}"]
        assert bases(facts) == [sources.TESTING_POSTS]


def test_a_dated_row_supersedes_the_figure(evaluation):
    assert unmet(evaluation, Figures({"evaluation_assets": "900"})) == ["INS-R01"]
    assert unmet(replace(evaluation, fixed_assets=Decimal(500)), Figures({"evaluation_assets": "500"})) == []


def test_a_condition_says_what_was_required_found_and_which_papers_are_missing(evaluation):
    facts = replace(evaluation, fixed_assets=Decimal("650.50"), evidence=frozenset())
    assets = next(one for one in conditions.of(facts, FIGURES) if one.code == "INS-R01")
    assert (str(assets.required), str(assets.found)) == ("不少于 800 万元", "650.5 万元")
    with translation.override("en"):
        assert (str(assets.required), str(assets.found)) == ("At least CNY 8,000,000", "CNY 6,505,000")
    assert assets.missing == (Item.ASSETS,)
    assert not assets.is_confirmed
    assert assets.objection.field == "basics"


def test_every_condition_is_listed_whether_met_or_not(evaluation, inspection):
    assert len(conditions.of(evaluation, FIGURES)) == 15
    assert len(conditions.of(inspection, FIGURES)) == 16
    assert len(conditions.of(replace(evaluation, scopes=(COAL, METAL)), FIGURES)) == 16
