"""How announcements are published, corrected and withdrawn."""

from datetime import date

import pytest

from portal.announcements import board
from portal.announcements.models import Announcement
from portal.announcements.papers import GENERAL
from portal.announcements.rules import CORRECTION, OBJECTION_PERIOD, WITHDRAWAL
from portal.announcements.services import notices
from portal.documents import verification
from portal.documents.verification import Verdict
from portal.errors import Refused
from tests.portal.announcements.conftest import TODAY


def correct(announcement, reason="业务范围有误", **more):
    facts = {"context": {"paragraphs": ["更正后的内容。"]}, "on": TODAY, "by": None} | more
    return notices.correct(announcement, GENERAL, reason=reason, **facts)


def test_announcements_of_an_organ_are_numbered_by_the_year(publish):
    assert [publish(key=1).number, publish(key=2).number, publish(key=3, on=date(2027, 1, 4)).number] == [
        "2026年第1号",
        "2026年第2号",
        "2027年第1号",
    ]


def test_the_objection_period_is_five_working_days_from_the_day_after(announcement):
    assert (OBJECTION_PERIOD.value, OBJECTION_PERIOD.confirmed) == (5, False)
    # 18 September 2026 is a Friday; Sunday the 20th is worked for the Mid-Autumn days off from the 25th.
    assert announcement.objection_until == date(2026, 9, 24)


def test_the_paper_names_the_last_day_to_object(announcement):
    assert "2026年9月24日前" in announcement.document.html


def test_publishing_the_same_facts_again_changes_nothing(publish):
    assert publish() == publish()
    assert Announcement.objects.count() == 1


def test_a_correction_stands_in_the_place_of_the_old(announcement):
    new = correct(announcement)
    announcement.refresh_from_db()
    assert (announcement.status, announcement.reason, new.supersedes) == ("corrected", "业务范围有误", announcement)
    assert "2026年9月18日发布的2026年第1号公告因业务范围有误" in new.document.html
    seen = verification.verify(announcement.document.code)
    assert (seen.verdict, seen.replaced_by_number) == (Verdict.REPLACED, new.number)


def test_a_correction_may_be_corrected_and_the_chain_is_kept(announcement):
    second = correct(announcement)
    third = correct(second, reason="机构名称有误")
    assert board.chain_of(second) == [announcement, second, third]


def test_a_corrected_announcement_is_not_corrected_again(announcement):
    correct(announcement)
    with pytest.raises(Refused) as refused:
        correct(announcement, reason="另一原因")
    assert [objection.basis for objection in refused.value.objections] == [CORRECTION]


def test_the_same_correction_twice_is_one(announcement):
    assert correct(announcement) == correct(announcement)


def test_nothing_is_corrected_or_withdrawn_without_a_reason(announcement):
    deeds = {
        CORRECTION: correct,
        WITHDRAWAL: lambda old, reason: notices.withdraw(old, reason=reason, on=TODAY, by=None),
    }
    for basis, deed in deeds.items():
        with pytest.raises(Refused) as refused:
            deed(announcement, reason="  ")
        assert [objection.basis for objection in refused.value.objections] == [basis]
    announcement.refresh_from_db()
    assert announcement.status == Announcement.Status.PUBLISHED


def test_a_withdrawal_is_an_announcement_that_says_why(announcement):
    notice = notices.withdraw(announcement, reason="原审查结论被依法撤销", on=TODAY, by=None)
    announcement.refresh_from_db()
    assert (announcement.status, notice.number, notice.objection_until) == ("withdrawn", "2026年第2号", None)
    assert "原审查结论被依法撤销" in notice.document.html
    assert verification.verify(announcement.document.code).verdict is Verdict.REVOKED
    assert notices.withdraw(announcement, reason="原审查结论被依法撤销", on=TODAY, by=None) == notice


def test_what_was_corrected_or_withdrawn_stays_readable(announcement):
    notices.withdraw(announcement, reason="有误", on=TODAY, by=None)
    assert announcement in Announcement.objects.published()
    assert announcement not in Announcement.objects.in_force()


def test_objections_are_open_to_the_last_day_and_not_after(announcement):
    assert announcement in Announcement.objects.open_to_objection(date(2026, 9, 24))
    assert announcement not in Announcement.objects.open_to_objection(date(2026, 9, 25))
