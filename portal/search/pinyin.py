"""How a name is read: its syllables, its initials, and the key it is sorted by; pure."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Final

from portal.search.words import matchable

#: Where the usual reading of the characters is not the reading of the name.
READINGS: Final = {
    "重庆": "chong qing",
    "长寿": "chang shou",
    "长沙": "chang sha",
    "长治": "chang zhi",
    "长春": "chang chun",
    "长安": "chang an",
    "长乐": "chang le",
    "长垣": "chang yuan",
    "厦门": "xia men",
    "六安": "lu an",
    "六合": "lu he",
    "蚌埠": "beng bu",
    "亳州": "bo zhou",
    "丽水": "li shui",
    "台州": "tai zhou",
    "天台": "tian tai",
    "乐清": "yue qing",
    "乐亭": "lao ting",
    "番禺": "pan yu",
    "东阿": "dong e",
    "铅山": "yan shan",
    "浚县": "xun xian",
    "莘县": "shen xian",
    "单县": "shan xian",
    "牟平": "mu ping",
    "泌阳": "bi yang",
    "涡阳": "guo yang",
    "歙县": "she xian",
    "枞阳": "zong yang",
    "尉犁": "yu li",
    "尉氏": "wei shi",
    "洪洞": "hong tong",
    "洪洞县": "hong tong xian",
    "解州": "hai zhou",
    "鄱阳": "po yang",
    "婺源": "wu yuan",
    "瀍河": "chan he",
    "东莞": "dong guan",
    "浒墅关": "xu shu guan",
    "巴音郭楞": "ba yin guo leng",
    "大城县": "dai cheng xian",
    "阿城": "a cheng",
    "井陉": "jing xing",
    "蠡县": "li xian",
    "蔚县": "yu xian",
    "盱眙": "xu yi",
    "珲春": "hun chun",
    "繁峙": "fan shi",
    "会计": "kuai ji",
    "银行": "yin hang",
    "重工": "zhong gong",
    "重型": "zhong xing",
    "长城": "chang cheng",
    "长江": "chang jiang",
    "行业": "hang ye",
    "曾": "zeng",
}
#: Of a person, when the name begins with it.
SURNAMES: Final = {
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "单于": "chan yu",
    "长孙": "zhang sun",
    "解": "xie",
    "单": "shan",
    "仇": "qiu",
    "查": "zha",
    "曾": "zeng",
    "区": "ou",
    "任": "ren",
    "朴": "piao",
    "冼": "xian",
    "盖": "ge",
    "乐": "yue",
    "翟": "zhai",
    "覃": "qin",
    "员": "yun",
    "种": "chong",
    "繁": "po",
    "缪": "miao",
    "黑": "he",
    "折": "she",
    "秘": "bi",
}
LONGEST: Final = max(map(len, READINGS))


@lru_cache(maxsize=1)
def _reader() -> Callable[[str], list[str]]:
    """The dictionary of readings, loaded by the first name: it is large, and most processes read none."""
    reader: Callable[[str], list[str]] = import_module("pypinyin").lazy_pinyin
    return reader


def syllables(name: str, *, is_person: bool = False) -> list[str]:
    """The syllables of a name without tones; a run of letters and digits is one of them."""
    text = matchable(name)
    found: list[str] = []
    if is_person:
        surname = next((text[:length] for length in (2, 1) if text[:length] in SURNAMES), "")
        if surname and surname != text:
            found += SURNAMES[surname].split()
            text = text[len(surname) :]
    for run, reading in _runs(text):
        found += reading.split() if reading else _reader()(run)
    return found


def initials(read: list[str]) -> str:
    """The first letters, by which names are typed: 河南安评 -> hnap. Runs of letters and digits stay whole."""
    return "".join(syllable[0] if syllable.isalpha() and syllable.isascii() else syllable for syllable in read)


def sort_key(read: list[str]) -> str:
    """What sorts names as a dictionary does: syllable by syllable."""
    return " ".join(read)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """The text cut where a known reading begins and ends."""
    start = place = 0
    while place < len(text):
        word = next((text[place : place + n] for n in range(LONGEST, 0, -1) if text[place : place + n] in READINGS), "")
        if not word:
            place += 1
            continue
        if start < place:
            yield text[start:place], ""
        yield word, READINGS[word]
        start = place = place + len(word)
    if start < len(text):
        yield text[start:], ""
