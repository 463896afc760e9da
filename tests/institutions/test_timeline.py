"""The timeline says who did what when, and which paper came of it; the road ahead says by when."""

import pytest
from django.test import Client
from django.urls import reverse

from institutions.models import Filing, Qualification
from portal.accounts.models import User


def page_of(name, filing):
    client = Client()
    client.force_login(User.objects.get_by_natural_key(name))
    return client.get(reverse("institutions:filing", args=[filing.number]))


@pytest.fixture
def in_review(country):
    return Filing.objects.get(organisation__name="平顶山科安矿山安全评价有限公司")


def test_each_paper_stands_with_the_step_it_came_of(in_review):
    page = page_of("henan.officer", in_review)
    told = {one.step.move: [paper.title for paper in one.papers] for one in page.context["timeline"]}
    assert told == {"open": [], "submit": ["申请材料接收凭证"], "accept": ["受理通知书"], "begin_review": []}


def test_the_applicant_reads_the_same_papers(in_review):
    page = page_of("kean.clerk", in_review)
    assert [paper.title for one in page.context["timeline"] for paper in one.papers] == [
        "申请材料接收凭证",
        "受理通知书",
    ]


def test_a_qualifications_announcement_stands_in_its_timeline(country, client):
    row = Qualification.objects.select_related("announcement").get(organisation__name="武汉楚安安全评价有限公司")
    client.force_login(User.objects.get_by_natural_key("hubei.officer"))
    page = client.get(reverse("institutions:qualification-file", args=[row.number]))
    papers = [paper for one in page.context["timeline"] for paper in one.papers]
    assert "机构资质注销公告" in {paper.title for paper in papers}


def test_the_road_is_dated_behind_and_says_by_when_ahead(in_review):
    page = page_of("henan.officer", in_review)
    road, (due,) = page.context["road"], [run.due_on for run in page.context["clocks"] if run.stopped_on is None]
    assert all(stop["on"] for stop in road if stop["kind"] in {"done", "here"})
    assert [(stop["label"], stop["by"]) for stop in road if stop["kind"] == "ahead" and stop["by"]] == [
        ("审查合格", due)
    ]


def test_while_the_clock_stands_still_the_road_promises_nothing(country):
    filing = Filing.objects.get(organisation__name="焦作博安检测检验有限公司")
    page = page_of("henan.officer", filing)
    assert any(run.paused_on for run in page.context["clocks"])
    assert "审查合格" not in {stop["label"] for stop in page.context["road"] if stop.get("by")}
