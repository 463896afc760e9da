"""What the chapter answers in the public check."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.rules import sources
from portal.rest import standing
from portal.rest.standing import Verdict
from tests.factories.institutions import FRIDAY, a_qualification, an_institution


def said(code, on):
    found = standing.of(code, on)
    (answer,) = [answer for question, answer in found.answers if question.key == "institutions.qualification"]
    return answer


def test_the_check_knows_who_may_take_commissions_on_a_day(officer, reviewer, approver, client):
    qualification = a_qualification(officer, reviewer, approver)
    code = qualification.organisation.code
    answer = said(code, qualification.valid_from)
    assert (answer.verdict, answer.number, answer.until) == (
        Verdict.GOOD,
        qualification.number,
        qualification.valid_to,
    )
    assert answer.basis == sources.OPEN_DECISION
    assert str(qualification.get_kind_display()) in str(answer.sentence)
    assert said(code, qualification.valid_to + timedelta(days=1)).verdict == Verdict.BAD
    assert said(code, qualification.valid_from - timedelta(days=1)).verdict == Verdict.BAD


def test_who_never_filed_is_not_called_unfit(db):
    assert said(an_institution().code, FRIDAY).verdict == Verdict.NONE


def test_the_check_with_its_chapters_costs_three_queries_at_most(officer, reviewer, approver, client):
    code = a_qualification(officer, reviewer, approver).organisation.code
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/api/v1/organisations/{code}/check").status_code == 200
    assert len(queries) <= 3
