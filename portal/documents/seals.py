"""The seal, drawn at its true size: ring, star, and the organ's name as outlines set round the ring."""

import math
from functools import lru_cache
from threading import Lock
from typing import Final

import pylopdf_fonts_zh_cn
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

#: Half an em, and the height of its middle, in font units.
HALF: Final = 500
MIDDLE: Final = 380
RED: Final = "#d7000f"
RING: Final = 1.2
WIDEST_ARC: Final = 4.75
SAMPLE: Final = "演示样章"
#: The font is read where a glyph is asked for, from one file with one place in it: two threads at once read neither's.
_READING: Final = Lock()


@lru_cache(maxsize=1)
def _font() -> TTFont:
    return TTFont(pylopdf_fonts_zh_cn.serif_path(), lazy=True)


@lru_cache(maxsize=2000)
def _outline(character: str) -> str:
    """
    A character as a path.

    Outlines, not text: the words of the seal must not run into the words of the paper when it is searched or copied.
    """
    with _READING:
        font = _font()
        glyphs = font.getGlyphSet()
        pen = SVGPathPen(glyphs, ntos=lambda number: str(round(number)))
        glyphs[font.getBestCmap().get(ord(character), ".notdef")].draw(pen)
    return pen.getCommands()


def _glyph(character: str, x: float, y: float, *, turn: float = 0, wide: float, high: float) -> str:
    return (
        f'<path transform="translate({x:.2f} {y:.2f}) rotate({turn:.1f}) '
        f'scale({wide / 1000:.5f} {-high / 1000:.5f}) translate({-HALF} {-MIDDLE})" d="{_outline(character)}"/>'
    )


def _ring(name: str, size: float) -> list[str]:
    """The name from left to right along the upper arc."""
    high = size * 0.135
    radius = size / 2 - RING - 0.9 - high / 2
    step = min(high * 0.98 / radius, WIDEST_ARC / len(name))
    wide = min(high * 0.86, step * radius * 0.92)
    start = -step * (len(name) - 1) / 2
    parts = []
    for place, character in enumerate(name):
        angle = start + step * place
        x, y = radius * math.sin(angle), -radius * math.cos(angle)
        parts.append(_glyph(character, x, y, turn=math.degrees(angle), wide=wide, high=high))
    return parts


def _line(text: str, y: float, size: float, height: float) -> list[str]:
    """A level line under the star, squeezed to fit the circle."""
    room = 2 * math.sqrt(max((size / 2 - RING - 1.5) ** 2 - (abs(y) + height / 2) ** 2, 1)) * 0.96
    wide = min(height, room / len(text))
    start = -wide * (len(text) - 1) / 2
    return [
        _glyph(character, start + wide * place, y, wide=wide * 0.94, high=height)
        for place, character in enumerate(text)
    ]


def _star(size: float) -> str:
    outer = size * 0.155
    inner = outer * 0.381966
    points = [
        ((outer, inner)[n % 2] * math.sin(math.pi * n / 5), -(outer, inner)[n % 2] * math.cos(math.pi * n / 5))
        for n in range(10)
    ]
    return f'<polygon points="{" ".join(f"{x:.2f},{y:.2f}" for x, y in points)}"/>'


@lru_cache(maxsize=500)
def draw(name: str, *, size: int, text: str = "", is_sample: bool = False) -> SafeString:
    """
    The seal of `name`, `size` in mm across; `text` is the line of a dedicated seal.

    The state emblem of an organ's seal is never drawn: the portal's own drawing carries a star, and a sample says so.
    """
    half = size / 2
    parts = [*_ring(name, size), _star(size)]
    if text:
        parts += _line(text, size * 0.287, size, size * 0.075)
    if is_sample:
        parts += _line(SAMPLE, size * 0.377, size, size * 0.065)
    return format_html(
        '<svg class="seal seal-{0}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{1}" '
        'width="{0}mm" height="{0}mm" viewBox="{2} {2} {0} {0}" fill="{3}">'
        '<circle r="{4}" fill="none" stroke="{3}" stroke-width="{5}"/>{6}</svg>',
        size,
        f"印章：{name}{text}{'（样章）' if is_sample else ''}",
        -half,
        RED,
        half - RING / 2,
        RING,
        mark_safe("".join(parts)),
    )
