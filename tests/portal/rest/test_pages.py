"""Lists: keyset pages that neither repeat nor miss, strict parameters, throttles, constant queries."""

import threading
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.serializers import CharField
from rest_framework.test import APIClient

from portal.cache import _Server
from portal.parties.masking import Personal
from portal.parties.models import Organisation
from portal.regions.models import Region
from portal.rest import pages
from portal.rest.resources.organisations import OrganisationViewSet
from portal.rest.serializers import ModelOutputSerializer, OutputSerializer
from portal.search import names
from portal.search.names import Subject
from portal.workflow.models import DocketEntry
from tests.factories.codes import credit_code
from tests.factories.institutions import an_institution

ORGANISATIONS = "/api/v1/organisations"
DOCKET = "/api/v1/docket"


def firms(count):
    return [
        Organisation(code=credit_code(), name=f"单位{number}", region_id="410000" if number % 2 else "420000")
        for number in range(count)
    ]


@pytest.fixture
def some(db):
    return Organisation.objects.bulk_create(firms(23))


def walk(client, address, between=lambda: None):
    """Every item from the first page to the last."""
    items = []
    while address:
        body = client.get(address).json()
        items += body["items"]
        address = body["next"]
        between()
    return items


def test_all_rows_come_once_and_in_order(some):
    items = walk(APIClient(), f"{ORGANISATIONS}?size=5")
    assert [item["code"] for item in items] == sorted(firm.code for firm in some)


@pytest.mark.parametrize("size", [1, 5, 22, 23, 24, 200])
def test_the_last_page_says_so_whatever_the_size(some, size):
    items = walk(APIClient(), f"{ORGANISATIONS}?order=newest&size={size}")
    assert [item["name"] for item in items] == [f"单位{number}" for number in reversed(range(23))]


@pytest.mark.django_db(transaction=True)
def test_rows_that_come_in_meanwhile_neither_repeat_nor_hide_others(settings):
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "anon": 10_000}
    Organisation.objects.bulk_create(firms(60))
    before = set(Organisation.objects.values_list("code", flat=True))
    stop = threading.Event()

    def insert():
        try:
            while not stop.is_set():
                Organisation.objects.bulk_create(firms(3))
        finally:
            connection.close()

    writer = threading.Thread(target=insert)
    writer.start()
    try:
        seen = [item["code"] for item in walk(APIClient(), f"{ORGANISATIONS}?order=newest&size=7")]
        by_code = [item["code"] for item in walk(APIClient(), f"{ORGANISATIONS}?order=code&size=200")]
    finally:
        stop.set()
        writer.join()
    assert Organisation.objects.count() > len(before)
    for codes in (seen, by_code):
        assert len(codes) == len(set(codes))
        assert before <= set(codes)


def test_rows_without_a_deadline_come_last_and_all_come_once(officer, bearer):
    days = [None, date(2026, 9, 1), None, date(2026, 8, 1), date(2026, 9, 1), None, date(2026, 9, 1)]
    for number, day in enumerate(days):
        DocketEntry.objects.create(
            kind="announcements.publicobjection",
            key=str(number),
            number=f"N{number}",
            title="事项",
            region_id="410000",
            region_path=Region.objects.get(pk="410000").path,
            state="received",
            state_since=date(2026, 7, 1),
            opened_on=date(2026, 7, 1),
            due_on=day,
        )
    client = bearer(officer)
    for size in (1, 2, 3):
        items = walk(client, f"{DOCKET}?size={size}")
        assert [item["number"] for item in items] == ["N3", "N1", "N4", "N6", "N0", "N2", "N5"]


def test_empty_values_last_hold_in_both_directions(db):
    days = [None, date(2020, 1, 1), date(2021, 1, 1), None, date(2021, 1, 1)]
    made = [an_institution(founded_on=day) for day in days]
    for ordering, wanted in ((("founded_on", "pk"), [1, 2, 4, 0, 3]), (("-founded_on", "-pk"), [4, 2, 1, 3, 0])):
        terms = pages.terms_of(Organisation, ordering)
        rows = Organisation.objects.order_by(*(term.order for term in terms))
        assert [made.index(row) for row in rows] == wanted
        for place, row in enumerate(rows):
            after = rows.filter(pages.beyond(terms, [term.value_in(row) for term in terms]))
            assert [made.index(further) for further in after] == wanted[place + 1 :]


def test_an_ordering_that_leaves_ties_is_a_mistake():
    with pytest.raises(ValueError, match="unique"):
        pages.terms_of(Organisation, ("name",))


def test_the_index_is_entered_at_the_cursor(some):
    terms = pages.terms_of(Organisation, ("code",))
    rows = Organisation.objects.order_by("code").filter(pages.beyond(terms, [some[3].code]))[:5]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        sql, parameters = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond" in plan


@pytest.mark.parametrize(
    "cursor",
    ["x", "e30", "WyJjb2RlIl0", "WyJuZXdlc3QiLDFd", "WyJjb2RlIiwiXHUwMDAwIl0", "WyJjb2RlIiwiXHVkODAwIl0", "%ff", "键"],
)
def test_a_cursor_of_ones_own_making_is_refused(some, cursor):
    answer = APIClient().get(f"{ORGANISATIONS}?cursor={cursor}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "cursor")


def test_a_cursor_belongs_to_its_ordering(some):
    following = APIClient().get(f"{ORGANISATIONS}?size=2").json()["next"]
    cursor = parse_qs(urlsplit(following).query)["cursor"][0]
    answer = APIClient().get(ORGANISATIONS, {"cursor": cursor, "order": "newest", "size": 2})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("size=0", "size"),
        ("size=201", "size"),
        ("size=x", "size"),
        ("size=²", "size"),
        ("size=000050000000", "size"),
        ("order=name", "order"),
        ("statuss=active", "statuss"),
        ("status=gone", "status"),
        ("region=41", "region"),
        ("region=４１００００", "region"),
    ],
)
def test_a_parameter_nobody_asked_for_or_understands_is_refused_by_name(some, query, field):
    answer = APIClient().get(f"{ORGANISATIONS}?{query}")
    assert (answer.status_code, answer.json()["type"]) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_list_is_narrowed_by_place_state_and_name(some):
    firm = some[3]
    names.index_many([Subject("organisation", str(firm.pk), (firm.name,), code=firm.code)])
    found = walk(APIClient(), f"{ORGANISATIONS}?region=410000&status=active")
    assert {item["region"]["code"] for item in found} == {"410000"}
    assert len(found) == 11
    assert [item["code"] for item in walk(APIClient(), f"{ORGANISATIONS}?name={firm.name}")] == [firm.code]


def test_an_organisation_shows_what_is_public_and_no_more(db):
    firm = an_institution(phone="13812345678")
    body = APIClient().get(f"{ORGANISATIONS}/{firm.code}").json()
    assert body["name"] == firm.name
    assert not {"phone", "legal_representative", "id", "pk"} & set(body)
    assert APIClient().get(f"{ORGANISATIONS}/91410000XXXXXXXXXX").status_code == 404


def test_announcements_are_listed_filtered_and_shown(announce, today):
    first, second = announce(1), announce(2)
    client = APIClient()
    assert [item["code"] for item in walk(client, "/api/v1/announcements?size=1")] == [
        second.document.code,
        first.document.code,
    ]
    detail = client.get(f"/api/v1/announcements/{first.document.code}").json()
    assert (detail["number"], detail["organisation"]["code"]) == (first.number, first.organisation.code)
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert walk(client, f"/api/v1/announcements?published_from={tomorrow}") == []
    assert len(walk(client, "/api/v1/announcements?region=410000&status=published")) == 2
    assert client.get("/api/v1/announcements?published_from=tomorrow").status_code == 400


def test_the_docket_of_the_next_province_is_not_listed(officer, stranger, bearer, objection):
    assert len(walk(bearer(officer), f"{DOCKET}?is_live=true&region=410000")) == 1
    assert walk(bearer(stranger), DOCKET) == []


@pytest.mark.usefixtures("some")
@pytest.mark.parametrize(("address", "most"), [(ORGANISATIONS, 1), ("/api/v1/announcements", 1), (DOCKET, 5)])
def test_a_list_costs_the_same_however_long(address, most, officer, bearer, announce):
    client = bearer(officer) if address == DOCKET else APIClient()
    client.get(address)
    costs = []
    for number in range(2):
        for key in range(1 + 9 * number):
            announce(key + 10 * number + 1)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= most


def test_too_many_requests_from_one_address_are_429_with_the_time_to_wait(some, settings):
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "anon": 3}
    client = APIClient()
    answers = [client.get(ORGANISATIONS, REMOTE_ADDR="203.0.113.1") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].json()["type"] == "throttled"
    assert 1 <= int(answers[3]["Retry-After"]) <= 60
    assert client.get(ORGANISATIONS, REMOTE_ADDR="203.0.113.2").status_code == 200


def test_each_token_has_a_measure_of_its_own(officer, bearer, settings):
    settings.API_REQUESTS_PER_MINUTE = {**settings.API_REQUESTS_PER_MINUTE, "token": 2}
    first, second = bearer(officer), bearer(officer)
    assert [first.get(DOCKET).status_code for _ in range(3)] == [200, 200, 429]
    assert second.get(DOCKET).status_code == 200


def test_without_its_cache_the_interface_goes_on(some, settings, monkeypatch):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    monkeypatch.setattr(_Server, "silent_until", 0.0)
    assert APIClient().get(ORGANISATIONS).status_code == 200


def test_a_field_that_looks_personal_must_say_what_it_is():
    with pytest.raises(TypeError, match="phone"):
        type("Careless", (OutputSerializer,), {"phone": CharField()})
    classified = {"phone": CharField(), "personal": {"phone": Personal.PHONE}}
    assert type("Careful", (OutputSerializer,), classified)({"phone": "13812345678"}).data == {"phone": "138****5678"}


def test_fields_are_listed_one_by_one():
    meta = type("Meta", (), {"model": Organisation, "fields": "__all__"})
    with pytest.raises(TypeError, match="one by one"):
        type("Everything", (ModelOutputSerializer,), {"Meta": meta})


def test_a_public_list_only_reads(some):
    assert OrganisationViewSet.http_method_names == ["get", "head", "options"]
    assert APIClient().post(ORGANISATIONS, {}).status_code == 405
