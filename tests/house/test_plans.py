"""What is asked of tables of millions can be answered from an index, however the planner weighs it."""

import re
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict

from institutions.models import Filing, Professional, Qualification
from institutions.views.visitors import Register
from portal.announcements.models import Announcement
from portal.documents.models import Document
from portal.parties.models import Organisation
from portal.web.facets import Cube
from portal.web.listing import in_order
from portal.web.pages.announcements import Announcements
from portal.web.pages.desk import Docket
from portal.workflow.models import DocketEntry

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 18)
#: Tells the planner that a table nobody has counted yet holds nothing but rows everybody sees, as after VACUUM.
SETTLED = """
SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', %s,
                                 'relpages', 0, 'reltuples', -1::real, 'relallvisible', 100000)
"""


def plan(rows, settled=None):
    """How the rows are found when a table is read whole, or sorted, only where there is no other way."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        if settled:
            cursor.execute(SETTLED, [settled._meta.db_table])
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
    ("listed", "rows", "address"),
    [
        (Register, Qualification.objects.published, ""),
        (Register, Qualification.objects.published, "kind=evaluation&state=active"),
        (Announcements, Announcement.objects.published, "status=withdrawn"),
        (Docket, lambda: DocketEntry.objects.under("41/").live(), ""),
        (Docket, lambda: DocketEntry.objects.under("41/").live(), "waiting_for=officer&whose=office"),
        (Docket, lambda: DocketEntry.objects.under("41/").live(), "kind=institutions.filing&lamp=red"),
    ],
)
def test_facets_and_total_are_counted_off_an_index_alone(listed, rows, address):
    """What no facet narrows is read once, and of the table nothing, once a sweep has found its rows settled."""
    asked = listed.filterset_class(QueryDict(address), queryset=rows())
    found = plan(Cube(asked, listed.facets).counting, settled=listed.model)
    assert "Index Only Scan" in found
    assert not re.search(r"Seq Scan|Index Scan|Bitmap", found)


def test_a_qualification_is_found_by_its_number_as_people_type_it():
    rows = Qualification.objects.published().filter(number__iexact="apj-(豫)-001")
    assert "qualification_by_number" in plan(rows.order_by())


def test_one_kind_in_one_state_is_listed_off_an_index_alone():
    """Those that have ended are the oldest: read from the newest on, they come after all the others."""
    rows = Qualification.objects.published().filter(kind="inspection", state="expired").values("pk")
    found = plan(in_order(rows, Register.sorts[0])[:21], settled=Qualification)
    assert "Index Only Scan Backward using register_by_kind_and_state" in found
    assert "Sort" not in found


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
