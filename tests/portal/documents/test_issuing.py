"""How a paper is numbered, frozen, revoked and voided."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from portal.audit.models import Entry
from portal.documents import issuing, numbers, organs
from portal.documents.models import DocNumber, Document
from portal.documents.papers import ANNOUNCEMENTS, Paper
from portal.regions.models import Region
from tests.portal.documents.conftest import LETTER, REVIEW, TODAY


def test_a_number_carries_mark_year_and_ordinal(issue):
    assert issue().number == "豫应急审〔2026〕1号"


def test_numbers_run_on_and_begin_again_with_the_year(issue):
    assert [issue(key=1).number, issue(LETTER, key=2).number, issue(key=3, on=date(2027, 1, 1)).number] == [
        "豫应急审〔2026〕1号",
        "豫应急审〔2026〕2号",
        "豫应急审〔2027〕1号",
    ]


def test_an_announcement_is_numbered_without_the_mark(organ):
    assert numbers.take(ANNOUNCEMENTS, organ, on=TODAY).text == "2026年第1号"


def test_the_same_facts_are_issued_once(issue):
    assert issue() == issue()
    assert DocNumber.objects.count() == 1


def test_a_deed_that_fails_takes_no_number(issue):
    def fail():
        with transaction.atomic():
            issue(key=1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert issue(key=2).number == "豫应急审〔2026〕1号"


@pytest.mark.django_db(transaction=True)
def test_forty_papers_at_once_have_forty_numbers_in_a_row(issue):
    def one(key):
        try:
            return issue(key=key).entry.ordinal
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        ordinals = list(pool.map(one, range(40)))
    assert sorted(ordinals) == list(range(1, 41))
    assert numbers.series_with_gaps() == []


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_issue_one_paper(issue):
    def one(_click):
        try:
            return issue(key=1).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(one, range(6)))) == 1
    assert Document.objects.count() == DocNumber.objects.count() == 1


def test_a_void_number_is_kept_with_its_reason_and_leaves_no_gap(organ, issue):
    void = numbers.void_next(REVIEW, organ, reason="线下手工编号", on=TODAY)
    assert (void.is_void, void.void_reason) == (True, "线下手工编号")
    assert issue().number == "豫应急审〔2026〕2号"
    assert numbers.series_with_gaps() == []


def test_a_void_paper_voids_its_number_and_may_be_issued_anew(issue):
    first = issue()
    issuing.void(first, reason="未送达，内容有误", on=TODAY)
    second = issue()
    assert second.number == "豫应急审〔2026〕2号"
    assert DocNumber.objects.get(ordinal=1).is_void


def test_a_replaced_paper_names_its_successor(issue):
    old, new = issue(key=1), issue(key=2)
    issuing.replace(old, with_=new, reason="更正名称", on=TODAY)
    old.refresh_from_db()
    assert (old.status, old.replaced_by) == (Document.Status.REPLACED, new)


def test_who_issued_and_who_revoked_stands_in_the_trail(issue):
    paper = issue()
    issuing.revoke(paper, reason="依法撤销", on=TODAY)
    entries = Entry.objects.filter(subject_kind="documents.document", subject_key=str(paper.pk))
    assert {(entry.verb, entry.subject_number) for entry in entries} == {
        ("documents.issue", paper.number),
        ("documents.revoked", paper.number),
    }


def test_a_lapsed_paper_lapses_once(issue):
    paper = issue()
    issuing.revoke(paper, reason="依法撤销", on=TODAY)
    assert issuing.void(paper, reason="再作废", on=TODAY).status == Document.Status.REVOKED


def test_what_people_typed_is_never_markup(issue):
    paper = issue(addressee="<script>alert(1)</script><img src=x>")
    assert "<script>" not in paper.html
    assert "<img" not in paper.html


def test_a_paper_without_series_bears_the_number_it_is_given(organ):
    certificate = Paper("test-certificate", "资质证书", "portal/papers/sample_official.html")
    paper = issuing.issue(
        certificate,
        organ=organ,
        context={"paragraphs": []},
        subject_kind="filing",
        subject_key=1,
        number="APJ-（豫）-001",
        on=TODAY,
        by=None,
    )
    assert (paper.number, paper.entry) == ("APJ-（豫）-001", None)


def test_an_organ_nobody_entered_is_established_under_its_usual_name(province):
    organ = organs.of(province)
    assert (organ.name, organ.mark, int(organ.seal_mm)) == ("河南省应急管理厅", "豫应急", 50)
    assert organs.of(province) == organ


@pytest.mark.parametrize(
    ("code", "name", "mark"),
    [
        ("000000", "中华人民共和国应急管理部", "应急"),
        ("110000", "北京市应急管理局", "京应急"),
        ("110101", "北京市东城区应急管理局", "东城应急"),
        ("411000", "许昌市应急管理局", "许应急"),
        ("411002", "许昌市魏都区应急管理局", "魏都应急"),
        ("659001", "石河子市应急管理局", "石河应急"),
    ],
)
@pytest.mark.django_db
def test_organs_are_named_as_they_name_themselves(code, name, mark):
    organ = organs.of(Region.objects.get(pk=code))
    assert (organ.name, organ.mark) == (name, mark)


@pytest.mark.django_db
def test_two_organs_never_share_a_mark():
    first, second = (organs.of(Region.objects.get(pk=code)) for code in ("450100", "360100"))
    assert (first.mark, second.mark) == ("南应急", "赣南应急")
