"""The public check: what every chapter answers about one organisation, in one statement."""

from datetime import date

import pytest
from django.db import OperationalError, connection
from django.db.models import Exists, OuterRef, Subquery
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.announcements.models import Announcement
from portal.law.instruments import OPINIONS
from portal.rest import standing
from portal.rest.standing import Answer, Standing, Verdict
from tests.factories.codes import credit_code
from tests.factories.institutions import an_institution

BASIS = OPINIONS.article(1)


def address(code):
    return f"/api/v1/organisations/{code}/check"


def announced(on):
    mine = Announcement.objects.filter(organisation=OuterRef("pk"), published_on__lte=on)
    return {"is_announced": Exists(mine), "number": Subquery(mine.order_by("-pk").values("number")[:1])}


def said(found, on):
    if found["is_announced"]:
        return Answer(Verdict.GOOD, "已公告", BASIS, number=found["number"], since=on)
    return Answer(Verdict.NONE, "没有公告", BASIS)


@pytest.fixture
def one_question(monkeypatch):
    monkeypatch.setattr(standing, "_plugged", {})
    standing.plug(Standing("trial.announced", "有无公告", announced, said))


def test_a_chapter_answers_with_its_clause(client, institute, one_question, announce, today):
    body = client.get(address(institute.code)).json()
    assert (body["code"], body["name"], body["as_of"]) == (institute.code, institute.name, today.isoformat())
    assert body["answers"] == [
        {
            "key": "trial.announced",
            "question": "有无公告",
            "verdict": "none",
            "sentence": "没有公告",
            "basis": str(BASIS),
            "basis_key": BASIS.key,
            "number": "",
            "since": None,
            "until": None,
        }
    ]
    notice = announce()
    answer = client.get(address(institute.code)).json()["answers"][0]
    assert (answer["verdict"], answer["number"], answer["since"]) == ("good", notice.number, today.isoformat())
    assert client.get(address(an_institution().code)).json()["answers"][0]["verdict"] == "none"


def test_six_chapters_cost_one_statement(client, institute, announce, monkeypatch):
    monkeypatch.setattr(standing, "_plugged", {})
    standing.plug(*(Standing(f"trial.{number}", "问", announced, said) for number in range(6)))
    announce()
    with CaptureQueriesContext(connection) as queries:
        body = client.get(address(institute.code)).json()
    assert len(queries) == 1
    assert [answer["verdict"] for answer in body["answers"]] == ["good"] * 6


def test_a_former_code_leads_to_the_organisation_within_three_queries(client, institute, one_question):
    institute.former_codes.create(code="410100000012345", until=date(2016, 1, 1))
    with CaptureQueriesContext(connection) as queries:
        body = client.get(address("410100000012345")).json()
    assert body["code"] == institute.code
    assert len(queries) <= 3


def test_a_code_as_people_type_it_is_understood(client, institute, one_question):
    typed = " ".join([institute.code[:8], institute.code[8:].lower()])
    assert client.get(address(typed)).json()["code"] == institute.code


def test_an_unknown_code_is_404_and_an_impossible_one_400_with_every_fault(client, db):
    unknown = client.get(address(credit_code()))
    assert (unknown.status_code, unknown.json()["type"]) == (404, "not_found")
    impossible = client.get(address("123"))
    assert (impossible.status_code, impossible["Content-Type"]) == (400, "application/problem+json")
    assert impossible.json()["errors"][0]["field"] == "code"
    assert client.get(address("%00")).status_code == 400


def test_the_check_only_reads(client, institute):
    answer = client.post(address(institute.code))
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


def test_the_check_is_throttled_per_address(client, institute, settings):
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "check": 2}
    answers = [client.get(address(institute.code)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    assert client.get(address(institute.code), REMOTE_ADDR="203.0.113.4").status_code == 200


def test_a_database_that_is_away_is_503(client, institute, monkeypatch):
    def lose(*_facts):
        raise OperationalError("gone")

    monkeypatch.setattr(standing, "of", lose)
    answer = client.get(address(institute.code))
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")


def test_each_day_is_asked_anew(institute, one_question, announce, today):
    announce()
    assert standing.of(institute.code, date(2020, 1, 1)).answers[0][1].verdict == Verdict.NONE
    assert standing.of(institute.code, today).answers[0][1].verdict == Verdict.GOOD


def test_nobody_need_sign_in(institute):
    assert Client().get(address(institute.code)).status_code == 200
