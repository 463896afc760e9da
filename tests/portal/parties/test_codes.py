"""Codes and numbers: what the standards say, and what people type."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from portal.parties import basis, codes
from tests.factories.codes import credit_code, identity_number

TODAY = date(2026, 9, 18)
bodies = st.text(alphabet=codes.CREDIT_ALPHABET, min_size=8, max_size=8)
regions = st.text(alphabet="0123456789", min_size=6, max_size=6)


def bases(objections):
    return [objection.basis for objection in objections]


def test_the_samples_of_the_standards_hold():
    assert codes.code_objections("91350100M000100Y43") == []
    assert codes.organisation_check("D2143569") == "X"
    assert codes.organisation_check("M000100Y") == "4"
    assert codes.credit_check("91350100M000100Y4") == "3"
    assert codes.identity_objections("11010519491231002X", on=TODAY) == []


@given(st.text(alphabet=codes.CREDIT_ALPHABET, min_size=17, max_size=17))
def test_the_last_character_is_the_one_the_public_library_finds(head):
    assert codes.credit_check(head) == uscc.calc_check_digit(head)


@given(bodies, regions, st.sampled_from(["11", "12", "51", "52", "91", "92", "93", "N2", "A1"]))
def test_a_made_code_passes_both_checks(body, region, prefix):
    assert codes.code_objections(credit_code(body, region, prefix)) == []


@given(bodies, regions, st.integers(0, 17), st.sampled_from(codes.CREDIT_ALPHABET))
def test_one_wrong_character_is_always_found(body, region, place, wrong):
    code = credit_code(body, region)
    spoilt = code[:place] + wrong + code[place + 1 :]
    assert (codes.code_objections(spoilt) == []) == (spoilt == code)


def test_a_code_right_outside_and_wrong_inside_is_refused_by_the_inner_standard():
    head = "91410000MA4000001" if codes.organisation_check("MA400000") != "1" else "91410000MA4000002"
    code = head + codes.credit_check(head)
    assert bases(codes.code_objections(code)) == [basis.BODY_CHECK]


def test_all_objections_are_told_at_once():
    assert codes.organisation_check("MA400000") != "X"
    head = "91AB0000MA400000X"
    outer = "1" if codes.credit_check(head) != "1" else "2"
    assert bases(codes.code_objections(head + outer)) == [basis.CODE_FORM, basis.BODY_CHECK, basis.CODE_CHECK]


@pytest.mark.parametrize(
    "typed",
    [
        "９１３５０１００Ｍ０００１００Ｙ４３",
        "91350100m000100y43",
        " 9135 0100-M000 100Y 43\n",
        "91350100\u200bM000100Y43\ufeff",
        "9l350100M000100Y43".replace("l", "I"),
        "9135O1OOMOOO1OOY43",
        "91350100МОООI00У43",
        "91350100Μ000100Υ43",
        "91350100\u202eM000100Y43",
        "٩١٣٥٠١٠٠M٠٠٠١٠٠Y٤٣",
    ],
)
def test_what_looks_the_same_is_the_same(typed):
    assert codes.normalise_code(typed) == "91350100M000100Y43"


@pytest.mark.parametrize("typed", ["", "123", "91350100M000100Y4", "91350100M000100Y431", "中国企业代码"])
def test_a_wrong_length_is_refused_by_the_form(typed):
    assert bases(codes.code_objections(typed)) == [basis.CODE_FORM]


def test_letters_outside_the_alphabet_are_named():
    (objection,) = codes.code_objections("91350100M000100YSZ")
    assert objection.found == "S Z"


def test_fifteen_digits_are_a_legacy_number():
    assert codes.code_objections("１１０１０８０００００００１６") == []
    assert codes.is_legacy("110108000000016")
    assert not codes.is_legacy("11010800000001X")


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999))
def test_a_made_identity_number_passes_and_tells_the_birth(born, serial):
    number = identity_number(f"{born:%Y%m%d}", serial=serial)
    assert codes.identity_objections(number, on=TODAY) == []
    assert codes.birth_of(number) == born


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_identity_number_is_always_found(born, place, wrong):
    number = identity_number(f"{born:%Y%m%d}", serial=7)
    spoilt = number[:place] + wrong + number[place + 1 :]
    assert (codes.identity_objections(spoilt, on=TODAY) == []) == (spoilt == number)


def test_an_old_number_of_fifteen_digits_is_made_whole():
    assert codes.normalise_identity("110105491231002") == "11010519491231002X"
    assert codes.identity_objections("110105491231002", on=TODAY) == []


@pytest.mark.parametrize(
    "typed", ["11010519491231002x", "11010519491231002Х", "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002Ⅹ"]
)
def test_an_identity_number_is_normalised(typed):
    assert codes.normalise_identity(typed) == "11010519491231002X"


@pytest.mark.parametrize("born", ["20260919", "19900230", "18000101"])
def test_impossible_births_are_refused(born):
    assert bases(codes.identity_objections(identity_number(born, serial=1), on=TODAY)) == [basis.IDENTITY]


def test_an_objection_never_repeats_an_identity_number():
    for objection in codes.identity_objections("110105194912310021", on=TODAY):
        assert "1949" not in f"{objection.message}{objection.found}{objection.required}"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("（0371）6550 1234", "037165501234"),
        ("0371-65501234转801", "037165501234-801"),
        ("400-810-1234", "4008101234"),
        ("12345", "12345"),
    ],
)
def test_telephone_numbers_are_normalised_and_pass(typed, kept):
    assert codes.normalise_phone(typed) == kept
    assert codes.phone_objections(typed) == []


@pytest.mark.parametrize("typed", ["", "1380013800", "12800138000", "abc", "0371-123"])
def test_what_cannot_be_dialled_is_refused(typed):
    assert bases(codes.phone_objections(typed)) == [basis.PHONE]


def test_a_landline_is_no_mobile():
    assert bases(codes.phone_objections("037165501234", mobile_only=True)) == [basis.PHONE]
