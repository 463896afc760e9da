"""Twenty thousand names are searched through the index."""

import re

import pytest
from django.db import connection

from portal.search import lexemes, names
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


@pytest.mark.parametrize(
    "text", ["许昌", "许昌安全", "消防", "没有", "xcaq", "91410000000000012", "郑州 化工", "安全有限"]
)
def test_twenty_thousand_names_are_searched_through_the_index(twenty_thousand, text):
    asked = lexemes.ask(text)
    plan = NameEntry.objects.matching(asked).ranked(asked)[:20].explain(analyze=True)
    assert "Bitmap Index Scan on name_entry_grams" in plan
    assert "Seq Scan" not in plan
    assert float(re.search(r"Execution Time: ([\d.]+)", plan)[1]) < 500


def test_a_part_among_twenty_thousand_names_is_found_exactly(twenty_thousand):
    wanted = company(12_345)
    for text in (wanted.names[0], wanted.code):
        assert [match.key for match in names.find(text)] == [wanted.key]
