"""Names are found by any part, initials, reading, former name and code; ranked, in one query, through the index."""

import pytest
from django.db.models import BigIntegerField
from django.db.models.functions import Cast

from portal.search import names
from portal.search.models import NameEntry
from portal.search.names import Subject

pytestmark = pytest.mark.django_db
CODE = "91410000MA4000001X"


@pytest.fixture
def firm():
    names.index("organisation", "1", ["河南安评技术有限公司", "许昌安全评价事务所"], CODE, "41/")


def found(text, **options):
    return [match.key for match in names.find(text, **options)]


@pytest.mark.parametrize(
    "text",
    [
        "安评",
        "河南安评技术有限公司",
        "河南 技术",
        "技术　河南",
        "hnap",
        "apjs",
        "HNAP",
        "henananp",
        "许昌安全",
        "评",
        CODE,
        CODE.lower(),
        "9141OOOO",
        "９１４１００００",
        "安\u200b评",
        "（河南）安评",
    ],
)
def test_a_firm_is_found_by_what_people_type(firm, text):
    assert found(text) == ["1"]


@pytest.mark.parametrize(
    "text", ["", "！", "南河", "河南 化工", "安术", "zzzz", "9999", "' | 'x", "a\\", "a:*", "许昌技术"]
)
def test_what_is_not_there_is_not_found(firm, text):
    assert found(text) == []


def test_neighbours_alone_do_not_make_a_part():
    names.index("organisation", "1", ["安全评价全安"])
    assert found("全安全") == []


def test_a_former_name_is_told_with_the_present_one(firm):
    [match] = names.find("许昌安全评价")
    assert (match.title, match.name, match.is_former) == ("河南安评技术有限公司", "许昌安全评价事务所", True)


def test_the_best_match_comes_first():
    names.index("organisation", "former", ["中原检测", "河南安评"])
    names.index("organisation", "initials", ["海南爱普"])
    names.index("organisation", "part", ["大河南安评"])
    names.index("organisation", "beginning", ["河南安评技术"])
    names.index("organisation", "exact", ["河南安评"])
    assert found("河南安评") == ["exact", "beginning", "part", "former"]
    assert found("hnap") == ["exact", "initials", "beginning", "part", "former"] or found("hnap")[-1] == "former"


def test_the_code_comes_before_any_name():
    names.index("organisation", "named", ["4100001 安评"])
    names.index("organisation", "coded", ["检测"], "4100001")
    assert found("4100001") == ["coded", "named"]


def test_the_heavier_comes_first_among_equals_then_the_dictionary():
    for key, name, weight in (("c", "重庆安评", 0), ("a", "安徽安评", 0), ("b", "北京安评", 0), ("w", "浙江安评", 9)):
        names.index("organisation", key, [name], weight=weight)
    assert found("安评") == ["w", "a", "b", "c"]


def test_kinds_regions_and_limits_narrow_the_search(firm):
    names.index("person", "7", ["安评国"], region_path="11/", is_person=True)
    assert found("安评", kinds=["person"]) == ["7"]
    assert found("安评", kinds=[]) == []
    assert found("安评", region_path="41/") == ["1"]
    assert len(found("安评", limit=1)) == 1
    assert found("安评", limit=0) == []


def test_a_subject_with_many_former_names_is_shown_once():
    names.index("organisation", "1", ["安评甲", "安评乙", "安评丙", "安评丁"])
    assert found("安评") == ["1"]


def test_a_new_name_makes_the_old_one_former_and_forgets_what_was_dropped(firm):
    names.index("organisation", "1", ["中原安评集团", "河南安评技术有限公司"], CODE)
    assert [match.title for match in names.find("河南安评")] == ["中原安评集团"]
    assert found("事务所") == []
    assert found(CODE) == ["1"]


def test_indexing_twice_changes_nothing(firm):
    before = list(NameEntry.objects.order_by("text").values("pk", "text", "grams"))
    names.index("organisation", "1", ["河南安评技术有限公司", "许昌安全评价事务所"], CODE, "41/")
    assert list(NameEntry.objects.order_by("text").values("pk", "text", "grams")) == before


def test_what_is_removed_is_not_found(firm):
    names.remove("organisation", "1")
    assert found("安评") == []


@pytest.mark.parametrize("full", [["", "  "], [], ["！！"]])
def test_a_subject_without_a_name_is_not_entered(full):
    names.index("organisation", "1", full)
    assert not NameEntry.objects.exists()


@pytest.mark.parametrize("sign", ["长", "装", "ﷺ", "𐌰", "𫞩", "w", "é"])
def test_an_overlong_name_is_cut_not_refused(sign):
    names.index("organisation", "1", [sign * 500])
    assert found(sign * 3) == ["1"]


def test_a_quote_and_a_backslash_in_a_name_are_only_letters():
    names.index_many([Subject("organisation", "1", ["安'评\\公司\t甲"])])
    assert found("安评公司甲") == ["1"]


def test_loading_many_replaces_what_was_there(firm):
    assert names.index_many([Subject("organisation", "1", ["新名"]), Subject("organisation", "2", ["旁人"])]) == 2
    assert found("安评") == []
    assert found("新名") == ["1"]


def test_a_search_is_one_query(firm, django_assert_num_queries):
    with django_assert_num_queries(1):
        names.find("河南 hnap")


def test_matching_keys_serve_as_a_subquery(firm, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert NameEntry.objects.annotate(number=Cast("key", BigIntegerField())).filter(
            number__in=names.keys("安评", "organisation")
        )
    assert [row["number"] for row in names.keys("安评", "organisation")] == [1]
    assert list(names.keys("！", "organisation")) == []
