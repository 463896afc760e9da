"""Where each province stands on a map of equal tiles: nearest neighbours stay neighbours, no map service is asked."""

from typing import Final

#: By GB/T 2260 code: the column and the row of its tile, both from 1; rows run from north to south.
PROVINCE_TILES: Final[dict[str, tuple[int, int]]] = {
    "230000": (8, 1),
    "220000": (8, 2),
    "650000": (1, 3),
    "620000": (3, 3),
    "640000": (4, 3),
    "150000": (5, 3),
    "110000": (6, 3),
    "120000": (7, 3),
    "210000": (8, 3),
    "540000": (1, 4),
    "630000": (2, 4),
    "610000": (4, 4),
    "140000": (5, 4),
    "130000": (6, 4),
    "370000": (7, 4),
    "510000": (3, 5),
    "500000": (4, 5),
    "410000": (5, 5),
    "340000": (6, 5),
    "320000": (7, 5),
    "310000": (8, 5),
    "530000": (3, 6),
    "520000": (4, 6),
    "420000": (5, 6),
    "360000": (6, 6),
    "330000": (7, 6),
    "450000": (4, 7),
    "430000": (5, 7),
    "440000": (6, 7),
    "350000": (7, 7),
    "710000": (8, 7),
    "460000": (4, 8),
    "820000": (5, 8),
    "810000": (6, 8),
}
#: Inner Mongolia and Heilongjiang are known by three characters, all others by two.
_THREE: Final = frozenset({"150000", "230000"})


def short(code: str, name: str) -> str:
    """What a province is called in passing: 河南 for 河南省."""
    return name[: 3 if code in _THREE else 2]
