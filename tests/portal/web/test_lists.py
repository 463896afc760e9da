"""Lists: pages by key, the filter read back, facets that weigh the next choice, searches kept."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.access import Role
from portal.web.listing import Keyset, Sort
from portal.web.models import SavedSearch
from portal.web.pages.desk import DocketFilter
from portal.web.readback import parts, sentence
from portal.workflow.models import DocketEntry
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
DUE = Sort("due", "", "due_on")
DUE_LAST = Sort("late", "", "due_on", descending=True)
OPENED = Sort("old", "", "opened_on")
DAYS = [date(2026, 9, 4), date(2026, 9, 1), None, date(2026, 9, 1), None, date(2026, 9, 2)]


def entry(number, due_on=None, **facts):
    usual = {
        "title": f"事项{number}",
        "kind": "institutions.filing",
        "state": "submitted",
        "waiting_for": Role.OFFICER,
        "region_path": "41/",
    }
    return DocketEntry.objects.create(
        key=str(number),
        number=f"N{number}",
        due_on=due_on,
        **{"opened_on": date(2026, 8, 1), "state_since": date(2026, 8, 1), **usual, **facts},
    )


def read_all(rows, sort, size, between=lambda: None):
    """Every page in turn, as somebody who keeps pressing "next"."""
    seen, cursor = [], ""
    while True:
        page = Keyset(rows.all(), sort, size, cursor)
        seen += [row.number for row in page.rows]
        if not page.has_next:
            return seen
        cursor = page.next_cursor
        between()


@pytest.mark.parametrize("sort", [DUE, DUE_LAST, OPENED], ids=lambda sort: sort.name)
@pytest.mark.parametrize("size", [1, 2, 4, 10])
def test_pages_show_every_row_once_whatever_their_size(sort, size):
    for number, day in enumerate(DAYS):
        entry(number, day)
    assert sorted(read_all(DocketEntry.objects.all(), sort, size)) == [f"N{number}" for number in range(len(DAYS))]


def test_rows_without_a_date_come_last():
    for number, day in enumerate(DAYS):
        entry(number, day)
    assert read_all(DocketEntry.objects.all(), DUE, 4)[-2:] == ["N2", "N4"]
    assert read_all(DocketEntry.objects.all(), DUE_LAST, 4)[-2:] == ["N4", "N2"]


def test_a_row_that_comes_in_before_the_page_moves_nothing():
    for number, day in enumerate(DAYS):
        entry(number, day)
    before = read_all(DocketEntry.objects.all(), DUE, 2)
    newcomers = iter(range(90, 99))
    after = read_all(DocketEntry.objects.all(), DUE, 2, lambda: entry(next(newcomers), date(2026, 8, 1)))
    assert after == before


def test_a_later_page_reads_nothing_of_the_pages_before_it():
    for number in range(3):
        entry(number)
    cursor = Keyset(DocketEntry.objects.all(), OPENED, 2, "").next_cursor
    with CaptureQueriesContext(connection) as asked:
        page = Keyset(DocketEntry.objects.all(), OPENED, 2, cursor)
    assert [row.number for row in page.rows] == ["N2"]
    assert "OFFSET" not in asked[0]["sql"]
    assert '"opened_on" >= ' in asked[0]["sql"]


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJ4IiwgMV0", "WzEsICJhIl0", "bnVsbA", "W251bGwsIEluZmluaXR5XQ", "字"])
def test_a_cursor_nobody_gave_out_is_not_found(client, officer, cursor):
    client.force_login(officer)
    assert client.get(reverse("docket"), {"after": cursor}).status_code == 404


def test_the_filter_is_read_back_and_each_part_can_be_dropped(officer):
    address = QueryDict("whose=office&waiting_for=officer&waiting_for=approver&opened_after=2026-09-01&region=410000")
    filterset = DocketFilter(address, queryset=DocketEntry.objects.all())
    found = parts(filterset, address)
    assert sentence(found) == (
        "范围：本机关全部；等待：承办人员、签发人员；地区（区划代码）：河南省；立项日期：2026-09-01 起"
    )
    without = {part.words: QueryDict(part.query) for part in found}
    assert without["承办人员"].getlist("waiting_for") == ["approver"]
    assert "opened_after" not in without["2026-09-01 起"]
    assert "region" not in without["河南省"]


def test_a_filter_with_a_fault_says_so_and_shows_nothing(client, officer):
    entry(1)
    client.force_login(officer)
    page = client.get(reverse("docket"), {"opened_after": "昨天"})
    assert page.context["rows"] == []
    assert page.context["conditions"] == []


def test_a_facet_counts_under_the_other_choices_only(client, officer):
    entry(1)
    entry(2, waiting_for=Role.APPROVER)
    entry(3, waiting_for=Role.APPROVER, title="别的")
    client.force_login(officer)
    page = client.get(reverse("docket"), {"waiting_for": "officer", "q": "事项"})
    facet = next(facet for facet in page.context["facets"] if facet.name == "waiting_for")
    assert {(value, count, chosen) for value, _label, count, chosen in facet.choices} == {
        ("officer", 1, True),
        ("approver", 1, False),
    }


def test_the_docket_shows_a_region_with_all_below_it(client, officer):
    entry(1, region_path="41/4101/")
    entry(2, region_path="41/4102/")
    client.force_login(officer)
    page = client.get(reverse("docket"), {"region": "410100"})
    assert [row.number for row in page.context["rows"]] == ["N1"]


def test_a_search_is_kept_and_opened_again(client, officer):
    client.force_login(officer)
    path = reverse("docket")
    kept = {"title": "逾期的", "path": path, "query": "lamp=red"}
    assert client.post(reverse("save-search"), kept)["Location"] == f"{path}?lamp=red"
    client.post(reverse("save-search"), kept)
    assert [search.title for search in SavedSearch.objects.filter(user=officer)] == ["逾期的"]
    assert f'href="{path}?lamp=red"' in client.get(path).content.decode()


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "/nowhere/", "docket"])
def test_only_addresses_of_the_portal_are_kept(client, officer, path):
    client.force_login(officer)
    client.post(reverse("save-search"), {"title": "外站", "path": path, "query": ""})
    assert not SavedSearch.objects.exists()


def test_nobody_forgets_or_sees_somebody_elses_search(client, officer, stranger):
    kept = SavedSearch.objects.create(user=officer, title="豫东逾期", path=reverse("docket"))
    client.force_login(stranger)
    assert client.post(reverse("forget-search", args=[kept.pk])).status_code == 404
    assert "豫东逾期" not in client.get(reverse("docket")).content.decode()
    client.force_login(officer)
    client.post(reverse("forget-search", args=[kept.pk]))
    assert not SavedSearch.objects.exists()


def test_the_docket_costs_as_many_queries_for_many_rows_as_for_few(client, officer, django_assert_max_num_queries):
    client.force_login(officer)
    organisation = factories.an_institution("中原安全评价有限公司")
    for number in range(40):
        entry(number, date(2026, 9, 1), organisation=organisation)
    client.get(reverse("docket"))
    with django_assert_max_num_queries(15):
        page = client.get(reverse("docket"))
    assert len(page.context["rows"]) == 40
