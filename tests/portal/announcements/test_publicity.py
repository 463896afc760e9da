"""Dual publicity: entered once, due in seven working days, listed, handed over, corrected and withdrawn by another."""

import json
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from institutions.rules.hearings import PENALTIES
from portal.access import Role
from portal.announcements import fields, rules, tasks
from portal.announcements.models import PublicityItem, PublicityList
from portal.announcements.publicity import Kind
from portal.announcements.services import publicity
from portal.audit.models import Entry
from portal.documents.models import Document
from portal.errors import Refused
from portal.notifications.models import Message
from portal.web import publicity as reminding
from tests.factories import institutions as factories
from tests.factories.institutions import FRIDAY

#: Seven working days after the Friday: 20 (worked) to 24, 28 and 29 September 2026; 25 to 27 are off.
DUE = date(2026, 9, 29)


@pytest.fixture
def qualification(officer, reviewer, approver):
    return factories.a_qualification(officer, reviewer, approver)


@pytest.fixture
def item(qualification):
    return PublicityItem.objects.get()


def test_a_licence_is_entered_with_the_decision_in_the_platforms_columns(item, qualification):
    assert item.fields.keys() == {field.code for field in fields.LICENCE}
    paper = Document.objects.get(paper="institutions-decision_grant")
    told = item.fields
    assert told["xk_xdr_shxym"] == qualification.organisation.code
    assert told["xk_wsh"] == item.document_number == paper.number
    assert (told["xk_xkbh"], told["xk_nr"], told["xk_zt"]) == (qualification.number, "煤炭开采业", fields.VALID)
    assert (told["xk_jdrq"], told["xk_yxqzi"]) == ("2026-09-18", "2031-09-17")
    assert told["xk_fr_sfzh"] == ""
    assert (item.decided_on, item.due_on) == (FRIDAY, DUE)


def test_the_terms_are_the_laws():
    assert (int(rules.PUBLISH_WITHIN.value), rules.PUBLISH_WITHIN.unit) == (7, "working_days")
    assert rules.PUBLISH_WITHIN.basis == rules.PUBLISHING
    assert str(rules.PUBLISHING) == "《关于进一步完善行政许可和行政处罚等信用信息公示工作的指导意见》"
    assert (int(rules.CORRECT_WITHIN.value), rules.CORRECT_WITHIN.basis) == (3, rules.WITHDRAWAL)


def test_the_same_decision_again_is_the_same_item(item, approver):
    paper = Document.objects.get(number=item.document_number)
    again = publicity.enter(Kind.LICENCE, paper, {}, subject=item.subject, decided_on=FRIDAY, by=approver)
    assert again == item
    with pytest.raises(ValueError, match="cf_nr"):
        publicity.enter(Kind.LICENCE, paper, {"cf_nr": "x"}, subject="other", decided_on=FRIDAY, by=approver)


def test_a_penalty_is_entered_and_what_is_none_is_not(qualification, officer, reviewer, approver):
    factories.dealt_with(qualification, (officer, reviewer, approver), "suspend")
    penalty = PublicityItem.objects.get(kind=Kind.PENALTY)
    assert penalty.fields.keys() == {field.code for field in fields.PENALTY}
    assert (penalty.fields["cf_cflb"], penalty.fields["cf_sy"]) == ("责令停产停业", "检查发现的事实")
    assert "第九十二条" in penalty.fields["cf_yj"]
    other = factories.a_qualification(officer, reviewer, approver)
    factories.dealt_with(other, (officer, reviewer, approver), "withdraw")
    assert PublicityItem.objects.filter(kind=Kind.PENALTY).count() == 1
    assert "withdraw" not in PENALTIES


def test_a_licence_that_ended_is_told_anew_within_three_working_days(item, qualification, officer, reviewer, approver):
    signed = factories.dealt_with(qualification, (officer, reviewer, approver), "withdraw")
    told = publicity.latest(Kind.LICENCE, item.subject)
    assert (told.deed, told.supersedes, told.fields["xk_zt"]) == ("correct", item, fields.INVALID)
    assert told.fields["xk_xkbh"] == item.fields["xk_xkbh"]
    assert signed < told.due_on <= signed + timedelta(days=12)


def test_a_list_freezes_what_waits_and_the_same_day_again_makes_none(item):
    first = publicity.compose(item.region, Kind.LICENCE, on=FRIDAY)
    assert (first.name, first.rows, first.edition) == ("XK-410000-20260918-1", 1, fields.EDITION)
    assert publicity.compose(item.region, Kind.LICENCE, on=FRIDAY) is None
    assert publicity.compose_all(on=FRIDAY) == 0
    assert first.sha256 == publicity.digest(list(first.items.all()))


def test_what_comes_later_the_same_day_goes_into_a_second_list(item, officer, reviewer, approver):
    publicity.compose(item.region, Kind.LICENCE, on=FRIDAY)
    factories.a_qualification(officer, reviewer, approver)
    assert publicity.compose(item.region, Kind.LICENCE, on=FRIDAY).name == "XK-410000-20260918-2"


def test_beat_composes_every_regions_lists(item):
    assert tasks.compose_publicity() == 1
    assert tasks.compose_publicity() == 0
    assert PublicityList.objects.get().region_id == "410000"


def test_a_list_is_handed_over_once_by_the_authoritys_officer_with_a_receipt(item, officer, approver, stranger):
    row = publicity.compose(item.region, Kind.LICENCE, on=FRIDAY)
    for user, receipt in ((stranger, "回执1"), (approver, "回执1"), (officer, " ")):
        with pytest.raises(Refused) as refused:
            publicity.hand_over(row, receipt=receipt, by=user, on=FRIDAY)
        assert [one.basis for one in refused.value.objections] == [rules.PUBLISHING]
    assert list(PublicityItem.objects.late(DUE + timedelta(days=1))) == [item]
    publicity.hand_over(row, receipt="回执1", by=officer, on=FRIDAY)
    assert publicity.hand_over(row, receipt="回执1", by=officer, on=DUE).handed_over_on == FRIDAY
    with pytest.raises(Refused):
        publicity.hand_over(row, receipt="回执2", by=officer, on=DUE)
    assert not PublicityItem.objects.untold().exists()
    assert Entry.objects.filter(verb="announcements.publicity.hand_over").count() == 1


def test_a_correction_and_a_withdrawal_are_items_of_their_own(item, officer):
    with pytest.raises(Refused) as refused:
        publicity.correct(item, {"xk_nr": "金属冶炼"}, reason=" ", by=officer, on=FRIDAY)
    assert [one.basis for one in refused.value.objections] == [rules.WITHDRAWAL]
    corrected = publicity.correct(item, {"xk_nr": "金属冶炼"}, reason="业务范围录入有误", by=officer, on=FRIDAY)
    assert publicity.correct(item, {"xk_nr": "金属冶炼"}, reason="业务范围录入有误", by=officer, on=FRIDAY) == corrected
    assert corrected.due_on == date(2026, 9, 22)
    with pytest.raises(Refused) as refused:
        publicity.withdraw(item, reason="错误", by=officer, on=FRIDAY)
    assert [one.basis for one in refused.value.objections] == [rules.CORRECTION]
    gone = publicity.withdraw(corrected, reason="决定被撤销", by=officer, on=FRIDAY)
    assert gone.supersedes.supersedes == item
    item.refresh_from_db()
    assert item.fields["xk_nr"] == "煤炭开采业"
    assert publicity.latest(Kind.LICENCE, item.subject) is None
    with pytest.raises(Refused):
        publicity.correct(gone, {"xk_nr": "x"}, reason="x", by=officer, on=FRIDAY)


def test_officers_are_reminded_once_of_what_is_due_and_again_when_it_is_late(item, officer, stranger):
    assert reminding.remind(on=FRIDAY) == 0
    near = DUE - timedelta(days=4)
    assert reminding.remind(on=near) == 1
    assert reminding.remind(on=near) == 0
    assert reminding.remind(on=DUE + timedelta(days=1)) == 1
    assert set(Message.objects.filter(event="publicity.due").values_list("user", flat=True)) == {officer.pk}


def test_the_desk_shows_what_is_late_and_gives_the_list_in_three_formats(client, item, officer, stranger):
    client.force_login(officer)
    desk = reverse("publicity")
    page = client.get(desk).content.decode()
    assert item.document_number in page
    assert "逾期 1 条" in page
    assert client.post(reverse("publicity-compose")).status_code == 302
    row = PublicityList.objects.get()
    files = {
        ending: client.get(reverse("publicity-file", args=[row.name, ending])) for ending in ("csv", "jsonl", "xlsx")
    }
    lines = b"".join(files["jsonl"].streaming_content).decode().splitlines()
    (told,) = [json.loads(line) for line in lines]
    assert told["xk_xkbh"] == item.fields["xk_xkbh"]
    assert list(told)[1:-1] == [field.code for field in fields.LICENCE]
    assert "行政许可决定文书号" in b"".join(files["csv"].streaming_content).decode("utf-8-sig")
    assert b"".join(files["xlsx"].streaming_content)[:2] == b"PK"
    assert client.get(reverse("publicity-file", args=[row.name, "doc"])).status_code == 404
    done = client.post(reverse("publicity-hand-over", args=[row.name]), {"receipt": "回执9"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.receipt, row.handed_over_on, row.handed_over_by) == ("回执9", timezone.localdate(), officer)
    client.force_login(stranger)
    assert item.document_number not in client.get(desk).content.decode()
    assert client.get(reverse("publicity-file", args=[row.name, "csv"])).status_code == 404
    assert client.post(reverse("publicity-hand-over", args=[row.name]), {"receipt": "x"}).status_code == 404


def test_the_party_has_no_desk_of_lists(client, item):
    client.force_login(factories.a_user("办事员", Role.APPLICANT, organisation=item.organisation))
    assert client.get(reverse("publicity")).status_code == 404
