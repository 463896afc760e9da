"""The one masker: what is left of personal data, in every place it is shown."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from portal.parties.masking import Personal, mask


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("identity", "11010519491231002X", "11**************2X"),
        ("identity", "110105491231002", "11***********02"),
        ("identity", "123", "***"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "+86 138-1234-5678", "138****5678"),
        ("phone", "037165501234", "**********34"),
        ("name", "张三丰", "张**"),
        ("name", "李", "李*"),
        ("professional_name", "张三丰", "张三丰"),
        ("bank", "6222 0202 0001 2345 678", "***************5678"),
        ("bank", "1234567", "*******"),
        ("address", "河南省郑州市金水区花园路 1 号 2 单元", "河南省郑州市金水区****"),
        ("email", "zhangsan@example.com", "z***@example.com"),
        ("identity", None, ""),
        ("phone", "", ""),
    ],
)
def test_what_is_left_of_personal_data(kind, value, shown):
    assert mask(kind, value) == shown


def test_the_template_filter_is_the_same_masker():
    template = Template('{% load masking %}{{ number|mask:"identity" }}')
    assert template.render(Context({"number": "11010519491231002X"})) == "11**************2X"


def test_what_is_not_classified_is_not_shown():
    with pytest.raises(ValueError, match="blood"):
        mask("blood", "A")


@given(st.text(min_size=1, max_size=40), st.sampled_from([Personal.IDENTITY, Personal.PHONE, Personal.BANK]))
def test_a_number_never_comes_out_whole(value, kind):
    shown = mask(kind, value)
    assert shown != value or set(value) <= {"*"} or not value.strip()
