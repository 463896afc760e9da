"""The country in tiles: every province once, each number with its definition and the rows behind it."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.regions.models import Region
from portal.regions.tiles import PROVINCE_TILES, short
from portal.web import sockets
from portal.web.tilemap import SHADES, shade, tiles
from tests.factories import institutions as factories
from tests.portal.web.test_desk import place


@pytest.fixture
def minister(db):
    return factories.a_user("郑国家", Role.OFFICER, region="000000")


def test_every_province_of_today_has_a_tile_of_its_own(db):
    assert {region.code for region in Region.objects.provinces()} == set(PROVINCE_TILES)
    assert len(set(PROVINCE_TILES.values())) == len(PROVINCE_TILES)


def test_a_province_is_called_as_people_call_it():
    called = {"150000": "内蒙古自治区", "230000": "黑龙江省", "450000": "广西壮族自治区", "110000": "北京市"}
    assert [short(*one) for one in called.items()] == ["内蒙古", "黑龙江", "广西", "北京"]


@pytest.mark.parametrize(
    ("number", "most", "expected"), [(0, 9, 0), (1, 1000, 1), (500, 1000, 2), (1000, 1000, SHADES)]
)
def test_anything_at_all_is_shaded_and_the_most_is_darkest(number, most, expected):
    assert shade(number, most) == expected


def test_tiles_are_read_from_north_west_to_south_east(db):
    drawn = tiles(Region.objects.provinces(), {"410000": 2}, lambda code: f"/{code}")
    assert [tile.name for tile in drawn][:3] == ["黑龙江", "吉林", "新疆"]
    assert [tile.url for tile in drawn if tile.url] == ["/410000"]


@pytest.mark.parametrize(
    ("shown", "number", "behind"), [("live", 2, "region=410000"), ("overdue", 1, "region=410000&amp;lamp=red")]
)
def test_a_tile_shows_the_number_of_its_province_and_leads_to_its_rows(client, minister, shown, number, behind):
    place("41/", 1)
    place("41/4101/", 2, due_on=date(2020, 1, 1))
    place("42/", 3)
    client.force_login(minister)
    page = client.get(reverse("places"), {"show": shown})
    (tile,) = (tile for tile in page.context["tiles"] if tile.region.code == "410000")
    assert tile.number == number
    assert f'href="{reverse("docket")}?{behind}"' in page.text
    assert str(page.context["shown"].definition) in page.text
    assert f"共 {number} 条" in client.get(tile.url).text


def test_the_table_below_says_what_the_map_says_for_every_province(client, minister):
    place("41/", 1)
    client.force_login(minister)
    page = client.get(reverse("places"))
    by_line = {line["region"].code: line["live"] for line in page.context["lines"]}
    assert by_line == {tile.region.code: tile.number for tile in page.context["tiles"]}
    assert len(by_line) == len(PROVINCE_TILES)


@pytest.mark.parametrize("measure", list(sockets.measures), ids=lambda measure: measure.code)
def test_a_chapters_number_is_drawn_and_totalled_and_leads_to_a_page(country, client, django_user_model, measure):
    client.force_login(django_user_model.objects.get_by_natural_key("ministry.officer"))
    page = client.get(reverse("places"), {"show": measure.code})
    counted = {code: number for code, number in measure.counts(timezone.localdate()).items() if number}
    assert counted
    assert {tile.region.code: tile.number for tile in page.context["tiles"] if tile.number} == counted
    assert [total for shown, total in page.context["more"] if shown is measure] == [sum(counted.values())]
    for code, number in counted.items():
        assert f"共 {number} 条" in client.get(measure.url(code)).text


def test_a_number_nobody_keeps_is_not_found(client, minister):
    client.force_login(minister)
    assert client.get(reverse("places"), {"show": "secrets"}).status_code == 404


def test_a_province_has_no_map_of_the_country(client, officer):
    client.force_login(officer)
    assert "tiles" not in client.get(reverse("places")).context


def test_the_map_costs_the_same_whatever_is_on_it(client, minister, django_assert_max_num_queries):
    client.force_login(minister)
    client.get(reverse("places"))
    for number, province in enumerate(PROVINCE_TILES):
        place(f"{province[:2]}/", number)
    with django_assert_max_num_queries(12):
        client.get(reverse("places"))
