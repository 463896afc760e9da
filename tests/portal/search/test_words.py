"""How names and codes are compared, and how they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search import lexemes, pinyin, words


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("河南　安评\u200b有限公司", "河南安评有限公司"),
        ("ＡＢＣ（１）", "ABC(1)"),
        ("\ufeff许昌\u202e市\u00ad", "许昌市"),
        ("葛\ufe00城", "葛城"),
    ],
)
def test_what_nobody_sees_is_left_out(text, seen):
    assert words.normalise(text) == seen


def test_names_are_compared_without_case_and_punctuation():
    assert words.matchable("河南（Safe-Tech）·有限公司") == "河南safetech有限公司"


@pytest.mark.parametrize(
    "typed", ["９１４１００００ＭＡ４０", "91410000ma40", " 9141-0000 МА40 ", "91410000\u200bMA40"]
)
def test_codes_are_compared_in_one_form_whatever_was_typed(typed):
    assert words.normalise_code(typed) == "91410000MA40"


def test_letters_a_credit_code_never_has_are_read_as_digits():
    assert words.misread("9I41OOOOMA4OZS") == "91410000MA4025"


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    once = words.normalise(text)
    assert words.normalise(once) == once


@given(st.text(min_size=2))
def test_every_pair_of_a_text_is_among_its_grams(text):
    assert words.pairs(text) <= words.grams(text)


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("河南安评技术有限公司", "hnapjsyxgs"),
        ("重庆市长寿区", "cqscsq"),
        ("长沙3M技术", "cs3mjs"),
        ("六安银行", "layh"),
    ],
)
def test_initials_are_those_of_the_name_as_it_is_read(name, initials):
    assert pinyin.initials(pinyin.syllables(name)) == initials


@pytest.mark.parametrize(("name", "reading"), [("解缙", "xie jin"), ("尉迟恭", "yu chi gong"), ("解放", "xie fang")])
def test_a_persons_surname_is_read_as_one(name, reading):
    assert pinyin.sort_key(pinyin.syllables(name, is_person=True)) == reading


def test_what_is_no_person_is_not_read_as_one():
    assert pinyin.sort_key(pinyin.syllables("解放路")) == "jie fang lu"


def test_names_sort_as_a_dictionary_does():
    names = ["重庆", "张三", "安徽", "王五", "北京", "李四"]
    assert sorted(names, key=lambda name: pinyin.sort_key(pinyin.syllables(name))) == [
        "安徽",
        "北京",
        "重庆",
        "李四",
        "王五",
        "张三",
    ]


@pytest.mark.parametrize("text", ["", "   ", "！？", "（）", "\u200b"])
def test_a_query_of_nothing_asks_nothing(text):
    assert lexemes.ask(text).words == ()


def test_only_what_has_a_digit_and_nothing_else_is_taken_for_a_code():
    assert lexemes.ask("9I41").codes == ("9I41", "9141")
    assert lexemes.ask("河南9141").codes == ()
    assert lexemes.ask("safe").codes == ()
