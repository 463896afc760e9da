"""An application's details come in one statement and are the rows themselves."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from institutions.models import Filing
from institutions.services.details import TABLES, details_of


def values(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("name", TABLES)
def test_every_row_comes_back_as_the_table_holds_it_and_in_its_order(country, name):
    compared = 0
    for filing in Filing.objects.all():
        expected = [values(row) for row in TABLES[name].objects.filter(filing=filing)]
        assert [values(row) for row in getattr(details_of(filing), name)] == expected
        compared += len(expected)
    assert compared


@pytest.mark.parametrize("name", TABLES)
def test_what_a_row_points_to_is_named_without_another_question(country, name):
    filing = Filing.objects.get(organisation__name="河南中正安全技术有限公司")
    found = details_of(filing)
    with CaptureQueriesContext(connection) as asked:
        for row in getattr(found, name):
            assert row.filing is filing
            assert str(row)
    assert len(asked) == 0


def test_amounts_stay_exact_and_nothing_stays_nothing(country):
    filing = Filing.objects.get(organisation__name="河南中正安全技术有限公司")
    filing.equipment_set.update(value=Decimal("12345678.000001"), bought_on=None)
    filing.commitmentletter_set.update(attachment=None)
    found = details_of(filing)
    assert {row.value for row in found.equipment} == {Decimal("12345678.000001")}
    assert {row.bought_on for row in found.equipment} == {None}
    assert [row.attachment for row in found.letters] == [None]


def test_two_questions_are_asked_whatever_the_number_of_rows(country):
    filing = Filing.objects.get(organisation__name="河南中正安全技术有限公司")
    with CaptureQueriesContext(connection) as asked:
        found = details_of(filing)
        assert sum(map(len, found.by_table.values())) > 30
    assert len(asked) == 2
