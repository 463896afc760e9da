"""The office's pages of a qualification: what is seen, what may be done, and that every deed is told its reason."""

from datetime import UTC, datetime, time, timedelta

import time_machine
from django.urls import reverse

from institutions.states import GRAVE, QualificationState
from tests.factories import institutions as factories


def address(qualification, move=""):
    if move:
        return reverse("institutions:qualification-move", args=[qualification.number, move])
    return reverse("institutions:qualification-file", args=[qualification.number])


def test_the_office_sees_the_qualifications_of_its_region(client, qualification, officer):
    client.force_login(officer)
    page = client.get(reverse("institutions:qualifications"))
    assert page.status_code == 200
    assert qualification.number in page.content.decode()


def test_the_next_province_sees_none_of_them(client, qualification, stranger):
    client.force_login(stranger)
    assert qualification.number not in client.get(reverse("institutions:qualifications")).content.decode()
    assert client.get(address(qualification)).status_code == 404
    assert client.post(address(qualification, "rectify"), {"note": "x"}).status_code == 404


def test_an_institution_sees_its_own_file_and_no_button(client, qualification, applicant):
    client.force_login(applicant)
    page = client.get(address(qualification)).content.decode()
    assert qualification.number in page
    assert "/moves/" not in page
    assert client.get(reverse("institutions:qualifications")).status_code == 404


def test_an_officer_orders_rectification_with_a_reason(client, qualification, officer):
    client.force_login(officer)
    assert client.get(address(qualification, "rectify")).status_code == 200
    answer = client.post(address(qualification, "rectify"), {"note": "专职人员不足", "once": "k1"})
    assert answer.status_code == 302
    qualification.refresh_from_db()
    assert qualification.state == QualificationState.RECTIFYING
    assert "专职人员不足" in client.get(address(qualification)).content.decode()


def test_two_clicks_are_one_deed(client, qualification, officer):
    client.force_login(officer)
    for _click in range(2):
        answer = client.post(address(qualification, "rectify"), {"note": "专职人员不足", "once": "k1"})
        assert answer.status_code == 302
    qualification.refresh_from_db()
    assert qualification.state == QualificationState.RECTIFYING


def test_a_deed_sent_without_a_key_is_a_deed_of_its_own(client, qualification, officer):
    client.force_login(officer)
    for move, state in (("rectify", "rectifying"), ("clear", "active"), ("rectify", "rectifying")):
        assert client.post(address(qualification, move), {"note": "依检查结果"}).status_code == 302
        qualification.refresh_from_db()
        assert qualification.state == state


def test_a_deed_without_a_reason_is_not_done(client, qualification, officer):
    client.force_login(officer)
    assert client.post(address(qualification, "rectify"), {"note": "", "once": "k1"}).status_code == 400
    qualification.refresh_from_db()
    assert qualification.state == QualificationState.ACTIVE


def test_nobody_ends_a_qualification_by_one_hand(client, qualification, approver, officer):
    for user in (officer, approver):
        client.force_login(user)
        for move in sorted(GRAVE):
            assert client.get(address(qualification, move)).status_code == 404
            assert client.post(address(qualification, move), {"note": "以欺骗手段取得"}).status_code == 404
    qualification.refresh_from_db()
    assert qualification.state == QualificationState.ACTIVE


def test_a_move_nobody_makes_by_hand_does_not_exist(client, qualification, approver):
    client.force_login(approver)
    assert client.get(address(qualification, "expire")).status_code == 404
    assert client.post(address(qualification, "expire"), {"note": "x"}).status_code == 404


def test_while_its_renewal_is_decided_the_page_of_its_holder_says_it_holds(client, qualification, applicant):
    late = qualification.valid_to - timedelta(days=120)
    factories.a_submitted_filing(qualification.organisation, applicant, on=late, type="renewal")
    with time_machine.travel(datetime.combine(qualification.valid_to + timedelta(days=5), time(10), UTC), tick=False):
        page = client.get(reverse("organisation", args=[qualification.organisation.code])).text
        answer = client.get(f"/api/v1/organisations/{qualification.organisation.code}/check").json()["answers"][0]
    assert answer["verdict"] == "good"
    assert answer["sentence"] in page
