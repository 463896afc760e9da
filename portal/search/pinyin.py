"""How a name is read: its syllables, its initials, and the key it is sorted by; pure."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from portal.search.dictionary import dictionary
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
#: By their first character, the longest first.
BEGINNING: Final = {
    first: sorted((word for word in READINGS if word[0] == first), key=len, reverse=True)
    for first in {word[0] for word in READINGS}
}
NEIGHBOURS: Final = frozenset(word[n : n + 2] for word in READINGS for n in range(len(word) - 1))
#: Of pieces: names are made of the same places, trades and legal forms.
REMEMBERED: Final = 1 << 17


def syllables(name: str, *, is_person: bool = False) -> list[str]:
    """The syllables of a name without tones; a run of letters and digits is one of them."""
    return read(matchable(name), is_person=is_person)


def read(text: str, *, is_person: bool = False) -> list[str]:
    """The syllables of a name that is in the form names are compared in."""
    found: list[str] = []
    if is_person:
        surname = next((text[:length] for length in (2, 1) if text[:length] in SURNAMES), "")
        if surname and surname != text:
            found += SURNAMES[surname].split()
            text = text[len(surname) :]
    for piece, is_followed in _pieces(text):
        found += _read_piece(piece, is_followed=is_followed)
    return found


def initials(read: list[str]) -> str:
    """The first letters, by which names are typed: 河南安评 -> hnap. Runs with digits stay whole."""
    return "".join(map(_initial, read))


@lru_cache(maxsize=REMEMBERED)
def _initial(syllable: str) -> str:
    if not syllable.isascii():
        return ""
    return syllable[0] if syllable.isalpha() else syllable


def sort_key(read: list[str]) -> str:
    """What sorts names as a dictionary does: syllable by syllable."""
    return " ".join(read)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut where no reading depends on what is on the other side, and whether the dictionary reads on there."""
    start = 0
    for place in range(1, len(text)):
        reads_on = _seam(text[place - 1 : place + 1])
        if reads_on is not None:
            yield text[start:place], reads_on and not _word_at(text, place)
            start = place
    if text:
        yield text[start:], False


@lru_cache(maxsize=REMEMBERED)
def _seam(pair: str) -> bool | None:
    """
    None if one reading may span both characters: they are neighbours in a known word, or both unknown signs.

    Otherwise whether both are the dictionary's business.
    """
    known = dictionary()
    if pair in NEIGHBOURS or pair in known.neighbours:
        return None
    before, after = map(known.is_han, pair)
    return before and after if before or after else None


@lru_cache(maxsize=REMEMBERED)
def _read_piece(piece: str, *, is_followed: bool) -> tuple[str, ...]:
    """The syllables of a piece: first what is known here, then what the dictionary makes of the runs between."""
    found: list[str] = []
    start = place = 0
    while place < len(piece):
        word = _word_at(piece, place)
        if not word:
            place += 1
            continue
        if start < place:
            found += dictionary().read(piece[start:place])
        found += READINGS[word].split()
        start = place = place + len(word)
    if start < len(piece):
        found += dictionary().read(piece[start:], is_followed=is_followed)
    return tuple(found)


def _word_at(text: str, place: int) -> str:
    """The longest word of READINGS that begins there."""
    for word in BEGINNING.get(text[place], ()):
        if text.startswith(word, place):
            return word
    return ""
