"""Every term that binds all authorities is the one its clause fixes."""

import pytest

from portal.law import Figure
from portal.law.instruments import (
    DISCLOSURE,
    DUAL_PUBLICITY,
    LICENSING,
    PENALTIES,
    RECONSIDERATION,
    WORK_SAFETY,
)
from portal.workdays import rules

TERMS = [
    (rules.CORRECTION_NOTICE, 5, "working_days", LICENSING.article(32, 1, 4)),
    (rules.LICENCE_DECISION, 20, "working_days", LICENSING.article(42)),
    (rules.LICENCE_EXTENSION, 10, "working_days", LICENSING.article(42)),
    (rules.FIRST_REVIEW, 20, "working_days", LICENSING.article(43)),
    (rules.CERTIFICATE_DELIVERY, 10, "working_days", LICENSING.article(44)),
    (rules.LICENCE_HEARING_REQUEST, 5, "working_days", LICENSING.article(47)),
    (rules.LICENCE_HEARING, 20, "working_days", LICENSING.article(47)),
    (rules.LICENCE_HEARING_NOTICE, 7, "working_days", LICENSING.article(48)),
    (rules.RENEWAL_APPLICATION, 30, "working_days", LICENSING.article(50)),
    (rules.FALSE_MATERIALS_BAR, 1, "years", LICENSING.article(78)),
    (rules.FRAUD_BAR, 3, "years", LICENSING.article(79)),
    (rules.PENALTY_DECISION, 90, "calendar_days", PENALTIES.article(60)),
    (rules.PENALTY_HEARING_REQUEST, 5, "working_days", PENALTIES.article(64)),
    (rules.PENALTY_HEARING_NOTICE, 7, "working_days", PENALTIES.article(64)),
    (rules.PENALTY_SERVICE, 7, "working_days", PENALTIES.article(61)),
    (rules.PENALTY_WITHDRAWAL, 3, "working_days", PENALTIES.article(48)),
    (rules.PENALTY_PUBLICITY, 7, "working_days", WORK_SAFETY.article(78, 2)),
    (rules.DUAL_PUBLICITY_TERM, 7, "working_days", DUAL_PUBLICITY.article(0)),
    (rules.PROACTIVE_DISCLOSURE, 20, "working_days", DISCLOSURE.article(26)),
    (rules.DISCLOSURE_CORRECTION, 7, "working_days", DISCLOSURE.article(30)),
    (rules.DISCLOSURE_REPLY, 20, "working_days", DISCLOSURE.article(33)),
    (rules.DISCLOSURE_EXTENSION, 20, "working_days", DISCLOSURE.article(33)),
    (rules.THIRD_PARTY_OPINION, 15, "working_days", DISCLOSURE.article(32)),
    (rules.INSPECTION_PUBLICITY, 20, "working_days", rules.RANDOM_INSPECTION.article(0)),
    (rules.RECONSIDERATION_REQUEST, 60, "calendar_days", RECONSIDERATION.article(20)),
    (rules.RECONSIDERATION_ACCEPTANCE, 5, "working_days", RECONSIDERATION.article(30)),
    (rules.RECONSIDERATION_DECISION, 60, "calendar_days", RECONSIDERATION.article(62)),
    (rules.PENALTY_LIMITATION, 2, "years", PENALTIES.article(36)),
    (rules.GRAVE_PENALTY_LIMITATION, 5, "years", PENALTIES.article(36)),
    (rules.OWN_PUBLICITY, 20, "working_days", rules.ENTERPRISE_PUBLICITY.article(10)),
]


@pytest.mark.parametrize(("figure", "length", "unit", "basis"), TERMS, ids=lambda item: getattr(item, "code", None))
def test_a_term_is_as_long_as_its_clause_says(figure, length, unit, basis):
    assert (figure.value, figure.unit, figure.basis) == (length, unit, basis)


def test_no_term_is_declared_without_being_checked_here():
    declared = {value.code for value in vars(rules).values() if isinstance(value, Figure)}
    assert declared == {figure.code for figure, *_ in TERMS}


def test_what_was_not_read_in_the_text_itself_is_marked():
    unread = {figure.code for figure, *_ in TERMS if not (figure.confirmed and figure.basis.confirmed)}
    assert unread == {rules.INSPECTION_PUBLICITY.code, rules.OWN_PUBLICITY.code}
    assert not rules.STARTS_THE_DAY_AFTER.confirmed
    assert not rules.ENDS_ON_A_DAY_WORKED.confirmed


def test_the_rules_of_counting_stand_where_the_law_puts_them():
    assert str(rules.LICENCE_DAYS_ARE_WORKED) == "《中华人民共和国行政许可法》第八十二条"
    assert str(rules.SHORT_PENALTY_DAYS_ARE_WORKED) == "《中华人民共和国行政处罚法》第八十五条"
    assert str(rules.SUSPENDED_IN_WRITING) == "《中华人民共和国行政许可法》第四十五条"
