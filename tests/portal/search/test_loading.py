"""A load writes what entering one by one would, and names are read from pieces as they are read whole."""

import random

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from portal.search import lexemes, names, pinyin
from portal.search.models import NameEntry
from portal.search.names import Subject

PLACES = ["重庆", "长沙", "厦门市", "河南省", "郑州", "新疆维吾尔自治区", "六安", "东莞", "单县", "呼和浩特", ""]
TRADES = [
    "科技",
    "安全评价",
    "会计",
    "重工",
    "银行",
    "3M检测",
    "Safe-Tech",
    "（集团）",
    "消防·工程",
    "a\\b",
    "安'全",
    "\t路",
]
FORMS = ["有限公司", "有限责任公司", "事务所", "厂", " 分公司"]
SURNAMES = ["单", "尉迟", "曾", "解", "王", "区"]
COMPARED = ["kind", "key", "title", "name", "is_former", "text", "initials", "reading", "sort_key", "code"]
COMPARED += ["region_path", "weight", "grams"]


def made_up(count):
    dice = random.Random(7)

    def name():
        brand = "".join(chr(dice.randrange(0x4E00, 0x9FA0)) for _ in range(dice.choice((1, 2, 3))))
        return dice.choice(PLACES) + brand + dice.choice(TRADES) + dice.choice(FORMS)

    for number in range(count):
        path = f"41/41{number % 20:02d}/"
        if number % 10 == 0:
            person = dice.choice(SURNAMES) + chr(dice.randrange(0x4E00, 0x9FA0))
            yield Subject("person", str(number), [person], region_path=path, is_person=True)
        else:
            former = [name() for _ in range(dice.choice((0, 0, 0, 1, 2)))]
            code = f"9141{number:014d}"
            yield Subject("organisation", str(number), [name(), *former], code, path, weight=number % 3)


def entries():
    return list(NameEntry.objects.order_by("kind", "key", "text").values(*COMPARED))


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'search_nameentry' ORDER BY 1")
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_load_and_a_load_anew_write_what_entering_one_by_one_writes():
    subjects = list(made_up(3000))
    for subject in subjects:
        names.index(
            subject.kind,
            subject.key,
            subject.names,
            subject.code,
            subject.region_path,
            weight=subject.weight,
            is_person=subject.is_person,
        )
    one_by_one, searched_by = entries(), indexes()
    assert names.index_many(subjects) == len(one_by_one)
    assert entries() == one_by_one
    NameEntry.objects.all().delete()
    assert names.index_many(subjects, anew=True) == len(one_by_one)
    assert entries() == one_by_one
    assert indexes() == searched_by


@pytest.mark.django_db(transaction=True)
def test_a_load_anew_of_what_is_there_already_is_refused_and_leaves_the_index_as_it_was():
    names.index("organisation", "1", ["河南安评"])
    before, searched_by = entries(), indexes()
    with pytest.raises(IntegrityError):
        names.index_many(
            [Subject("organisation", "2", ["旁人"]), Subject("organisation", "1", ["河南安评"])], anew=True
        )
    assert (entries(), indexes()) == (before, searched_by)


def whole(text):
    """The reading without pieces: the dictionary is asked for each whole run between known words."""
    found, start, place = [], 0, 0
    while place < len(text):
        word = next((text[place : place + n] for n in (4, 3, 2, 1) if text[place : place + n] in pinyin.READINGS), "")
        if not word:
            place += 1
            continue
        found += lazy_pinyin(text[start:place]) if start < place else []
        found += pinyin.READINGS[word].split()
        start = place = place + len(word)
    return found + (lazy_pinyin(text[start:]) if start < len(text) else [])


PHRASES = sorted(PHRASES_DICT)
CHARACTERS = sorted({sign for phrase in PHRASES for sign in phrase})
bits = st.one_of(
    st.sampled_from(PHRASES),
    st.sampled_from(PHRASES).map(lambda phrase: phrase[:-1]),
    st.sampled_from(CHARACTERS),
    st.sampled_from(sorted(pinyin.READINGS)),
    st.sampled_from(["3m", "é", "〇", "㐀", "〇〇", "曾"]),
)


@given(st.lists(bits, max_size=6).map("".join))
def test_a_name_read_in_pieces_is_read_as_a_whole(text):
    assert pinyin.read(text) == whole(text)


def test_thousands_of_names_read_in_pieces_are_read_as_a_whole():
    dice, known = random.Random(7), [*PHRASES, *CHARACTERS * 5, *sorted(pinyin.READINGS) * 100]
    texts = ["".join(dice.choices(known, k=5)) for _ in range(3000)]
    assert [text for text in texts if pinyin.read(text) != whole(text)] == []


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_lexeme_holds_a_sign_that_a_tsvector_takes_for_its_own(name, code):
    text = names.words.matchable(name)
    initials, reading, _sort_key = lexemes.read(text, is_person=False)
    grams = lexemes.of_name(text, initials, reading, names.words.normalise_code(code), "41/4110/")
    assert not set(grams) & set("'\\:")
    assert len(grams.split()) == len(set(grams.split(" ")))
