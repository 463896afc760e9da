"""Twenty thousand names are searched through the indexes, in bounded looks."""

import pytest
from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.functions import Cast

from portal.search import answers, lexemes, names
from portal.search.models import NameEntry
from portal.search.names import Subject

pytestmark = pytest.mark.django_db
PLACES = ["许昌", "郑州", "洛阳", "开封", "南阳", "新乡", "安阳", "焦作", "濮阳", "周口"]
TRADES = ["安全", "检测", "评价", "咨询", "技术", "工程", "环保", "化工", "矿业", "消防"]


def company(number):
    word = "".join(chr(0x4E00 + number % size) for size in (5987, 6007))
    place, trade = PLACES[number % 10], TRADES[number // 10 % 10]
    code = f"9141{number:014d}"
    return Subject("organisation", str(number), [f"{place}{word}{trade}有限公司"], code, f"41/41{number % 10:02d}/")


@pytest.fixture(scope="module")
def twenty_thousand(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        names.index_many(company(number) for number in range(20_000))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_nameentry")
        yield
        NameEntry.objects.all().delete()


def parts_of(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from parts_of(part)


@pytest.mark.parametrize(
    "text",
    ["许昌", "许昌安全", "消防", "没有", "xcaq", "yxgs", "91410000000000012", "9141", "郑州 化工", "有限"],
)
@pytest.mark.parametrize("region_path", ["", "41/4103/"])
def test_twenty_thousand_names_are_searched_through_the_indexes_and_never_read_through(
    twenty_thousand, monkeypatch, text, region_path
):
    monkeypatch.setattr(answers, "WALKED", 900)
    monkeypatch.setattr(answers, "RANKED", 700)
    statement = answers.Statement(lexemes.ask(text), ["organisation"], 20, region_path)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", statement.given)
        [[[told]]] = cursor.fetchall()
    parts = [part for part in parts_of(told["Plan"]) if part.get("Relation Name") == "search_nameentry"]
    assert parts
    assert not [part for part in parts if part["Node Type"] == "Seq Scan"]
    assert max(part["Actual Rows"] for part in parts) <= 900


@pytest.mark.parametrize(("text", "is_common"), [("许昌", True), ("有限公司", True), ("没有", False), ("yxgs", True)])
def test_what_is_common_is_told_by_the_statistics(twenty_thousand, text, is_common):
    assert NameEntry.objects.is_common(lexemes.ask(text)) is is_common


@pytest.mark.parametrize("text", ["许昌", "许昌 消防", "xcaq", "没有", "9141", "91410000000000012", "！"])
def test_rows_are_narrowed_alike_whether_words_are_common_or_not(twenty_thousand, monkeypatch, text):
    monkeypatch.setattr(answers, "RANKED", 20_000)
    rows = NameEntry.objects.annotate(number=Cast("key", BigIntegerField()))
    found = []
    for is_common in (True, False):
        monkeypatch.setattr(type(NameEntry.objects.all()), "is_common", lambda *_, told=is_common: told)
        found.append(set(rows.filter(names.borne(text, "organisation", "number")).values_list("key", flat=True)))
    assert found[0] == found[1]
    assert found[0] == {match.key for match in names.find(text, limit=20_000)}


def test_a_part_among_twenty_thousand_names_is_found_exactly(twenty_thousand):
    wanted = company(12_345)
    for text in (wanted.names[0], wanted.code):
        assert [match.key for match in names.find(text)] == [wanted.key]
