"""What visitors and officials find on the pages of announcements, objections and verification."""

import re
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.access import Role
from portal.announcements.models import PublicObjection
from portal.announcements.papers import GENERAL
from portal.announcements.services import notices, objections
from portal.announcements.services.objections import Words
from portal.documents import pdf
from portal.regions.models import Region
from tests.factories.papers import a_firm, an_official

TODAY = date(2026, 9, 18)
REASON = "该机构的技术负责人已于上月离职，不符合规定的条件。"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel("2026-09-18T10:00:00+08:00", tick=False):
        yield


@pytest.fixture
def province(db):
    return Region.objects.get(pk="410000")


@pytest.fixture
def announcement(province):
    return notices.publish(
        GENERAL,
        kind="qualification",
        region=province,
        context={"paragraphs": ["经审查，符合规定条件。"], "rows": [["机构名称", "河南安评技术有限公司"]]},
        subject_kind="filing",
        subject_key=1,
        title="关于河南安评技术有限公司条件审查结果的公告",
        organisation=a_firm(province),
        on=TODAY,
        by=None,
    )


@pytest.fixture
def objection(announcement):
    return objections.lodge(announcement, Words("k1", REASON, name="王小明", phone="13812345678"), on=TODAY)


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query)


def test_the_list_finds_an_announcement_by_part_of_the_name(client, announcement):
    assert announcement.title in page(client, "announcements", q="安评技术").content.decode()
    assert announcement.title not in page(client, "announcements", q="别的公司").content.decode()


def test_the_list_narrows_by_region_and_open_period(client, announcement):
    assert announcement.title in page(client, "announcements", region="410000", open="true").content.decode()
    assert announcement.title not in page(client, "announcements", region="420000").content.decode()


def test_the_page_is_the_paper_with_the_days_left(client, announcement):
    text = page(client, "announcement", announcement.key).content.decode()
    for words in ("河南省应急管理厅公告", "2026年第1号", "还有 5 个工作日", "提出异议"):
        assert words in text
    assert " style=" not in text.split('class="paper-sheet')[1].split("</article>")[0]


def test_two_organs_may_both_have_a_first_number(client, announcement):
    other = notices.publish(
        GENERAL,
        kind="qualification",
        region=Region.objects.get(pk="420000"),
        context={"paragraphs": ["别省的公告。"]},
        subject_kind="filing",
        subject_key=2,
        on=TODAY,
        by=None,
    )
    assert other.number == announcement.number
    assert "别省的公告" in page(client, "announcement", other.key).content.decode()
    assert page(client, "announcement", "430000-2026-1").status_code == 404
    assert page(client, "announcement", "什么").status_code == 404


def test_a_withdrawn_announcement_says_so_and_leads_to_the_notice(client, announcement):
    notice = notices.withdraw(announcement, reason="原审查结论被撤销", on=TODAY, by=None)
    text = page(client, "announcement", announcement.key).content.decode()
    assert "已撤回" in text
    assert reverse("announcement", args=[notice.key]) in text
    assert page(client, "object-to", announcement.key).content.decode().count("<textarea") == 0


def test_the_feed_is_atom_with_the_latest_first(client, announcement):
    response = page(client, "announcement-feed")
    assert response["Content-Type"].startswith("application/atom+xml")
    assert announcement.title in response.content.decode()


def test_a_visitor_objects_and_gets_a_receipt_once(client, announcement):
    address = reverse("object-to", args=[announcement.key])
    key = re.search(r'name="request_key" value="(\w+)"', client.get(address).content.decode())[1]
    facts = {"request_key": key, "reason": REASON, "name": "王小明", "phone": "13812345678"}
    for _click in range(2):
        assert client.post(address, facts).status_code == 302
    objection = PublicObjection.objects.get()
    text = page(client, "objection-receipt").content.decode()
    assert objection.number in text
    assert objection.code in text


def test_an_objection_without_facts_is_refused_with_every_reason(client, announcement):
    response = client.post(reverse("object-to", args=[announcement.key]), {"request_key": "k", "reason": "短"})
    assert response.status_code == 409
    assert "请填写联系电话" in response.content.decode()


def test_one_address_cannot_flood_an_announcement(client, announcement):
    address = reverse("object-to", args=[announcement.key])
    facts = {"reason": REASON, "is_anonymous": "on"}
    answers = [client.post(address, facts | {"request_key": f"k{n}"}).status_code for n in range(11)]
    assert answers == [302] * 10 + [409]
    assert PublicObjection.objects.count() == 10


def test_the_objector_follows_it_by_receipt_and_code(client, objection):
    address = reverse("objection-status")
    assert "已收到" in client.post(address, {"number": objection.number, "code": objection.code}).content.decode()
    assert client.post(address, {"number": objection.number, "code": "AAAA"}).status_code == 404


def test_neither_reason_nor_name_is_ever_on_a_public_page(client, announcement, objection, province):
    objections.accept(objection, by=an_official("甲", province), on=TODAY)
    reviewer = an_official("乙", province, Role.REVIEWER)
    objections.answer(objection, gist="反映负责人离职", text="经核查仍在职。", is_upheld=False, by=reviewer, on=TODAY)
    text = page(client, "announcement", announcement.key).content.decode()
    assert "经核查仍在职" in text
    assert REASON not in text
    assert "王小明" not in text


def test_an_official_takes_an_objection_up_on_its_page(client, objection, province):
    client.force_login(an_official("甲", province))
    address = reverse("objection", args=[objection.number])
    text = client.get(address).content.decode()
    assert "王小明" not in text
    assert "受理异议" in text
    assert "王小明" in client.post(address, {"move": "read"}).content.decode()
    assert client.post(address, {"move": "accept", "version": "1"}).status_code == 302
    assert client.post(address, {"move": "accept", "version": "1"}).status_code == 409


def test_the_next_province_does_not_find_the_objection(client, objection):
    client.force_login(an_official("丙", Region.objects.get(pk="420000")))
    assert page(client, "objection", objection.number).status_code == 404


def test_verification_counts_a_visitor_once(client, announcement):
    code = announcement.document.code
    for _look in range(3):
        text = page(client, "verify", code).content.decode()
    assert "真实，现行有效" in text
    announcement.document.refresh_from_db()
    assert announcement.document.times_checked == 1


def test_an_unknown_code_is_told_plainly(client, db):
    response = page(client, "verify", "ABCD2345")
    assert response.status_code == 404
    assert "查无此件" in response.content.decode()


def test_a_typed_code_leads_to_its_page(client, db):
    response = page(client, "verify-form", code="abcd 2345")
    assert response.headers["Location"] == reverse("verify", args=["ABCD2345"])


def test_a_file_is_compared_with_the_one_issued(client, announcement):
    with pdf.ensure(announcement.document).open_pdf() as file:
        content = file.read()
    same = SimpleUploadedFile("公告.pdf", content, "application/pdf")
    changed = SimpleUploadedFile("公告.pdf", content + b" ", "application/pdf")
    assert "文件与签发的一致" in client.post(reverse("verify-form"), {"file": same}).content.decode()
    assert "不是本平台签发的文件" in client.post(reverse("verify-form"), {"file": changed}).content.decode()
    same.seek(0)
    address = reverse("verify", args=[announcement.document.code])
    assert "逐字节一致" in client.post(address, {"file": same}).content.decode()


def test_the_pages_cost_few_queries(client, announcement, objection, django_assert_max_num_queries):
    for name, *args in (("announcements",), ("announcement", announcement.key), ("verify", announcement.document.code)):
        with django_assert_max_num_queries(15):
            assert page(client, name, *args).status_code == 200
