"""How a deed is done through the interface, and every way it is not."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from rest_framework.test import APIClient

from portal.announcements import rules
from portal.announcements.models import PublicObjection
from portal.announcements.services import objections
from portal.audit.models import Entry
from portal.workflow.models import Receipt, Step
from tests.portal.rest.conftest import carrying

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.rest.trial")]
REASON = "该机构的技术负责人张某已于上月离职，不符合规定的条件。"


@pytest.fixture
def client(officer, bearer):
    return bearer(officer, "trial:read", "trial:write")


@pytest.fixture
def address(objection):
    return f"/trial/trials/{objection.number}"


def tag_of(client, address):
    return client.get(address)["ETag"]


def do(client, address, deed, told=None, key="k1", **headers):
    headers = {"Idempotency-Key": key, "If-Match": "*"} | headers
    given = {name: value for name, value in headers.items() if value is not None}
    return client.post(f"{address}/{deed}", told or {}, format="json", headers=given)


def problem(answer, code, kind):
    """The answer's body, proved to be a problem document of this code and kind."""
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (code, "application/problem+json")
    assert (body["type"], body["status"]) == (kind, code)
    assert body["detail"]
    return body


def test_a_deed_answers_with_the_matter_as_it_stands_now(client, address, objection):
    answer = do(client, address, "accept", {"note": "核查"}, **{"If-Match": tag_of(client, address)})
    assert (answer.status_code, answer.json()["state"], answer.json()["version"]) == (200, "accepted", 2)
    assert answer["ETag"] == tag_of(client, address)
    assert Step.objects.get(move="accept").note == "核查"


def test_a_refusal_is_409_with_every_objection_and_its_clause(client, address):
    body = problem(do(client, address, "decline", {"reason": " "}), 409, "refused")
    assert body["objections"] == [
        {
            "message": "不予受理应当说明理由",
            "basis": str(rules.OBJECTING),
            "basis_key": rules.OBJECTING.key,
            "field": "reason",
            "required": "",
            "found": "",
        }
    ]
    assert not Receipt.objects.exists()


def test_an_overtaken_deed_is_409_with_what_changed(client, address):
    body = problem(do(client, address, "overtake"), 409, "stale")
    assert (body["expected"], body["found"]) == (1, 2)
    assert body["changes"] == [{"field": "状态", "then": "已收到", "now": "已受理"}]


def test_every_wrong_field_is_named_by_its_path_at_once(client, address):
    told = {
        "note": "很长很长很长很长很长很长",
        "colour": 1,
        "lines": [{"text": "好"}, {"text": "也很长很长很长", "x": 1}],
    }
    body = problem(do(client, address, "accept", told), 400, "invalid")
    found = {(error["field"], error["code"]) for error in body["errors"]}
    assert found == {
        ("note", "max_length"),
        ("colour", "unknown"),
        ("lines.1.text", "max_length"),
        ("lines.1.x", "unknown"),
    }
    assert all(error["message"] for error in body["errors"])


def test_a_body_that_is_no_object_is_said_to_be_none(client, address):
    answer = client.post(
        f"{address}/accept", '["x"]', content_type="application/json", headers={"Idempotency-Key": "a", "If-Match": "*"}
    )
    assert problem(answer, 400, "invalid")["errors"][0]["field"] == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (("{", "application/json"), (400, "malformed")),
        (("[" * 100_000, "application/json"), (400, "malformed")),
        (('{"note": NaN}', "application/json"), (400, "malformed")),
        (("note=1", "application/x-www-form-urlencoded"), (415, "unsupported_media_type")),
        (('{"note": "' + "x" * 1_100_000 + '"}', "application/json"), (413, "too_large")),
    ],
    ids=["broken", "deep", "no number", "a form", "long"],
)
def test_a_body_that_cannot_be_read_is_refused_clearly(client, address, body, said):
    content, mime = body
    headers = {"Idempotency-Key": "a", "If-Match": "*"}
    problem(client.post(f"{address}/accept", content, content_type=mime, headers=headers), *said)


def test_a_body_that_hides_its_length_is_cut_off(client, address):
    answer = client.post(
        f"{address}/accept",
        '{"note": "' + "x" * 1_100_000 + '"}',
        content_type="application/json",
        headers={"Idempotency-Key": "a", "If-Match": "*"},
        CONTENT_LENGTH="1000",
    )
    assert answer.status_code in {400, 413}


def test_what_is_not_visible_does_not_exist(stranger, bearer, address):
    client = bearer(stranger, "trial:read", "trial:write")
    problem(client.get(address), 404, "not_found")
    problem(do(client, address, "accept"), 404, "not_found")
    problem(client.get("/trial/trials/%00"), 404, "not_found")


def test_a_wrong_method_is_405(client, address):
    problem(client.delete(address), 405, "method_not_allowed")
    problem(client.get(f"{address}/accept"), 405, "method_not_allowed")


def test_a_format_nobody_speaks_is_406(client, address):
    assert client.get(address, headers={"Accept": "text/csv"}).status_code == 406


def test_a_page_session_needs_its_csrf_token(officer, address):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(officer)
    assert client.get(address).status_code == 200
    problem(do(client, address, "accept"), 403, "forbidden")


def test_a_defect_says_nothing_of_the_inside(client, address, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(objections, "accept", lambda *_args, **_facts: 1 / 0)
    answer = do(client, address, "accept")
    assert answer.status_code == 500
    assert b"division" not in answer.content


def test_a_database_that_goes_away_is_503_and_says_when_to_come_back(client, address, monkeypatch):
    def lose(*_args, **_facts):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(objections, "accept", lose)
    monkeypatch.setattr(connection, "close", lambda: None)  # the connection under this test holds its transaction
    answer = do(client, address, "accept")
    assert problem(answer, 503, "unavailable")
    assert int(answer["Retry-After"]) > 0


# Versions


def test_without_if_match_a_deed_on_a_versioned_matter_is_428(client, address, objection):
    problem(do(client, address, "accept", **{"If-Match": None}), 428, "precondition_required")
    objection.refresh_from_db()
    assert objection.state == "received"


@pytest.mark.parametrize("offered", ['"7.0123456789abcdef"', '"1"', "1", "nonsense"])
def test_another_version_is_412(client, address, objection, offered):
    problem(do(client, address, "accept", **{"If-Match": offered}), 412, "precondition_failed")
    objection.refresh_from_db()
    assert objection.state == "received"


def test_a_version_read_before_somebody_else_moved_is_412(client, address, officer, objection, today):
    read = tag_of(client, address)
    objections.accept(objection, by=officer, on=today)
    problem(do(client, address, "decline", {"reason": "不属于"}, **{"If-Match": read}), 412, "precondition_failed")


def test_of_several_versions_one_is_enough(client, address):
    read = tag_of(client, address)
    assert do(client, address, "accept", **{"If-Match": f'"9.0123456789abcdef", {read}'}).status_code == 200


def test_what_is_known_is_not_sent_again(client, address, officer, objection, today):
    read = tag_of(client, address)
    again = client.get(address, headers={"If-None-Match": read})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", read)
    objections.accept(objection, by=officer, on=today)
    assert client.get(address, headers={"If-None-Match": read}).status_code == 200


# Once


@pytest.mark.parametrize("key", [None, "", "x" * 81, "mit leerzeichen", "键"])
def test_without_a_key_nothing_is_done(client, address, key):
    if key == "键":
        key = key.encode().decode("latin-1")
    problem(do(client, address, "accept", key=key), 400, "idempotency_key_required")
    assert not Receipt.objects.exists()


def test_the_same_key_gives_the_same_answer_and_does_nothing_twice(client, address):
    first = do(client, address, "accept")
    second = do(client, address, "accept")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert second["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert Step.objects.filter(move="accept").count() == 1


def test_a_key_is_not_spent_on_something_else(client, address):
    assert do(client, address, "accept").status_code == 200
    problem(do(client, address, "accept", {"note": "别的"}), 422, "idempotency_key_reused")


def test_a_refused_deed_leaves_its_key_unspent(client, address):
    problem(do(client, address, "decline", {"reason": ""}), 409, "refused")
    assert do(client, address, "decline", {"reason": "不属于受理范围"}).status_code == 200


def test_the_keys_of_two_people_do_not_meet(client, reviewer, bearer, address):
    other = bearer(reviewer, "trial:write", "trial:read")
    assert do(client, address, "accept").status_code == 200
    problem(do(other, address, "accept"), 409, "refused")


def test_what_is_created_is_201_with_its_address(client, announce, today):
    told = {"announcement": announce().number, "reason": REASON, "on": today.isoformat()}
    first = client.post("/trial/trials", told, format="json", headers={"Idempotency-Key": "n1"})
    second = client.post("/trial/trials", told, format="json", headers={"Idempotency-Key": "n1"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert client.get(first["Location"]).json() == first.json()
    assert PublicObjection.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_servers_at_once_do_it_once(issue, officer, address):
    secret = issue(officer, "trial:read", "trial:write")[1]

    def click(_server):
        try:
            answer = do(carrying(secret), address, "accept", key="both")
            return answer.status_code, answer.headers.get("Idempotent-Replayed", ""), answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(click, range(4)))
    assert {code for code, _replayed, _content in answers} == {200}
    assert sorted(replayed for _code, replayed, _content in answers) == ["", "true", "true", "true"]
    assert len({content for _code, _replayed, content in answers}) == 1
    assert Step.objects.filter(move="accept").count() == 1
    assert Entry.objects.filter(verb="announcements.publicobjection.accept").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_on_the_same_version_one_is_told(issue, officer, reviewer, address):
    secrets = [issue(user, "trial:read", "trial:write")[1] for user in (officer, reviewer)]
    read = tag_of(carrying(secrets[0]), address)

    def click(secret):
        try:
            return do(carrying(secret), address, "accept", **{"If-Match": read}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(click, secrets)) == [200, 412]


# Masks


def test_personal_data_goes_out_masked(client, address):
    assert client.get(address).json()["phone"] == "138****5678"
    assert "13812345678" not in client.get("/trial/trials").content.decode()
