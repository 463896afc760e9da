"""The masker and its twin in the database show the same of any text."""

import random
import sys
import unicodedata

import pytest
from django.db import connection

from portal.parties.masked import Masked
from portal.parties.masking import Personal, mask
from portal.parties.models import Organisation

SIGNS = "0123456789" * 4 + "abcXYZ@.＠ ()+-#转张三李县区旗市　\t\n１２３٣②➀²'%\\\"é€"
NUMBERS = [
    "13812345678",
    "+86 138 1234 5678",
    "0086-13812345678",
    "0371-65512345转12",
    "0371６５５12345-1",
    "１３８12345678",
    "400-800-1234",
    "12",
    "#",
    "河南省郑州市金水区文化路1号",
    "11010519491231002X",
    "zhang@example.org",
    "@",
    "",
    " \u3000\x1f",
]


def texts():
    draw = random.Random(20261125)
    return NUMBERS + ["".join(draw.choice(SIGNS) for _ in range(draw.randrange(30))) for _ in range(3000)]


def masked_in_sql(kind, given):
    sql, params = (
        Masked(kind, "name")
        .resolve_expression(Organisation.objects.all().query)
        .as_sql(Organisation.objects.all().query.get_compiler("default"), connection)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql} FROM unnest(%s::text[]) WITH ORDINALITY AS parties_organisation (name, n) ORDER BY n",
            [*params, given],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [kind for kind in Personal if Masked.knows(kind)])
def test_both_show_the_same(kind):
    given = texts()
    assert masked_in_sql(kind, given) == [mask(kind, text) or None for text in given]


@pytest.mark.django_db
def test_every_digit_and_every_blank_of_unicode_counts_alike():
    signs = [chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    odd = [sign for sign in signs if sign.isspace() or unicodedata.digit(sign, None) is not None]
    given = [f"{sign}1381234567{sign}" for sign in odd]
    assert len(odd) > 600
    for kind in (Personal.PHONE, Personal.IDENTITY):
        assert masked_in_sql(kind, given) == [mask(kind, text) or None for text in given]


def test_an_account_number_is_masked_by_python_alone():
    assert [kind for kind in Personal if not Masked.knows(kind)] == [Personal.BANK]
