"""The looks of a search together find what one look at everything would, in the same order."""

import random

import pytest
from django.db.models import Case, F, IntegerField, Q, Value, When

from portal.search import answers, lexemes, names
from portal.search.models import NameEntry
from portal.search.names import Subject

pytestmark = pytest.mark.django_db
PLACES = ["河南", "郑州", "郑州市", "河南省", "重庆", "长沙", "安阳", "广东省深圳市", "abc", ""]
BRANDS = "安泰宏远中科技有限南"
TRADES = ["科技", "安全评价", "安全科技", "化工", "河南", "检测"]
FORMS = ["有限公司", "公司", "厂", "郑州分公司"]
ASKED = [
    *["科技", "安全", "河南", "郑州", "有限", "公司", "安", "科", "江北", "没有", "科技有限公司", "有限公司"],
    *["河南省", "广东省深圳", "河南科技有限公司", "郑州市安泰科技有限公司", "河南 科技", "科技 河南", "安全 评价"],
    *["kj", "yxgs", "hn", "henan", "zhengzhou", "abc", "a", "河南 kj"],
    *["9141", "91410000", "9141 科技", "91410000000000100", "910000", "9I41"],
]


def subjects():
    dice = random.Random(11)

    def name():
        brand = "".join(dice.choice(BRANDS) for _ in range(dice.choice((0, 1, 2))))
        return dice.choice(PLACES) + brand + dice.choice(TRADES) + dice.choice(FORMS)

    for number in range(3000):
        former = [name()] if number % 9 == 0 else []
        code = f"91410000{number:09d}" if number % 3 else f"4100{number:05d}"
        kind = "person" if number % 5 == 0 else "organisation"
        yield Subject(kind, str(number), [name(), *former], code, f"41/41{number % 18:02d}/", number % 4 % 3)


def by_one_look(text, kinds, region_path):
    """Every match, ranked and sorted, by the letter of what a search promises."""
    asked = lexemes.ask(text)
    parts = Q(*[Q(text__contains=word.text) for word in asked.words])
    matches = Q()
    for word in asked.words:
        found = Q(text__contains=word.text)
        if word.is_latin:
            found |= Q(initials__contains=word.text) | Q(reading__startswith=word.text)
        for code in word.codes:
            found |= Q(code__startswith=code)
        matches &= found
    begun = Q(text__startswith=asked.whole)
    for code in asked.codes:
        begun |= Q(code__startswith=code)
    whens = [When(code__in=asked.codes, then=Value(0)), When(is_former=True, then=Value(5))]
    whens += [When(text=asked.whole, then=Value(1)), When(begun, then=Value(2)), When(parts, then=Value(3))]
    rank = Case(*whens, default=Value(4), output_field=IntegerField())
    rows = NameEntry.objects.filter(matches, region_path__startswith=region_path)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    order = [F("rank"), F("weight").desc(), F("sort_key"), F("pk")]
    seen = {}
    for row in rows.annotate(rank=rank).order_by(*order):
        seen.setdefault((row.kind, row.key), (row.kind, row.key, row.name, row.rank))
    return list(seen.values())


@pytest.fixture(scope="module")
def indexed(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        names.index_many(subjects())
        yield
        NameEntry.objects.all().delete()


@pytest.mark.parametrize("narrowed", [{}, {"kinds": ["person"]}, {"region_path": "41/4103/"}, {"region_path": "41/41"}])
@pytest.mark.parametrize(("walked", "limit"), [(5000, 10), (40, 10), (40, 1), (300, 31), (5000, 5000)])
def test_many_looks_find_what_one_would_in_its_order(indexed, monkeypatch, walked, limit, narrowed):
    monkeypatch.setattr(answers, "WALKED", walked)
    kinds, region_path = narrowed.get("kinds"), narrowed.get("region_path", "")
    for text in ASKED:
        found = names.find(text, kinds, limit, region_path=region_path)
        expected = by_one_look(text, kinds, region_path)[:limit]
        assert [(match.kind, match.key, match.name, match.rank) for match in found] == expected, text


@pytest.mark.parametrize("text", ["科技", "有限公司", "河南", "yxgs", "9141"])
def test_a_word_that_more_names_bear_than_are_weighed_still_fills_the_page(indexed, monkeypatch, text):
    monkeypatch.setattr(answers, "WALKED", 1)
    monkeypatch.setattr(answers, "RANKED", 25)
    found = names.find(text, limit=20)
    assert len({match.key for match in found}) == 20
    whole = {match[:2]: match[3] for match in by_one_look(text, None, "")}
    assert all(whole[match.kind, match.key] <= match.rank for match in found)
