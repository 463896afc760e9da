"""Name search: what the page of results asks, and the same from `icontains`; lists narrowed by words."""

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db.models import Q

from institutions.models import Qualification
from portal.search import names
from portal.search.models import NameEntry
from portal.workflow.models import DocketEntry

#: In most names, in many, in few, in none; places, which begin names; pairs that rarely meet; parts of several words.
WORDS: Final = (
    *("科技", "有限", "建设", "安全", "工程", "检测", "消防", "贸易", "煤业"),
    *("河南", "郑州", "深圳", "许昌", "北京", "朝阳", "金水"),
    *("江北", "瑞博", "金盾", "中衡", "宏远", "没有", "龘龘"),
    *("河南省", "郑州市", "安全评价", "有限公司", "检测技术", "安全技术服务", "工程有限公司", "金盾科技"),
    *("河南 科技", "郑州 评价", "安全 许昌", "鼎盛 检测"),
    *("kj", "yxgs", "hnkj", "zzaq", "zhengzhou"),
    *("9141", "91410105", "91440300MA"),
)
#: As many as a page of results asks for.
SHOWN: Final = 31
MILLISECONDS: Final = 1000


def found_by_name(rounds: int, words: tuple[str, ...] = WORDS) -> Iterator[tuple[str, float, float]]:
    """Each query in turn, round by round: what was asked, our milliseconds, those of `icontains` for as many rows."""
    for _round in range(rounds):
        for text in words:
            ours = _spent(names.find, text, ["organisation"], SHOWN)
            yield text, ours, _spent(_contains, text)


def docket_narrowed(rounds: int, region_path: str, words: tuple[str, ...] = WORDS) -> Iterator[tuple[str, float]]:
    """The first page of a region's live matters that bear each of the words: what was asked, and the milliseconds."""
    for _round in range(rounds):
        for text in words:
            yield text, _spent(_live_matters, region_path, text)


def register_narrowed(rounds: int, words: tuple[str, ...] = WORDS) -> Iterator[tuple[str, float]]:
    """The first page of the public register that bears each of the words: what was asked, and the milliseconds."""
    for _round in range(rounds):
        for text in words:
            yield text, _spent(_qualifications, text)


def _contains(text: str) -> list[Any]:
    """What a portal without an index of names would ask."""
    asked = Q()
    for word in text.split():
        asked &= Q(text__icontains=word) | Q(initials__icontains=word) | Q(code__istartswith=word)
    return list(NameEntry.objects.filter(asked).order_by("is_former", "-weight", "sort_key", "pk")[:SHOWN])


def _live_matters(region_path: str, text: str) -> list[Any]:
    return list(DocketEntry.objects.live().under(region_path).saying(text).by_urgency()[:50])


def _qualifications(text: str) -> list[Any]:
    return list(Qualification.objects.published().saying(text)[:20])


def _spent(deed: Callable[..., object], *given: object) -> float:
    begun = time.perf_counter()
    deed(*given)
    return (time.perf_counter() - begun) * MILLISECONDS
