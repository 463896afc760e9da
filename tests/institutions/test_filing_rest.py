"""Applications through the interface: start, write, hand in, decide; and every way it says no."""

import json

import pytest
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from rest_framework.test import APIClient

from institutions.models import Filing
from institutions.models.choices import Section
from institutions.services import drafts, filings, sections
from institutions.states import FilingState
from portal.documents.models import Document
from portal.workflow.models import Step
from tests.factories import institutions as factories
from tests.portal.rest.conftest import bearer, issue, today  # noqa: F401 - fixtures of tokens

pytestmark = pytest.mark.django_db
FILINGS = "/api/v1/filings"
READ, WRITE = "filing:read", "filing:write"
BUDGET = 15


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


@pytest.fixture
def client(applicant, bearer):  # noqa: F811
    return bearer(applicant, READ, WRITE)


@pytest.fixture
def desk(officer, bearer):  # noqa: F811
    return bearer(officer, READ, WRITE)


@pytest.fixture
def draft(institute, applicant):
    return factories.a_draft(institute, applicant, on=timezone.localdate())


def do(client, number, deed, told=None, key="k1", **headers):
    given = {"Idempotency-Key": key, "If-Match": "*"} | headers
    given = {name: value for name, value in given.items() if value is not None}
    return client.post(f"{FILINGS}/{number}/{deed}", told or {}, format="json", headers=given)


def start(client, key="s1", **told):
    return client.post(FILINGS, {"kind": "evaluation", **told}, format="json", headers={"Idempotency-Key": key})


def test_an_applicant_starts_an_application_once_a_key(client, institute):
    answer = start(client)
    assert answer.status_code == 201
    body = answer.json()
    assert (body["state"], body["type"], body["organisation"]["code"]) == ("draft", "initial", institute.code)
    again = start(client)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["number"] == body["number"]
    assert answer["Location"].endswith(f"{FILINGS}/{body['number']}")
    assert Filing.objects.count() == 1


def test_a_key_cannot_be_spent_on_something_else(client):
    start(client)
    assert start(client, kind="inspection").status_code == 422
    assert Filing.objects.count() == 1


@pytest.mark.parametrize("told", [{"kind": "circus"}, {"kind": "evaluation", "type": "again"}, {"kind": ""}])
def test_what_is_not_offered_is_refused_at_the_field(client, told):
    answer = start(client, **told)
    assert answer.status_code == 400
    assert not Filing.objects.exists()


def test_a_second_application_of_a_kind_under_way_is_refused_with_its_clause(client):
    start(client)
    answer = start(client, key="s2")
    assert answer.status_code == 409
    assert all(objection["basis_key"] for objection in answer.json()["objections"])
    assert Filing.objects.count() == 1


def test_sections_are_written_all_or_none(client):
    number = start(client).json()["number"]
    said = {"sections": {"basics": {"fixed_assets": "1200", "legal_representative": "郑守安"}}}
    assert do(client, number, "sections", said).status_code == 200
    assert Filing.objects.get().fixed_assets == 1200
    bad = {"sections": {"basics": {"fixed_assets": "1300"}, "equipment": [{"name": "", "quantity": -1}]}}
    answer = do(client, number, "sections", bad, key="k2")
    assert answer.status_code == 409
    assert {objection["field"].split(".")[0] for objection in answer.json()["objections"]} == {Section.EQUIPMENT}
    assert Filing.objects.get().fixed_assets == 1200


def test_a_section_there_is_not_is_told(client):
    number = start(client).json()["number"]
    assert do(client, number, "sections", {"sections": {"weather": {}}}).status_code == 400


def test_a_system_that_has_everything_at_hand_files_by_one_request(client, institute):
    told = whole(institute)
    answer = start(client, **told)
    body = answer.json()
    assert (answer.status_code, body["state"], body["region"]["code"]) == (201, "submitted", "410000")
    assert answer["Location"].endswith(f"{FILINGS}/{body['number']}")
    filing = Filing.objects.get()
    assert sorted(Step.objects.about("institutions.filing", filing.pk).values_list("move", flat=True)) == [
        "open",
        "submit",
    ]
    rows = [section for section in told["sections"] if section != "basics"]
    assert sections.read(filing, *rows) == {
        section: save.data for section, save in drafts.latest(filing, *rows).items()
    }
    assert client.get(answer["Location"]).json() == body
    again = start(client, **told)
    assert (again.headers["Idempotent-Replayed"], again.json()) == ("true", body)
    assert Filing.objects.count() == Document.objects.count() == 1


def test_filed_by_one_request_or_by_three_it_says_the_same(client, institute, applicant):
    told = whole(institute)
    number = start(client, **told).json()["number"]
    filing = Filing.objects.get()
    other = factories.an_institution()
    rows = {section: data for section, data in told["sections"].items() if section not in {"evidence", "professionals"}}
    second = filings.start(other, "evaluation", by=factories.an_applicant(other), on=timezone.localdate())
    drafts.save_sections(second, rows, by=factories.an_applicant(other), on=timezone.localdate())
    assert filing.number == number
    second.refresh_from_db()
    wanted = [section for section in rows if section != "posts"]
    assert sections.read(filing, *wanted) == sections.read(second, *wanted)


def test_what_cannot_be_handed_in_leaves_nothing_and_says_every_reason(client, institute):
    told = whole(institute)
    del told["sections"]["commitment"], told["sections"]["evidence"]
    answer = start(client, **told)
    assert answer.status_code == 409
    faults = {objection["field"].split(".")[0] for objection in answer.json()["objections"]}
    assert faults == {"commitment", "evidence"}
    assert not Filing.objects.exists()
    assert not Document.objects.exists()


def test_a_draft_may_be_filled_in_by_the_request_that_opens_it(client, institute):
    told = whole(institute) | {"submit": False}
    body = start(client, **told).json()
    assert body["state"] == "draft"
    assert do(client, body["number"], "submit").json()["state"] == "submitted"


ODD = {
    "no list": {"equipment": {"name": "天平"}},
    "a list of words": {"equipment": ["天平"]},
    "a list where fields belong": {"basics": []},
    "a word": {"professionals": "人员"},
    "a person who is a word": {"posts": [{"post": "technical_director", "person": "甲"}]},
    "a person beyond all keys": {"posts": [{"post": "technical_director", "person": 10**30}]},
    "a person who is a list": {"posts": [{"post": "technical_director", "person": [1]}]},
    "a post that is an object, twice": {"posts": [{"post": {}, "name": "甲"}, {"post": {}, "name": "乙"}]},
    "a name that is a number": {"posts": [{"post": "technical_director", "name": 5, "identity": 7}]},
    "a day that is a number": {"commitment": [{"signed_by": "甲", "signed_on": 5}]},
    "a file that is an object": {"evidence": [{"item": "business_licence", "attachment": {}}]},
    "papers of no kind": {"evidence": [{"item": 3}, {"item": None}, {"item": []}]},
    "a scope that is a list": {"scopes": [{"business": []}]},
    "an amount beyond all bounds": {"equipment": [{"name": "天平", "value": "1e400", "quantity": 10**30}]},
    "an amount that is an object": {"basics": {"fixed_assets": {"a": 1}}},
    "a truth that is a list": {"basics": {"is_legal_person": [1]}},
}


@pytest.mark.parametrize("text", ["a\x00b", "\ud800"])
def test_signs_no_database_holds_are_refused_at_the_door(client, text):
    for place, basics in enumerate([{"introduction": text}, {text: "说明"}, {"introduction": "😀"}]):
        said = json.dumps({"kind": "evaluation", "sections": {"basics": basics}})
        headers = {"Idempotency-Key": f"s{place}"}
        answer = client.post(FILINGS, said, content_type="application/json", headers=headers)
        told = (201, None) if "😀" in basics.values() else (400, "malformed")
        assert (answer.status_code, answer.json().get("type") if answer.status_code == 400 else None) == told


@pytest.mark.parametrize("parts", ODD.values(), ids=ODD)
@pytest.mark.parametrize("submits", [True, False])
def test_what_cannot_be_read_is_refused_at_its_section_and_leaves_nothing(client, institute, parts, submits):
    answer = start(client, sections=parts, submit=submits)
    assert answer.status_code == 409, answer.content
    fields = {objection["field"].split(".")[0] for objection in answer.json()["objections"]}
    assert fields & set(parts)
    assert not Filing.objects.exists()


def test_a_section_there_is_not_opens_no_application(client):
    answer = start(client, sections={"weather": {}})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "sections")
    assert not Filing.objects.exists()


def whole(institute):
    """What files a sound application at once."""
    blank = Filing(organisation=institute, kind="evaluation", type="initial")
    parts = factories.content(blank, timezone.localdate())
    return {"sections": json.loads(json.dumps(parts, cls=DjangoJSONEncoder)), "submit": True}


def test_a_whole_application_is_handed_in_once(client, draft):
    answer = do(client, draft.number, "submit")
    assert (answer.status_code, answer.json()["state"]) == (200, "submitted")
    assert answer.json()["region"]["code"] == "410000"
    again = do(client, draft.number, "submit")
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json()["state"] == "submitted"
    assert Step.objects.filter(move="submit").count() == 1


def test_an_empty_application_is_refused_with_every_reason_and_its_clause(client):
    number = start(client).json()["number"]
    answer = do(client, number, "submit")
    body = answer.json()
    assert (answer.status_code, body["type"]) == (409, "refused")
    assert len(body["objections"]) > 1
    assert all(objection["basis_key"] and objection["message"] for objection in body["objections"])
    assert Filing.objects.get().state == FilingState.DRAFT


def test_who_read_an_older_version_is_told_so(client, draft):
    old = client.get(f"{FILINGS}/{draft.number}")["ETag"]
    assert do(client, draft.number, "submit").status_code == 200
    answer = do(client, draft.number, "withdraw", {"reason": "另行申请"}, key="k2", **{"If-Match": old})
    assert answer.status_code == 412
    assert Filing.objects.get().state == FilingState.SUBMITTED


@pytest.mark.parametrize(("name", "code"), [("If-Match", 428), ("Idempotency-Key", 400)])
def test_a_deed_says_on_which_version_and_under_which_key(client, draft, name, code):
    assert do(client, draft.number, "submit", **{name: None}).status_code == code
    assert Filing.objects.get().state == FilingState.DRAFT


def test_the_authority_accepts_what_was_handed_in(client, desk, draft):
    do(client, draft.number, "submit")
    answer = do(desk, draft.number, "accept")
    assert (answer.status_code, answer.json()["state"]) == (200, "accepted")
    assert answer.json()["accepted_on"] == timezone.localdate().isoformat()


def test_a_refusal_without_reasons_is_refused_by_the_clause_that_asks_for_them(client, desk, draft):
    do(client, draft.number, "submit")
    answer = do(desk, draft.number, "refuse-acceptance", {"reasons": []})
    assert answer.status_code == 409
    assert answer.json()["objections"][0]["basis_key"]
    assert Filing.objects.get().state == FilingState.SUBMITTED


def test_a_correction_lists_everything_at_once(client, desk, draft):
    do(client, draft.number, "submit")
    reasons = [{"text": "补交设备清单", "section": "equipment"}, {"text": "补交合同", "section": "professionals"}]
    answer = do(desk, draft.number, "require-correction", {"reasons": reasons})
    assert (answer.status_code, answer.json()["state"]) == (200, FilingState.CORRECTION_REQUIRED)
    assert Filing.objects.get().correctionitem_set.count() == 2


def test_the_applicant_cannot_accept_its_own(client, draft):
    do(client, draft.number, "submit")
    assert do(client, draft.number, "accept", key="k2").status_code == 409
    assert Filing.objects.get().state == FilingState.SUBMITTED


def test_a_move_that_is_not_open_is_refused(desk, client, draft):
    do(client, draft.number, "submit")
    assert do(desk, draft.number, "approve").status_code == 409


@pytest.mark.parametrize("deed", ["accept", "submit", "sections", "approve"])
def test_the_next_province_and_other_institutions_find_nothing(draft, applicant, stranger, bearer, deed):  # noqa: F811
    filings.submit_once(draft, key="k", by=applicant, on=timezone.localdate())
    rival = factories.an_applicant(factories.an_institution())
    for person in (stranger, rival):
        theirs = bearer(person, READ, WRITE)
        assert theirs.get(f"{FILINGS}/{draft.number}").status_code == 404
        told = {"sections": {}} if deed == "sections" else {}
        assert do(theirs, draft.number, deed, told).status_code == 404
        assert theirs.get(FILINGS).json()["items"] == []


def test_a_draft_is_its_applicants_alone(draft, desk):
    assert desk.get(f"{FILINGS}/{draft.number}").status_code == 404


@pytest.mark.parametrize(("scope", "codes"), [(READ, (200, 403)), (WRITE, (403, 200)), ("docket:read", (403, 403))])
def test_a_token_does_what_it_was_issued_for(draft, applicant, bearer, scope, codes):  # noqa: F811
    reads, writes = codes
    client = bearer(applicant, scope)
    assert client.get(f"{FILINGS}/{draft.number}").status_code == reads
    assert do(client, draft.number, "submit").status_code == writes


def test_a_visitor_is_asked_who_they_are(db):
    assert APIClient().get(FILINGS).status_code == 401


def test_an_officer_starts_no_application(desk):
    assert start(desk).status_code == 403


def test_a_parameter_there_is_not_is_told(client):
    assert client.get(FILINGS, {"colour": "red"}).status_code == 400


def test_the_list_is_narrowed_by_state(client, draft):
    assert [row["number"] for row in client.get(FILINGS, {"state": "draft"}).json()["items"]] == [draft.number]
    assert client.get(FILINGS, {"state": "accepted"}).json()["items"] == []


def test_reading_costs_the_same_however_many_there_are(client, institute, applicant, django_assert_max_num_queries):
    for kind in ("evaluation", "inspection"):
        factories.a_draft(institute, applicant, kind=kind)
    with django_assert_max_num_queries(BUDGET):
        assert len(client.get(FILINGS).json()["items"]) == 2
    with django_assert_max_num_queries(BUDGET):
        client.get(f"{FILINGS}/{Filing.objects.first().number}")
