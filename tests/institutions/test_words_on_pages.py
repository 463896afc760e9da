"""What people read in place of codes and keys: labels, days and sums as they would write them, and where to mend."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from institutions.forms import Amount, PostRow
from institutions.models import Filing
from portal.accounts.models import User


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("2000.000000", "2000"), (Decimal("0.5000"), "0.5"), ("1E+3", "1000"), (None, None), ("", ""), ("两千", "两千")],
)
def test_a_sum_is_shown_without_idle_zeros_and_what_is_no_sum_as_it_was_typed(kept, shown):
    assert Amount().prepare_value(kept) == shown


def test_a_folded_row_is_told_by_the_label_of_its_post():
    assert PostRow(initial={"post": "technical_director"}).summary == "技术负责人"
    assert PostRow(initial={}).summary == ""


@pytest.fixture
def draft(country):
    return Filing.objects.get(organisation__name="河南安平安全评价有限公司")


@pytest.fixture
def clerk(draft):
    client = Client()
    client.force_login(User.objects.get_by_natural_key("anping.clerk"))
    return client


def test_each_objection_leads_to_the_part_where_it_is_mended(clerk, draft):
    page = clerk.get(reverse("institutions:filing-review", args=[draft.number]))
    mended = reverse("institutions:filing-section", args=[draft.number, "evidence"])
    assert {objection["url"] for objection in page.context["objections"]} == {mended}
    assert "business_licence" not in page.text


def test_tables_write_days_as_numbers_and_sums_without_idle_zeros(clerk, draft):
    page = clerk.get(reverse("institutions:filing-content", args=[draft.number]))
    parts = {str(part["label"]): part for part in page.context["parts"]}
    assert "2020-01-06" in {cell for row in parts["关键岗位"]["rows"] for cell in row}
    assert date(2020, 1, 6) not in {cell for row in parts["关键岗位"]["rows"] for cell in row}
    assert ("固定资产（万元）", "1580") in [(str(label), value) for label, value in parts["基本情况"]["pairs"]]
