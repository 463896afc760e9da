"""How dates, titles and codes are written on paper."""

from datetime import date
from typing import Final

from django.utils import translation

from portal.law import Words

#: The words of a paper are in the language of the law, whatever the reader's interface speaks.
LANGUAGE: Final = "zh-hans"
#: A line of a title in 22 pt holds this many characters of the 156 mm.
TITLE_LINE: Final = 19
_GOOD_ENDS: Final = "的于和与及、，》）"


def recorded(words: Words) -> str:
    """Words as they go on record: in the language of the law, whoever acts in whichever language."""
    with translation.override(LANGUAGE):
        return str(words)


def long_date(day: date) -> str:
    """2026年3月5日: Arabic figures, no padding (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def title_lines(title: str, width: int = TITLE_LINE) -> list[str]:
    """
    The title broken into lines of nearly equal length, after a word that may end one.

    GB/T 9704-2012, 7.3.1: no word torn apart, and the lines form a trapezoid or a diamond.
    """
    if len(title) <= width:
        return [title]
    rows = -(-len(title) // width)
    ideal = len(title) / rows
    lines, rest = [], title
    while len(rest) > width:
        places = [n for n in range(2, min(width, len(rest) - 2) + 1) if rest[n - 1] in _GOOD_ENDS]
        near = [n for n in places if abs(n - ideal) <= ideal / 3]
        cut = min(near, key=lambda n: abs(n - ideal)) if near else min(width, round(ideal))
        lines.append(rest[:cut])
        rest = rest[cut:]
    return [*lines, rest]


def spaced(code: str) -> str:
    """A verification code in groups of four, as people read it aloud."""
    return " ".join(code[n : n + 4] for n in range(0, len(code), 4))


def reach(name: str) -> int:
    """
    How many characters the date stands in from the right: four, or more where the name above it is longer.

    The date is about seven characters wide (GB/T 9704-2012, 7.3.5.1).
    """
    return min(12, max(4, -(-(len(name) - 6) // 2)))


def head_size(head: str) -> int:
    """Points of the red head so that it fills, and never exceeds, the 156 mm."""
    return max(18, min(54, 2 * int(430 / max(len(head), 1) / 2)))
