"""When an application may be handed in, who may review it, and when its periods end."""

from dataclasses import replace
from datetime import date

import pytest

from institutions.rules import conditions, filing, periods, review, sources
from institutions.rules.dates import add_months, add_years
from institutions.rules.facts import Facts
from institutions.rules.filing import Bar, Elsewhere, Holding, Shareholder, Stated, Submission
from institutions.rules.review import Candidate, Opinion
from institutions.rules.words import FilingType, Ground, Item, Kind
from portal.figures.table import Figures

FIGURES = Figures()
TODAY = date(2026, 9, 18)


def submission(**facts) -> Submission:
    usual = {
        "kind": Kind.EVALUATION,
        "type": FilingType.INITIAL,
        "on": TODAY,
        "founded_on": date(2015, 1, 1),
        "evidence": frozenset(Item),
    }
    return Submission(**{**usual, **facts})


def bases(found) -> list:
    return [o.basis for o in filing.objections(found, FIGURES)]


HELD = Holding("豫应急评〔2022〕1号", date(2022, 3, 1), date(2027, 2, 28))


def test_a_complete_application_meets_no_objection():
    assert bases(submission()) == []


@pytest.mark.parametrize(
    ("ground", "clause"),
    [
        (Ground.FALSE_MATERIALS, sources.FALSE_MATERIALS),
        (Ground.FRAUD, sources.FRAUD),
        (Ground.SEVERE_LIST, sources.GOOD_FAITH),
    ],
)
def test_a_bar_in_force_stops_the_application(ground, clause):
    assert bases(submission(bars=(Bar(ground, date(2026, 1, 1), date(2027, 1, 1)),))) == [clause]
    assert bases(submission(bars=(Bar(ground, date(2026, 1, 1), None),))) == [clause]


def test_a_bar_ends_on_its_first_free_day_and_begins_on_its_first():
    assert bases(submission(bars=(Bar(Ground.FRAUD, date(2023, 9, 18), TODAY),))) == []
    assert bases(submission(bars=(Bar(Ground.FRAUD, date(2026, 9, 19), None),))) == []


def test_a_major_breach_is_a_condition_and_not_a_bar():
    assert bases(submission(bars=(Bar(Ground.MAJOR_BREACH, date(2025, 1, 1), None),))) == []


def test_units_of_the_safety_authorities_may_not_apply():
    owners = (Shareholder("甲公司"), Shareholder("某省应急管理厅所属中心", "authority_unit"))
    found = filing.objections(submission(shareholders=owners), FIGURES)
    assert [o.basis for o in found] == [sources.GOVERNMENT_AFFILIATED]
    assert "某省应急管理厅所属中心" in str(found[0].message)


def test_a_person_may_practise_in_one_institution_only():
    elsewhere = (Elsewhere("张三", "乙公司"), Elsewhere("李四", "丙公司"))
    assert bases(submission(elsewhere=elsewhere)) == [sources.ONE_INSTITUTION] * 2


def test_dates_before_the_founding_or_after_today_are_untrue():
    stated = (Stated("合同起始", "professionals", date(2014, 1, 1)), Stated("购置日期", "equipment", date(2026, 9, 19)))
    assert bases(submission(stated=stated)) == [sources.TRUTHFUL_APPLICATION] * 2
    assert bases(submission(stated=(Stated("合同起始", "professionals", TODAY),))) == []
    assert bases(submission(founded_on=date(2027, 1, 1))) == [sources.TRUTHFUL_APPLICATION]


def test_a_second_open_application_of_the_kind_is_refused():
    assert bases(submission(duplicates=("F1",))) == [sources.APPLICATION]


@pytest.mark.parametrize("item", filing.items_for(Kind.EVALUATION, FilingType.INITIAL))
def test_each_missing_paper_is_named(item):
    found = filing.objections(submission(evidence=frozenset(Item) - {item}), FIGURES)
    assert [(o.basis, o.field, o.found) for o in found] == [(sources.APPLICATION, f"evidence.{item}", "")]


def test_what_each_type_must_carry():
    assert Item.EQUIPMENT in filing.items_for(Kind.INSPECTION, FilingType.RENEWAL)
    assert Item.EQUIPMENT not in filing.items_for(Kind.EVALUATION, FilingType.INITIAL)
    assert filing.items_for(Kind.EVALUATION, FilingType.CHANGE) == (Item.BUSINESS_LICENCE, Item.CHANGE)
    assert filing.items_for(Kind.EVALUATION, FilingType.CANCELLATION) == (Item.RESOLUTION,)


def test_scopes_people_and_the_letter_of_commitment_are_needed():
    assert bases(submission(has_scopes=False, has_people=False)) == [sources.APPLICATION] * 2
    assert bases(submission(is_committed=False)) == [sources.COMMITMENT]
    assert bases(submission(is_committed=False, kind=Kind.INSPECTION)) == [sources.TESTING_COMMITMENT]


def test_who_holds_a_qualification_does_not_apply_anew():
    assert bases(submission(holding=HELD)) == [sources.APPLICATION]


@pytest.mark.parametrize(
    ("filing_type", "clause"),
    [
        (FilingType.CHANGE, sources.CHANGE),
        (FilingType.SCOPE_CHANGE, sources.SCOPE_CHANGE),
        (FilingType.RE_VERIFICATION, sources.RE_VERIFICATION),
        (FilingType.RENEWAL, sources.VALIDITY),
        (FilingType.CANCELLATION, sources.CANCELLATION),
    ],
)
def test_who_holds_nothing_has_nothing_to_change_renew_or_cancel(filing_type, clause):
    assert bases(submission(type=filing_type, changed_on=TODAY)) == [clause]
    assert bases(submission(type=filing_type, changed_on=TODAY, holding=HELD)) == []


def test_a_renewal_comes_three_months_before_the_end():
    last = date(2026, 11, 28)
    assert bases(submission(type=FilingType.RENEWAL, holding=HELD, on=last)) == []
    assert bases(submission(type=FilingType.RENEWAL, holding=HELD, on=date(2026, 11, 29))) == [sources.VALIDITY]


def test_the_scope_changes_only_after_a_year():
    held = replace(HELD, granted_on=date(2025, 9, 19))
    late = submission(type=FilingType.SCOPE_CHANGE, holding=held)
    assert bases(late) == [sources.SCOPE_CHANGE]
    assert bases(replace(late, on=date(2026, 9, 19))) == []


def test_a_late_change_is_noted_and_not_stopped():
    late = submission(type=FilingType.CHANGE, holding=HELD, changed_on=date(2026, 8, 18))
    assert bases(late) == []
    assert [o.basis for o in filing.warnings(late, FIGURES)] == [sources.CHANGE]
    assert filing.warnings(replace(late, changed_on=date(2026, 8, 19)), FIGURES) == []
    assert filing.warnings(submission(), FIGURES) == []
    regrouped = replace(late, type=FilingType.RE_VERIFICATION)
    assert [o.basis for o in filing.warnings(regrouped, FIGURES)] == [sources.RE_VERIFICATION]


def test_a_change_says_when_it_happened():
    assert bases(submission(type=FilingType.CHANGE, holding=HELD)) == [sources.CHANGE]


def test_a_barred_unit_may_still_give_up_its_qualification():
    bars, owners = (Bar(Ground.FRAUD, date(2026, 1, 1), None),), (Shareholder("所属中心", "authority_unit"),)
    leaving = submission(type=FilingType.CANCELLATION, holding=HELD, bars=bars, shareholders=owners)
    assert bases(leaving) == []


def test_every_objection_is_listed_at_once():
    found = bases(
        submission(
            bars=(Bar(Ground.FRAUD, date(2026, 1, 1), None),),
            shareholders=(Shareholder("所属中心", "authority_unit"),),
            elsewhere=(Elsewhere("张三", "乙公司"),),
            evidence=frozenset(Item) - {Item.ASSETS},
        )
    )
    assert found == [sources.FRAUD, sources.GOVERNMENT_AFFILIATED, sources.ONE_INSTITUTION, sources.APPLICATION]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 15), -3, date(2025, 10, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, expected):
    assert add_months(day, months) == expected


def test_a_qualification_holds_five_years_to_the_day_before():
    assert periods.last_day(date(2026, 9, 18), FIGURES) == date(2031, 9, 17)
    assert add_years(date(2024, 2, 29), 5) == date(2029, 2, 28)


def test_bars_last_one_and_three_years():
    assert periods.barred_until(Ground.FALSE_MATERIALS, TODAY, FIGURES) == date(2027, 9, 18)
    assert periods.barred_until(Ground.FRAUD, TODAY, FIGURES) == date(2029, 9, 18)
    assert periods.barred_until(Ground.SEVERE_LIST, TODAY, FIGURES) is None


def test_the_expert_review_stops_the_clock_for_three_months_at_most():
    assert periods.panel_ends_by(TODAY, FIGURES) == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("figure", "clause"),
    [
        (periods.REGIME, sources.REVIEW_AND_ANNOUNCE),
        (periods.ACCEPT_WITHIN, sources.CORRECTION),
        (periods.DECIDE_WITHIN, sources.DECIDE),
        (periods.EXTEND_BY, sources.DECIDE),
        (periods.CERTIFY_WITHIN, sources.DELIVER),
        (periods.EXPERT_REVIEW_LIMIT, sources.EXPERT_REVIEW),
        (periods.VALID_YEARS, sources.VALIDITY),
        (periods.RECONSIDER_WITHIN, sources.RECONSIDER),
        (periods.SUE_WITHIN, sources.SUE),
        (review.PANEL_SIZE, review.PANEL),
    ],
)
def test_each_period_stands_on_its_clause(figure, clause):
    assert figure.basis == clause


CANDIDATES = [Candidate(key, frozenset({"采矿"})) for key in range(9, 0, -1)]


def test_a_draw_repeats_from_its_seed():
    pool = review.eligible(CANDIDATES, frozenset({"采矿"}))
    assert [one.key for one in pool] == list(range(1, 10))
    assert review.draw(pool, 3, "种子") == review.draw(review.eligible(CANDIDATES[::-1], frozenset()), 3, "种子")
    assert len({tuple(one.key for one in review.draw(pool, 3, str(seed))) for seed in range(50)}) > 10


def test_experts_tied_to_the_applicant_or_of_another_trade_are_not_drawn():
    tied = Candidate(1, frozenset({"采矿"}), tie="任职于申请单位")
    other = Candidate(2, frozenset({"电气"}))
    assert review.eligible([tied, other], frozenset({"采矿"})) == []
    assert review.eligible([other], frozenset()) == [other]


@pytest.mark.parametrize(
    ("size", "available", "count"), [(3, 3, 0), (5, 9, 0), (4, 9, 1), (1, 9, 1), (3, 2, 1), (2, 1, 2)]
)
def test_a_panel_is_odd_and_of_three_at_least(size, available, count):
    assert [o.basis for o in review.panel_objections(size, available, FIGURES)] == [review.PANEL] * count


def test_nobody_speaks_before_declaring_or_with_a_conflict():
    silent = Opinion("甲", has_declared=False, has_conflict=False, favours=None)
    tied = Opinion("乙", has_declared=True, has_conflict=True, favours=None)
    pending = Opinion("丙", has_declared=True, has_conflict=False, favours=None)
    spoken = replace(pending, favours=False)
    assert [o.basis for o in review.opinion_objections(silent)] == [sources.IMPARTIALITY]
    assert [o.basis for o in review.opinion_objections(tied)] == [sources.IMPARTIALITY]
    assert review.opinion_objections(pending) == []
    found = review.conclusion_objections([silent, tied, pending, spoken])
    assert [o.basis for o in found] == [sources.IMPARTIALITY, sources.IMPARTIALITY, review.PANEL]


def test_the_majority_decides():
    yes = Opinion("甲", has_declared=True, has_conflict=False, favours=True)
    no = replace(yes, favours=False)
    assert review.majority([yes, yes, no])
    assert not review.majority([yes, no, no])


def test_a_favourable_decision_needs_the_conditions_the_panel_and_the_site():
    unmet = conditions.of(Facts(Kind.EVALUATION), FIGURES)
    found = review.grant_objections(unmet, panel_favours=False, site_passed=False)
    assert found[-2].basis == sources.EXPERT_REVIEW
    assert found[-1].basis == sources.SITE_CHECK
    assert len(found) == sum(not one.is_met for one in unmet) + 2
    assert review.grant_objections([], panel_favours=None, site_passed=None) == []


def test_a_decision_cites_the_conditions_and_its_own_clause():
    assert review.decision_basis(Kind.EVALUATION, grants=True)[-1] == sources.GRANT
    assert review.decision_basis(Kind.INSPECTION, grants=False) == (
        sources.MEASURES.article(7),
        sources.DECISION,
        sources.REASONS,
    )
