"""Declared figures enter the dated table, and later values supersede them."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from portal.figures import loading, table
from portal.figures.models import FigureRow
from portal.law import Figure, Instrument
from portal.regions.models import Region

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
ACT = Instrument("act", "某法", in_force=date(2020, 1, 1))
STAFF = Figure("test.staff", 25, "persons", ACT.article(6), "人员")
UNREAD = Figure("test.unread", 3, "years", ACT.article(7, confirmed=False), "年限")


def row(value, since, region=None):
    return FigureRow(
        code=STAFF.code,
        region=region,
        value=value,
        unit="persons",
        basis="某办法",
        label="人员",
        period=DateRange(since),
    )


def test_each_figure_gets_one_row_in_force_since_its_instrument_is():
    assert loading.load([STAFF, UNREAD], TODAY).written == [STAFF.code, UNREAD.code]
    assert FigureRow.objects.get(code=STAFF.code).period == DateRange(date(2020, 1, 1), None)
    assert FigureRow.objects.get(code=STAFF.code).is_confirmed
    assert not FigureRow.objects.get(code=UNREAD.code).is_confirmed


def test_loading_again_writes_nothing_and_leaves_what_an_officer_set():
    loading.load([STAFF], TODAY)
    FigureRow.objects.filter(code=STAFF.code).update(value="30")
    again = loading.load([STAFF], TODAY)
    assert (again.written, again.differing) == ([], [STAFF.code])
    assert table.on(TODAY)[STAFF] == 30


def test_a_later_value_ends_the_earlier_one_the_day_before():
    loading.load([STAFF], TODAY)
    loading.supersede(row("30", date(2027, 1, 1)))
    assert table.on(date(2026, 12, 31))[STAFF] == 25
    assert table.on(date(2027, 1, 1))[STAFF] == 30


def test_a_row_without_a_beginning_is_superseded_too():
    undated = Figure(STAFF.code, 25, "persons", Instrument("old", "旧法").article(1), "人员")
    loading.load([undated], TODAY)
    loading.supersede(row("30", date(2027, 1, 1)))
    assert FigureRow.objects.order_by("value").first().period == DateRange(None, date(2027, 1, 1))


def test_a_regions_value_leaves_the_nations_alone():
    henan = Region.objects.get(pk="410000")
    loading.load([STAFF], TODAY)
    loading.supersede(row("40", date(2027, 1, 1), henan))
    assert table.on(date(2027, 1, 1), Region.objects.get(pk="411002"))[STAFF] == 40
    assert table.on(date(2027, 1, 1), Region.objects.get(pk="110000"))[STAFF] == 25


def test_a_value_set_for_later_days_stands_in_the_way_of_an_earlier_one():
    loading.load([STAFF], TODAY)
    loading.supersede(row("30", date(2028, 1, 1)))
    with pytest.raises(IntegrityError), transaction.atomic():
        loading.supersede(row("28", date(2027, 1, 1)))
    assert table.on(date(2027, 6, 1))[STAFF] == 25
