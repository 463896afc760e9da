"""Proceedings through the interface: the party speaks, the authority moves, and neither makes the other's moves."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from institutions.models import Hearing, ProceedingDecision
from institutions.services import proceedings
from institutions.states import ProceedingState, QualificationState
from portal.access import Role
from portal.workdays import terms
from portal.workflow.models import Step
from tests.factories import institutions as factories
from tests.portal.rest.conftest import bearer, issue, today  # noqa: F401 - fixtures of tokens

pytestmark = pytest.mark.django_db
READ, WRITE = "filing:read", "filing:write"


@pytest.fixture
def hands(officer, reviewer, approver):
    return officer, reviewer, approver


@pytest.fixture
def case(qualification, officer):
    return factories.a_proceeding(qualification, officer, on=timezone.localdate())


@pytest.fixture
def told(case, officer):
    proceedings.notify(case, by=officer, on=timezone.localdate())
    return case


@pytest.fixture
def asked(told, applicant):
    proceedings.ask_hearing(told, reason="请求质证", by=applicant, on=timezone.localdate())
    return told


@pytest.fixture
def do(case, bearer):  # noqa: F811
    """Asks this person's system for a deed on the case, on the version it reads first."""
    one, turns = f"/api/v1/proceedings/{case.number}", iter(range(100))

    def do(by, deed, **said):
        system = bearer(by, READ, WRITE)
        headers = {"Idempotency-Key": f"k{next(turns)}", "If-Match": system.get(one)["ETag"]}
        return system.post(f"{one}/{deed}", said, format="json", headers=headers)

    return do


def summons(chair, **more):
    held_on = terms.after(timezone.localdate(), 10, "working_days").on
    return {"held_on": held_on.isoformat(), "at": "09:30", "place": "听证室", "chair": chair.username, **more}


def test_a_case_is_told_drafted_reviewed_and_signed_by_three_systems(case, do, hands, applicant, qualification):
    officer, reviewer, approver = hands
    road = [
        (officer, "notify", {}, "notified"),
        (applicant, "state", {"text": "报告系笔误"}, "notified"),
        (applicant, "waive", {}, "decision_due"),
        (officer, "draft", {"verdict": "impose", "response": "不予采纳"}, "drafted"),
        (reviewer, "send-back", {"reason": "理由不充分"}, "decision_due"),
        (officer, "draft", {"verdict": "impose", "response": "经复核，不予采纳"}, "drafted"),
        (reviewer, "review", {}, "reviewed"),
        (approver, "sign", {}, "signed"),
    ]
    for by, deed, said, state in road:
        answer = do(by, deed, **said)
        assert (answer.status_code, answer.json()["state"]) == (200, state), (deed, answer.json())
    qualification.refresh_from_db()
    assert qualification.state == QualificationState.SUSPENDED
    assert ProceedingDecision.objects.get(is_current=True).response == "经复核，不予采纳"


def test_the_authority_summons_hears_and_decides_on_the_record(asked, do, hands, chair):
    officer, reviewer, approver = hands
    answer = do(officer, "announce-hearing", **summons(chair, is_public=False))
    assert (answer.status_code, answer.json()["state"]) == (200, "hearing_announced")
    hearing = Hearing.objects.get()
    assert (hearing.chair, hearing.place, hearing.is_public) == (chair, "听证室", False)
    day = timezone.localdate()
    record = {"held_on": day.isoformat(), "attendees": ["冯主持", "当事人"], "text": "双方质证。"}
    assert do(officer, "record-hearing", **record).status_code == 409, "the day has not come"
    Hearing.objects.update(held_on=day)
    assert do(officer, "record-hearing", **record).json()["state"] == "decision_due"
    assert Hearing.objects.get().attendees == ["冯主持", "当事人"]
    assert do(officer, "draft", verdict="drop").status_code == 409, "the record is not weighed"
    assert do(officer, "draft", verdict="drop", on_record="事实不清").status_code == 200
    assert do(reviewer, "review").status_code == 200
    assert do(approver, "send-back", reason="再核").json()["state"] == "decision_due"
    assert do(officer, "draft", verdict="drop", on_record="事实不清").status_code == 200
    assert do(reviewer, "review").status_code == 200
    assert do(approver, "drop").json()["state"] == "dropped"


def test_only_an_official_who_did_not_investigate_is_named_chair(asked, do, officer, applicant):
    elsewhere = factories.a_user("外省", Role.REVIEWER, region="420000")
    for who in (officer, applicant, elsewhere):
        answer = do(officer, "announce-hearing", **summons(who))
        assert answer.status_code == 409
        assert [objection["field"] for objection in answer.json()["objections"]] == ["chair"]
        assert all(objection["basis_key"] for objection in answer.json()["objections"])
    assert Hearing.objects.get().chair is None


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("notify", {}),
        ("proceed", {}),
        ("announce-hearing", {"held_on": "2027-03-01", "at": "09:30", "place": "听证室", "chair": "somebody"}),
        ("draft", {"verdict": "drop"}),
        ("review", {}),
        ("send-back", {"reason": "重拟"}),
        ("sign", {}),
        ("drop", {}),
    ],
)
def test_the_party_makes_no_move_of_the_authority(case, do, applicant, deed, said):
    answer = do(applicant, deed, **said)
    assert answer.status_code == 409
    assert "chair" not in [objection["field"] for objection in answer.json()["objections"]]
    case.refresh_from_db()
    assert case.state == ProceedingState.OPENED


def test_what_burdens_the_party_is_not_decided_without_telling(case, do, officer):
    assert do(officer, "proceed").status_code == 409
    assert do(officer, "notify").status_code == 200


def test_the_party_asks_to_be_heard_once_a_key(client, told, applicant, stranger):
    client.force_login(applicant)
    one = f"/api/v1/proceedings/{told.number}"
    shown = client.get(one)
    assert (shown.json()["state"], shown.json()["measure"]) == ("notified", "suspend")
    headers = {"Idempotency-Key": "k1", "If-Match": shown["ETag"]}
    for _turn in range(2):
        answer = client.post(f"{one}/ask-hearing", {}, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["state"]) == (200, "hearing_asked")
    assert Hearing.objects.count() == 1
    client.force_login(stranger)
    assert client.get(one).status_code == 404


def test_of_two_systems_that_read_the_same_version_one_tells_the_party(case, bearer, officer):  # noqa: F811
    one = f"/api/v1/proceedings/{case.number}"
    system = bearer(officer, READ, WRITE)
    read = system.get(one)["ETag"]
    codes = [
        system.post(f"{one}/notify", {}, format="json", headers={"Idempotency-Key": key, "If-Match": read}).status_code
        for key in ("one", "two")
    ]
    assert codes == [200, 412]
    assert Step.objects.filter(move="notify").count() == 1


def test_the_next_province_moves_no_case_of_this_one(case, bearer, stranger):  # noqa: F811
    headers = {"Idempotency-Key": "k", "If-Match": "*"}
    one = f"/api/v1/proceedings/{case.number}"
    assert bearer(stranger, READ, WRITE).post(f"{one}/notify", {}, format="json", headers=headers).status_code == 404
    assert APIClient().post(f"{one}/notify", {}, format="json", headers=headers).status_code == 401
