"""Facets: one count by all of them together tells what counting each apart would."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from portal.access import Role
from portal.web import listing
from portal.web.facets import Cube
from portal.web.filters import AnyOf
from portal.web.pages.desk import Docket, DocketFilter
from portal.workflow.machine import registry
from portal.workflow.models import DocketEntry

pytestmark = pytest.mark.django_db
KINDS = sorted(registry)[:3]
ROLES = [Role.OFFICER, Role.REVIEWER, Role.APPROVER, ""]
PLACES = ["41/", "41/4101/", "41/4102/"]
DAY = date(2026, 8, 1)
ADDRESSES = [
    "",
    "kind={0}",
    "kind={0}&waiting_for=officer",
    "kind={0}&kind={1}&waiting_for=officer&waiting_for=reviewer",
    "kind={0}&kind={1}&waiting_for=approver&q=甲&region=410100",
    "q=甲&opened_after=2026-08-03",
    "waiting_for=expert",
    "kind=unheard.of",
    "kind=unheard.of&kind={0}&waiting_for=officer&q=甲",
    "kind=unheard.of&waiting_for=nobody&q=甲",
    "kind={0}&opened_after=昨天",
    "kind={0}&waiting_for=nobody&region=999999",
]


@pytest.fixture
def matters(db):
    """Some of every kind and role, not equally many of any two."""
    DocketEntry.objects.bulk_create(
        DocketEntry(
            kind=KINDS[number % 7 % 3],
            key=str(number),
            number=f"N{number}",
            title="甲" if number % 2 else "乙",
            region_path=PLACES[number % 3],
            state=next(iter(registry[KINDS[number % 7 % 3]].states)),
            waiting_for=ROLES[number % 11 % 4],
            opened_on=DAY.replace(day=1 + number % 5),
            state_since=DAY,
        )
        for number in range(60)
    )
    return DocketEntry.objects.all()


def filterset(address, rows):
    return DocketFilter(address, queryset=rows, request=RequestFactory().get("/"))


def counted_apart(name, address, rows):
    """The values of one facet under every other filter, from a statement of its own."""
    others = address.copy()
    others.pop(name, None)
    narrowed = filterset(others, rows)
    return Counter(str(value) for value in (narrowed.qs if narrowed.is_valid() else rows).values_list(name, flat=True))


@pytest.mark.parametrize("words", ADDRESSES)
def test_one_count_tells_what_counting_apart_tells(matters, words):
    address = QueryDict(words.format(*KINDS))
    asked = filterset(address, matters)
    cube = Cube(asked, Docket.facets)
    found = asked.qs if asked.is_valid() else matters.none()
    assert set(cube.found) == set(found)
    assert cube.total == found.count()
    for facet in cube.facets():
        apart, chosen = counted_apart(facet.name, address, matters), address.getlist(facet.name)
        assert [(value, count, is_chosen) for value, _label, count, is_chosen in facet.choices] == [
            (value, apart[value], value in chosen)
            for value, _label in asked.filters[facet.name].field.choices
            if apart[value] or value in chosen
        ]


def test_facets_and_total_are_one_statement(matters):
    cube = Cube(filterset(QueryDict(f"kind={KINDS[0]}&waiting_for=officer"), matters), Docket.facets)
    with CaptureQueriesContext(connection) as asked:
        assert cube.total
        assert all(facet.choices for facet in cube.facets())
    assert len(asked) == 1


def test_a_total_is_told_up_to_where_anybody_reads(client, officer, matters, monkeypatch):
    monkeypatch.setattr(listing, "COUNT_CAP", 59)
    client.force_login(officer)
    page = client.get(reverse("docket"))
    assert (page.context["total"], page.context["is_capped"]) == (59, True)
    monkeypatch.setattr(listing, "COUNT_CAP", 60)
    page = client.get(reverse("docket"))
    assert (page.context["total"], page.context["is_capped"]) == (60, False)


def lists(parent=listing.ListMixin):
    for child in parent.__subclasses__():
        yield from (child, *lists(child))


def test_what_a_facet_leaves_can_be_told_from_its_value():
    """Of every list that some address shows."""
    assert get_resolver().url_patterns
    asked = {f"{one.__name__}.{name}": one.filterset_class.base_filters[name] for one in lists() for name in one.facets}
    assert {"Docket.kind", "Register.state"} <= set(asked)
    assert [where for where, one in asked.items() if not is_plain(one)] == []


def is_plain(asked):
    is_bent = asked.method or asked.exclude or asked.conjoined or asked.distinct
    return type(asked) is AnyOf and asked.lookup_expr == "exact" and not is_bent
