"""The public register through the interface: for anyone, so often a minute, at the same cost for any page."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
REGISTER = "/api/v1/qualifications"
BUDGET = 15


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def client():
    return APIClient()


@pytest.fixture
def qualification(officer, reviewer, approver):
    return factories.a_qualification(officer, reviewer, approver)


def test_anyone_reads_the_register_field_by_field(client, qualification):
    (row,) = client.get(REGISTER).json()["items"]
    assert set(row) == {
        "number",
        "kind",
        "regime",
        "state",
        "organisation",
        "region",
        "scopes",
        "granted_on",
        "valid_from",
        "valid_to",
        "end_reason",
    }
    assert row["number"] == qualification.number
    assert row["organisation"]["code"] == qualification.organisation.code
    assert row["scopes"] == [qualification.scopes.get().business.name]


def test_one_qualification_has_a_tag_that_spares_the_second_reading(client, qualification):
    address = f"{REGISTER}/{qualification.number}"
    answer = client.get(address)
    assert answer.json()["state"] == "active"
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_an_application_that_is_under_way_is_not_in_the_register(client, officer):
    factories.an_accepted_filing(officer)
    assert client.get(REGISTER).json()["items"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kind": "evaluation"}, 1),
        ({"kind": "inspection"}, 0),
        ({"state": "active"}, 1),
        ({"region": "410000"}, 1),
        ({"region": "420000"}, 0),
        ({"valid_to_before": "2026-12-31"}, 0),
    ],
)
def test_the_register_is_narrowed(client, qualification, query, count):
    assert len(client.get(REGISTER, query).json()["items"]) == count


def test_the_holder_is_found_by_its_code(client, qualification):
    assert len(client.get(REGISTER, {"organisation": qualification.organisation.code}).json()["items"]) == 1


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_the_register(client, qualification, method):
    assert getattr(client, method)(f"{REGISTER}/{qualification.number}").status_code == 405


@pytest.mark.parametrize("query", [{"colour": "red"}, {"size": "0"}, {"cursor": "?"}, {"order": "luck"}])
def test_a_question_that_makes_no_sense_is_told(client, query):
    assert client.get(REGISTER, query).status_code == 400


def test_who_asks_too_often_waits(client, settings, qualification):
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "anon": 3}
    codes = [client.get(REGISTER).status_code for _ in range(4)]
    assert codes[0] == 200
    answer = client.get(REGISTER)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 60


def test_a_page_costs_the_same_however_long(client, officer, reviewer, approver, django_assert_max_num_queries):
    for _ in range(3):
        factories.a_qualification(officer, reviewer, approver)
    with django_assert_max_num_queries(BUDGET):
        assert len(client.get(REGISTER).json()["items"]) == 3
    with django_assert_max_num_queries(BUDGET):
        page = client.get(REGISTER, {"size": "1"}).json()
    assert page["next"]
    rest = client.get(page["next"]).json()["items"]
    assert rest[0]["number"] != page["items"][0]["number"]
