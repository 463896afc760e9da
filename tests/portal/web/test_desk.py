"""The desk: what waits for me, what changed since I was last here, how my region stands."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from institutions.services import filings
from portal.access import Role
from portal.web import visits
from portal.web.models import DeskVisit
from portal.workflow.models import DocketEntry
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_officer_finds_what_waits_for_officers_and_the_applicant_does_not(client, officer, applicant, institute):
    filing = factories.a_submitted_filing(institute, applicant)
    client.force_login(officer)
    assert [row.number for row in client.get(reverse("desk")).context["rows"]] == [filing.number]
    client.force_login(applicant)
    page = client.get(reverse("desk"))
    assert page.context["rows"] == []
    assert [row.number for row in page.context["recent"]] == [filing.number]


def test_the_officer_of_the_next_province_finds_nothing(client, stranger, applicant, institute):
    factories.a_submitted_filing(institute, applicant)
    client.force_login(stranger)
    page = client.get(reverse("desk"))
    assert page.context["rows"] == []
    assert page.context["recent"] == []
    assert page.context["office"]["all"] == 0


def test_only_what_changed_since_the_last_sitting_is_news(client, officer, applicant, institute):
    old = factories.a_submitted_filing(institute, applicant)
    DeskVisit.objects.create(user=officer, seen_at=timezone.now() - timedelta(hours=2))
    DocketEntry.objects.update(changed_at=timezone.now() - timedelta(hours=3))
    client.force_login(officer)
    assert client.get(reverse("desk")).context["recent"] == []
    filings.accept(old, by=officer, on=factories.FRIDAY)
    assert [row.number for row in client.get(reverse("desk")).context["recent"]] == [old.number]


def test_coming_back_within_half_an_hour_is_the_same_sitting(officer):
    with time_machine.travel(MONDAY, tick=False):
        assert visits.sit_down(officer, timezone.now()) is None
    yesterday = MONDAY - timedelta(days=1)
    DeskVisit.objects.update(seen_at=yesterday)
    assert visits.sit_down(officer, MONDAY) == yesterday
    assert visits.sit_down(officer, MONDAY + timedelta(minutes=20)) == yesterday
    assert visits.sit_down(officer, MONDAY + timedelta(minutes=55)) == MONDAY + timedelta(minutes=20)


def test_the_desk_keeps_within_its_queries(client, officer, applicant, institute, django_assert_max_num_queries):
    factories.a_submitted_filing(institute, applicant)
    client.force_login(officer)
    client.get(reverse("desk"))
    with django_assert_max_num_queries(15):
        client.get(reverse("desk"))


def place(path, number, **facts):
    usual = {"opened_on": date(2026, 8, 1), "state_since": date(2026, 8, 1), "state": "submitted"}
    return DocketEntry.objects.create(
        kind="institutions.filing", key=str(number), title="事项", region_path=path, **{**usual, **facts}
    )


def test_a_region_is_counted_by_the_divisions_right_below_it(client, officer):
    place("41/", 1)
    place("41/4101/", 2, due_on=date(2020, 1, 1))
    place("41/4101/410105/", 3)
    place("42/", 4)
    client.force_login(officer)
    page = client.get(reverse("places"))
    assert [(line["region"].name, line["live"], line["overdue"]) for line in page.context["lines"]] == [
        ("河南省", 1, 0),
        ("郑州市", 2, 1),
    ]
    below = client.get(reverse("places"), {"region": "410100"})
    assert [(line["region"].name, line["live"]) for line in below.context["lines"]] == [("郑州市", 1), ("金水区", 1)]


@pytest.mark.parametrize("region", ["420000", "000000", "999999", "x"])
def test_nobody_looks_into_another_region(client, officer, region):
    client.force_login(officer)
    assert client.get(reverse("places"), {"region": region}).status_code == 404


def test_regions_are_for_officials(client, applicant):
    client.force_login(applicant)
    assert client.get(reverse("places")).status_code == 404
    assert Role.APPLICANT in {grant.role for grant in applicant.grants}
