"""Which division a code or a name means, on a day."""

from datetime import date

import pytest

from portal.regions import table
from portal.regions.models import Region
from portal.regions.table import How

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


def test_a_county_knows_its_way_up():
    county = Region.objects.get(pk="411002")
    assert (county.path, county.full_name) == ("41/4110/411002/", "河南省许昌市魏都区")
    assert county.path_codes == ["000000", "410000", "411000", "411002"]


def test_the_districts_of_a_municipality_hang_under_it():
    assert Region.objects.get(pk="110101").path == "11/110101/"
    assert Region.objects.get(pk="419001").path_codes == ["000000", "410000", "419001"]


def test_the_country_is_the_root():
    root = table.country()
    assert (root.path, root.parent) == ("", None)
    assert Region.objects.under(root.path).in_force(TODAY).count() == 3215


def test_every_path_lies_under_that_of_its_parent():
    paths = dict(Region.objects.values_list("code", "path"))
    rows = Region.objects.exclude(pk="000000").values_list("path", "parent_id")
    assert all(path.startswith(paths[parent]) and path != paths[parent] for path, parent in rows)


@pytest.mark.parametrize(
    ("code", "on", "leads_to"),
    [
        ("110228", TODAY, "110118"),
        ("110228", date(2014, 6, 1), "110228"),
        ("542623", TODAY, "540481"),
        ("542623", date(2020, 6, 1), "540422"),
        ("410322", TODAY, "410308"),
        ("330103", TODAY, "330105"),
        ("441202", TODAY, "441202"),
    ],
)
def test_an_old_code_leads_to_the_division_in_force_that_day(code, on, leads_to):
    assert table.resolve(code, on).code == leads_to


def test_a_code_without_successor_leads_to_the_division_above():
    found = table.trace(["140402"], TODAY)["140402"]
    assert (found.region.code, found.how, found.through) == ("140400", How.NEAREST, ("140402",))


def test_a_change_tells_what_it_went_through():
    found = table.trace(["542623"], TODAY)["542623"]
    assert (found.how, found.through) == (How.CHANGED, ("542623", "540422"))


@pytest.mark.parametrize(
    ("code", "leads_to", "how"),
    [
        ("411099", "411000", How.NEAREST),
        ("419999", "410000", How.NEAREST),
        ("990101", "000000", How.UNKNOWN),
        ("", "000000", How.UNKNOWN),
        ("abc", "000000", How.UNKNOWN),
        ("４１１００２", "411002", How.IN_FORCE),
        ("411002001001", "411002", How.IN_FORCE),
    ],
)
def test_no_code_fails(code, leads_to, how):
    found = table.trace([code], TODAY)[code]
    assert (found.region.code, found.how) == (leads_to, how)


def test_every_code_ever_listed_leads_to_a_division_in_force():
    codes = list(Region.objects.values_list("code", flat=True))
    in_force = set(Region.objects.in_force(TODAY).values_list("code", flat=True))
    found = table.trace(codes, TODAY)
    assert {one.region.code for one in found.values()} <= in_force
    assert not [code for code, one in found.items() if one.how is How.UNKNOWN]


def test_a_thousand_codes_take_two_queries(django_assert_num_queries):
    codes = list(Region.objects.values_list("code", flat=True)[:1000])
    with django_assert_num_queries(2):
        table.trace(codes, TODAY)


@pytest.mark.parametrize(
    ("text", "first"),
    [("411002", "411002"), ("魏都", "411002"), ("河南省许昌市", "411000"), ("密云县", "110118"), ("新市区", "650104")],
)
def test_a_name_or_code_finds_its_division(text, first):
    assert table.find(text)[0].code == first


def test_a_former_name_finds_the_division_of_today():
    assert "130602" in [region.code for region in table.find("新市区")]


@pytest.mark.parametrize("text", ["", "  ", "没有这个地方"])
def test_nothing_is_found_of_what_is_not_there(text):
    assert table.find(text) == []
