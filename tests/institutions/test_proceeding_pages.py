"""The pages of a proceeding, for the party, the officer and those who have no part in it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from institutions.models import Hearing, Proceeding, Statement
from institutions.services import proceedings
from portal.workflow import engine
from tests.factories import institutions as factories


@pytest.fixture
def today_told(qualification, officer):
    case = factories.a_proceeding(qualification, officer, on=timezone.localdate())
    proceedings.notify(case, by=officer, on=timezone.localdate())
    return case


def page_of(case):
    return reverse("institutions:proceeding", args=[case.number])


def test_the_party_sees_the_days_left_states_and_asks(client, today_told, applicant):
    client.force_login(applicant)
    page = client.get(page_of(today_told)).content.decode()
    assert "还有 5 个工作日" in page
    answer = client.post(page_of(today_told) + "statement/", {"text": "我方意见", "once": "s1"})
    again = client.post(page_of(today_told) + "statement/", {"text": "我方意见", "once": "s1"})
    assert (answer.status_code, again.status_code) == (302, 302)
    assert Statement.objects.get().text == "我方意见"
    move = reverse("institutions:proceeding-move", args=[today_told.number, "ask_hearing"])
    assert client.get(move).status_code == 200
    for _click in range(2):
        assert client.post(move, {"note": "", "once": "h1"}).status_code == 302
    assert Hearing.objects.count() == 1
    assert "已申请听证" in client.get(page_of(today_told)).content.decode()


def test_an_officer_opens_a_case_from_the_file(client, qualification, officer, approver):
    open_ = reverse("institutions:proceeding-open", args=[qualification.number, "suspend"])
    client.force_login(approver)
    assert client.get(open_).status_code == 404
    client.force_login(officer)
    assert open_ in client.get(reverse("institutions:qualification-file", args=[qualification.number])).content.decode()
    form = {"facts": "事实", "items-TOTAL_FORMS": "1", "items-INITIAL_FORMS": "0", "once": "o1"}
    refused = client.post(open_, {**form, "items-0-text": "理由"})
    assert refused.status_code == 409
    done = client.post(open_, {**form, "items-0-text": "理由", "items-0-basis": "依据"})
    assert done.status_code == 302
    case = Proceeding.objects.get()
    assert case.number in client.get(reverse("institutions:proceedings")).content.decode()
    assert client.get(page_of(case)).status_code == 200
    assert client.get(reverse("institutions:proceeding-open", args=[qualification.number, "burn"])).status_code == 404


def test_the_next_province_and_strangers_see_no_case(client, today_told, stranger):
    client.force_login(stranger)
    assert client.get(page_of(today_told)).status_code == 404
    assert client.post(page_of(today_told) + "statement/", {"text": "x"}).status_code == 404
    assert today_told.number not in client.get(reverse("institutions:proceedings")).content.decode()
    assert engine.open_to(stranger, today_told, on=timezone.localdate()) == []


def test_the_party_reads_the_draft_only_when_it_is_signed(client, today_told, applicant, officer):
    proceedings.waive(today_told, by=applicant, on=timezone.localdate())
    proceedings.draft(today_told, "impose", note="内部说明文字", by=officer, on=timezone.localdate())
    client.force_login(applicant)
    assert "内部说明文字" not in client.get(page_of(today_told)).content.decode()
    client.force_login(officer)
    assert "内部说明文字" in client.get(page_of(today_told)).content.decode()


def test_the_chair_is_chosen_among_those_who_did_not_investigate(client, today_told, applicant, officer, chair):
    proceedings.ask_hearing(today_told, by=applicant, on=timezone.localdate())
    client.force_login(officer)
    move = reverse("institutions:proceeding-move", args=[today_told.number, "announce_hearing"])
    page = client.get(move).content.decode()
    assert chair.name in page
    assert f'value="{officer.pk}"' not in page
    refused = client.post(
        move, {"held_on": timezone.localdate().isoformat(), "at": "09:00", "place": "x", "chair": chair.pk, "once": "c"}
    )
    assert refused.status_code == 409


def test_a_form_that_carries_no_version_of_ours_is_a_bad_request(client, today_told, applicant):
    client.force_login(applicant)
    move = reverse("institutions:proceeding-move", args=[today_told.number, "waive"])
    assert client.post(move, {"note": "", "version": "x"}).status_code == 400
