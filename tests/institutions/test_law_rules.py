"""The register of this chapter: each figure with its value and clause, each move on its clause."""

import pytest

from institutions.rules import numbering, periods, sources, thresholds
from institutions.rules.words import Kind
from institutions.states import EXTEND, FILING, QUALIFICATION


@pytest.mark.parametrize(
    ("figure", "value", "clause"),
    [
        (thresholds.EVALUATION_ASSETS, 800, sources.ASSETS),
        (thresholds.EVALUATION_WORKSPACE, 1000, sources.WORKPLACE),
        (thresholds.ARCHIVE_ROOM, 100, sources.WORKPLACE),
        (thresholds.EVALUATORS, 25, sources.EVALUATOR_RATIOS),
        (thresholds.EVALUATORS_MORE, 5, sources.EVALUATOR_RATIOS),
        (thresholds.LEVEL_ONE, 20, sources.EVALUATOR_RATIOS),
        (thresholds.LEVEL_TWO, 50, sources.EVALUATOR_RATIOS),
        (thresholds.EVALUATION_ENGINEERS, 30, sources.EVALUATOR_RATIOS),
        (thresholds.DIRECTOR_YEARS, 8, sources.EVALUATION_POSTS),
        (thresholds.INSPECTION_ASSETS, 1000, sources.TESTING_ASSETS),
        (thresholds.INSPECTION_WORKSPACE, 1000, sources.TESTING_WORKPLACE),
        (thresholds.EQUIPMENT_VALUE, 800, sources.TESTING_WORKPLACE),
        (thresholds.INSPECTION_STAFF, 25, sources.TESTING_STAFF),
        (thresholds.INSPECTION_STAFF_MORE, 5, sources.TESTING_STAFF),
        (thresholds.INSPECTION_ENGINEERS, 30, sources.TESTING_STAFF),
        (thresholds.MIDDLE_TITLES, 50, sources.TESTING_STAFF),
        (thresholds.SENIOR_TITLES, 25, sources.TESTING_STAFF),
        (thresholds.STAFF_YEARS, 2, sources.TESTING_EXPERIENCE),
        (thresholds.LEADER_YEARS, 8, sources.TESTING_POSTS),
        (thresholds.BREACH_YEARS, 3, sources.GOOD_FAITH),
        (periods.CHANGE_WITHIN, 30, sources.CHANGE),
        (periods.RENEW_BEFORE, 3, sources.VALIDITY),
        (periods.SCOPE_CHANGE_AFTER, 1, sources.SCOPE_CHANGE),
        (periods.BAR_FALSE_MATERIALS, 1, sources.FALSE_MATERIALS),
        (periods.BAR_FRAUD, 3, sources.FRAUD),
    ],
)
def test_a_figure_stands_on_its_clause(figure, value, clause):
    assert (figure.value, figure.basis) == (value, clause)


@pytest.mark.parametrize(
    "figure", [thresholds.INSURED_MONTHS, periods.CORRECT_WITHIN, periods.CORRECT_WARNING, *numbering.PATTERNS.values()]
)
def test_what_no_law_fixes_says_that_it_is_a_proposal(figure):
    assert figure.basis.instrument == sources.PRACTICE
    assert not figure.confirmed


def test_a_number_follows_its_pattern():
    assert {figure.basis for figure in numbering.PATTERNS.values()} == {numbering.NUMBERS}
    pattern = str(numbering.PATTERNS[Kind.EVALUATION].value)
    assert numbering.number(pattern, province="豫", ordinal=7, year=2026) == "APJ-(豫)-007"


@pytest.mark.parametrize(
    ("move", "clause"),
    [
        ("submit", sources.APPLICATION),
        ("accept", sources.ACCEPT),
        ("require_correction", sources.CORRECTION),
        ("deem_accepted", sources.CORRECTION),
        ("refuse_acceptance", sources.REFUSE_ACCEPTANCE),
        ("convene", sources.EXPERT_REVIEW),
        ("record_site_check", sources.SITE_CHECK),
        ("draft", sources.DECISION),
        ("review", sources.FOUR_EYES),
        ("approve", sources.GRANT),
        ("reject", sources.REASONS),
        ("announce", sources.OPEN_DECISION),
        ("certify", sources.DELIVER),
        ("withdraw", sources.WITHDRAW_APPLICATION),
    ],
)
def test_a_move_of_an_application_stands_on_its_clause(move, clause):
    assert FILING[move].basis == clause


@pytest.mark.parametrize(
    ("move", "clause"),
    [
        ("rectify", sources.SUPERVISION),
        ("suspend", sources.FALSE_REPORTS),
        ("revoke_penalty", sources.FALSE_REPORTS),
        ("expire", sources.VALIDITY),
        ("cancel", sources.CANCELLATION),
        ("withdraw", sources.WITHDRAW_LICENCE),
        ("revoke_fraud", sources.REVOKE),
    ],
)
def test_a_move_of_a_qualification_stands_on_its_clause(move, clause):
    assert QUALIFICATION[move].basis == clause


def test_the_decision_clock_pauses_and_extends_by_the_licensing_law():
    clock = next(clock for clock in FILING.clocks if clock.name == "decision")
    assert (clock.pause_basis, clock.extension, EXTEND.basis) == (
        sources.TIME_EXCLUDED,
        periods.EXTEND_BY,
        sources.DECIDE,
    )
