"""How the public objects, how it is protected, and how it is answered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from portal.announcements import rules
from portal.announcements.models import Announcement, PublicObjection
from portal.announcements.services import notices, objections
from portal.announcements.services.objections import Words
from portal.attachments import inspection
from portal.audit.models import Entry
from portal.errors import Refused
from portal.parties import cipher
from portal.workflow.models import DocketEntry
from tests.portal.announcements.conftest import TODAY

REASON = "该机构的技术负责人张某已于上月离职，不符合规定的条件。"
NAMED = Words("key-1", REASON, name="王小明", phone="13812345678")
PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"


@pytest.fixture
def objection(announcement):
    return objections.lodge(announcement, NAMED, on=TODAY)


def bases(refused):
    return [objection.basis for objection in refused.value.objections]


def answer(objection, by, gist="反映技术负责人离职", text="经核查，该负责人仍在职，异议不成立。", is_upheld=False):
    objections.answer(objection, gist=gist, text=text, is_upheld=is_upheld, by=by, on=TODAY)


def test_an_objection_has_a_receipt_and_waits_in_the_docket_of_the_region(objection, province):
    assert (objection.number, objection.state) == ("YY20260918-0001", "received")
    entry = DocketEntry.objects.get(kind="announcements.publicobjection")
    assert (entry.region, entry.organisation, entry.title) == (province, None, "对公告 2026年第1号 的异议")


def test_two_clicks_lodge_one_objection(announcement, objection):
    assert objections.lodge(announcement, NAMED, on=TODAY) == objection


@pytest.mark.django_db(transaction=True)
def test_clicks_on_two_servers_at_once_lodge_one_objection(announcement):
    def click(_server):
        try:
            return objections.lodge(Announcement.objects.get(pk=announcement.pk), NAMED, on=TODAY).number
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(click, range(4))) == {"YY20260918-0001"}


def test_after_the_last_day_it_is_too_late(announcement):
    with pytest.raises(Refused) as refused:
        objections.lodge(announcement, NAMED, on=date(2026, 9, 25))
    assert bases(refused) == [rules.OBJECTING]
    assert not PublicObjection.objects.exists()


def test_a_withdrawn_announcement_takes_no_objection(announcement):
    notices.withdraw(announcement, reason="有误", on=TODAY, by=None)
    announcement.refresh_from_db()
    with pytest.raises(Refused):
        objections.lodge(announcement, NAMED, on=TODAY)


def test_everything_missing_is_named_at_once(announcement):
    with pytest.raises(Refused) as refused:
        objections.lodge(announcement, Words("key-2", "短"), on=TODAY)
    assert [objection.field for objection in refused.value.objections] == ["reason", "name", "phone"]


def test_nobody_need_give_a_name(announcement):
    objection = objections.lodge(announcement, Words("key-3", REASON, is_anonymous=True, name="王小明"), on=TODAY)
    assert (objection.name_cipher, objection.phone_cipher, objection.objector) == (None, None, ("", ""))


def test_name_and_telephone_are_sealed_and_reading_them_is_recorded(objection, officer):
    row = PublicObjection.objects.get(pk=objection.pk)
    assert "王小明".encode() not in bytes(row.name_cipher)
    assert objections.read_objector(row, by=officer, purpose="核实情况") == ("王小明", "13812345678")
    entry = Entry.objects.get(verb="announcements.read_objector")
    assert (entry.actor_key, entry.subject_number) == (officer.pk, objection.number)
    assert "王小明" not in str(entry.facts)


def test_a_sealed_name_moved_to_another_row_does_not_open(announcement, objection):
    other = objections.lodge(announcement, Words("key-9", REASON, name="李四", phone="13900000000"), on=TODAY)
    PublicObjection.objects.filter(pk=other.pk).update(name_cipher=objection.name_cipher)
    with pytest.raises(cipher.Unreadable):
        PublicObjection.objects.get(pk=other.pk).objector  # noqa: B018


def test_only_officials_of_the_region_see_the_objection(objection, officer, stranger, firm):
    assert objection in PublicObjection.objects.visible_to(officer)
    assert objection not in PublicObjection.objects.visible_to(stranger)
    clerk = type(officer).objects.create_user("被公告单位经办人", name="经办人")
    clerk.assignments.create(role="organisation_admin", organisation=firm, since=date(2020, 1, 1))
    assert objection not in PublicObjection.objects.visible_to(clerk)
    assert not DocketEntry.objects.visible_to(clerk).exists()


def test_evidence_is_kept_for_the_region_and_nobody_else(announcement, officer, stranger):
    objection = objections.lodge(announcement, NAMED, on=TODAY, evidence=[ContentFile(PDF, name="离职证明.pdf")])
    attachment = objection.evidence.get()
    assert attachment in type(attachment).objects.visible_to(officer)
    assert attachment not in type(attachment).objects.visible_to(stranger)


def test_bad_evidence_refuses_the_whole_objection(announcement):
    with pytest.raises(Refused) as refused:
        objections.lodge(announcement, NAMED, on=TODAY, evidence=[ContentFile(b"MZ" + b"\0" * 99, name="证据.pdf")])
    assert bases(refused) == [inspection.ACTIVE]
    assert not PublicObjection.objects.exists()


def test_the_answer_is_published_and_the_objector_is_not(objection, officer, reviewer):
    objections.accept(objection, by=officer, on=TODAY)
    assert objection not in PublicObjection.objects.published()
    answer(objection, reviewer)
    seen = PublicObjection.objects.published().get()
    assert (seen.state, seen.is_upheld, seen.gist) == ("answered", False, "反映技术负责人离职")


def test_an_answer_that_names_the_objector_is_refused(objection, officer, reviewer):
    objections.accept(objection, by=officer, on=TODAY)
    with pytest.raises(Refused) as refused:
        answer(objection, reviewer, gist="王小明反映技术负责人离职")
    assert bases(refused) == [rules.PROTECTION]
    objection.refresh_from_db()
    assert objection.state == "accepted"


def test_who_accepts_does_not_answer(objection, reviewer):
    objections.accept(objection, by=reviewer, on=TODAY)
    with pytest.raises(Refused):
        answer(objection, reviewer)


def test_an_official_of_the_next_province_does_nothing(objection, stranger):
    with pytest.raises(Refused):
        objections.accept(objection, by=stranger, on=TODAY)


def test_not_taking_it_up_needs_a_reason_that_the_objector_reads(objection, officer):
    with pytest.raises(Refused):
        objections.decline(objection, reason=" ", by=officer, on=TODAY)
    objections.decline(objection, reason="所述与本公告无关", by=officer, on=TODAY)
    found = objections.find_for_objector(objection.number, objection.code.lower())
    assert (found.state, found.answer) == ("not_accepted", "所述与本公告无关")
    assert not PublicObjection.objects.published().exists()


def test_the_receipt_alone_opens_nothing(objection):
    assert objections.find_for_objector(objection.number, "AAAAAAAAAA") is None


def test_the_answer_falls_due_twenty_working_days_after(objection):
    assert (rules.ANSWER_PERIOD.value, rules.ANSWER_PERIOD.unit) == (20, "working_days")
    # The vector of the 2026 calendar: 18 September + 20 working days = 22 October.
    assert DocketEntry.objects.get(kind="announcements.publicobjection").due_on == date(2026, 10, 22)


def test_the_day_that_brings_ten_thousand_objections_has_a_number_for_the_next(announcement, objection):
    PublicObjection.objects.filter(pk=objection.pk).update(number="YY20260918-9999")
    numbers = [
        objections.lodge(announcement, Words(f"key-{place}", REASON, is_anonymous=True), on=TODAY).number
        for place in (2, 3)
    ]
    assert numbers == ["YY20260918-10000", "YY20260918-10001"]
