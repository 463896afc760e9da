"""What is asked of tables of millions can be answered from an index, however the planner weighs it."""

from datetime import date

import pytest
from django.db import connection

from institutions.models import Filing, Professional, Qualification
from institutions.views.visitors import Register
from portal.announcements.models import Announcement
from portal.documents.models import Document
from portal.parties.models import Organisation
from portal.web.listing import in_order
from portal.web.pages.announcements import Announcements
from portal.web.pages.desk import Docket
from portal.workflow.models import DocketEntry

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 18)


def plan(rows):
    """How the rows are found when a table is read whole, or sorted, only where there is no other way."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    return rows.explain()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: Organisation.objects.by_code("91410105MA0000001X"),
        lambda: Organisation.objects.called("河南安评有限公司").with_names(),
        lambda: Professional.objects.practising_elsewhere([1, 2, 3], 1, DAY),
        lambda: Filing.objects.open().of_kind(1, "evaluation"),
        lambda: Filing.objects.filter(region__path__startswith="41/").filter(submitted_on__gte=DAY),
    ],
)
def test_no_table_is_read_whole(ask):
    assert "Seq Scan" not in plan(ask())


def sorts(listed):
    return [(listed, sort) for sort in listed.sorts]


@pytest.mark.parametrize(
    ("listed", "sort"),
    [*sorts(Docket), *sorts(Announcements), *sorts(Register)],
    ids=lambda value: getattr(value, "name", getattr(value, "__name__", "")),
)
def test_a_list_is_kept_in_the_order_it_is_shown_in(listed, sort):
    """The first page of a long list is read off an index: nothing is sorted."""
    rows = listed.model.objects.all()
    assert "->  Sort" not in plan(in_order(rows.live() if listed is Docket else rows, sort)[:20])


@pytest.mark.parametrize(
    "ask",
    [
        lambda: DocketEntry.objects.order_by("-changed_at", "-pk"),
        Announcement.objects.newest_first,
        lambda: Document.objects.order_by("-issued_on", "-pk"),
        lambda: Qualification.objects.order_by("-granted_on", "-pk"),
    ],
)
def test_the_latest_are_read_off_an_index(ask):
    assert "->  Sort" not in plan(ask()[:8])
