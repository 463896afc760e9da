"""Charts as SVG, drawn here: page and paper show the same, and the browser gets nothing but the picture. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from math import floor, log10
from typing import Final

WIDTH: Final = 720
HEIGHT: Final = 320
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 40, 64
#: Told apart by lightness and by pattern too, never by colour alone.
COLOURS: Final = ("#1f4e8c", "#c2762b", "#5b8f5a", "#7a6aa8")
DASHES: Final = ("", "6 3", "2 3", "8 3 2 3")
MOST_LABELS: Final = 16
LONGEST_LABEL: Final = 8


@dataclass(frozen=True)
class Series:
    """A name and one value a label; None where there is none."""

    name: str
    values: Sequence[Decimal | int | float | None]


def draw(title: str, labels: Sequence[str], series: Sequence[Series], form: str = "bars") -> str:
    """
    An SVG picture, `form` bars or lines, with a title and a description for those who do not see it.

    Its numbers are also in the table beside it; the picture has no script, no style and no address.
    """
    top = _ceiling(max((float(v) for line in series for v in line.values if v is not None), default=0))
    shapes = _lines(labels, series, top) if form == "lines" else _bars(labels, series, top)
    described = "；".join(f"{name}：{values}" for name, values in ((s.name, _spoken(labels, s)) for s in series))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" class="chart"'
        f' font-size="12" fill="#333"><title>{escape(title)}</title><desc>{escape(described)}</desc>'
        f"{_patterns()}{_grid(top)}{shapes}{_labels(labels)}{_legend(series)}</svg>"
    )


def _spoken(labels: Sequence[str], series: Series) -> str:
    pairs = zip(labels, series.values, strict=True)
    return "，".join(f"{label} {'—' if value is None else value}" for label, value in pairs)


def _ceiling(most: float) -> float:
    """The next round number: 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return 1
    power = 10 ** floor(log10(most))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= most)


def _x(place: float, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * place / max(count, 1)


def _y(value: float, top: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _patterns() -> str:
    stripes = "".join(
        f'<pattern id="chart-{number}" width="6" height="6" patternUnits="userSpaceOnUse"'
        f' patternTransform="rotate({45 * number})"><rect width="6" height="6" fill="{colour}"/>'
        f'<line x1="0" y1="0" x2="0" y2="6" stroke="#fff" stroke-width="{number * 1.2:.1f}"/></pattern>'
        for number, colour in enumerate(COLOURS)
    )
    return f"<defs>{stripes}</defs>"


def _fill(number: int) -> str:
    return f"url(#chart-{number % 4})" if number % 4 else COLOURS[0]


def _grid(top: float) -> str:
    parts = []
    for step in range(6):
        value = top * step / 5
        y = _y(value, top)
        parts.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_number(value)}</text>')
    return "".join(parts)


def _bars(labels: Sequence[str], series: Sequence[Series], top: float) -> str:
    parts, count = [], len(labels)
    band = (WIDTH - LEFT - RIGHT) / max(count, 1)
    width = band * 0.8 / max(len(series), 1)
    for number, line in enumerate(series):
        for place, value in enumerate(line.values):
            if value is None:
                continue
            x, y = _x(place, count) + band * 0.1 + width * number, _y(float(value), top)
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}"'
                f' fill="{_fill(number)}"/>'
            )
            if len(series) * count <= MOST_LABELS:
                text = _number(float(value))
                parts.append(f'<text x="{x + width / 2:.1f}" y="{y - 4:.1f}" text-anchor="middle">{text}</text>')
    return "".join(parts)


def _lines(labels: Sequence[str], series: Sequence[Series], top: float) -> str:
    parts, count = [], len(labels)
    for number, line in enumerate(series):
        colour, dash = COLOURS[number % 4], DASHES[number % 4]
        points = [
            (_x(place + 0.5, count), _y(float(value), top))
            for place, value in enumerate(line.values)
            if value is not None
        ]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
    return "".join(parts)


def _labels(labels: Sequence[str]) -> str:
    parts, count = [], len(labels)
    every = -(-count // MOST_LABELS) or 1
    for place, label in enumerate(labels):
        if place % every:
            continue
        text = label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"
        x, y = _x(place + 0.5, count), HEIGHT - BOTTOM + 16
        turn = f' transform="rotate(-30 {x:.1f} {y})" text-anchor="end"' if count > LONGEST_LABEL else ""
        anchor = turn or ' text-anchor="middle"'
        parts.append(f'<text x="{x:.1f}" y="{y}"{anchor}>{escape(text)}</text>')
    return "".join(parts)


def _legend(series: Sequence[Series]) -> str:
    parts, x = [], LEFT
    for number, line in enumerate(series):
        parts.append(f'<rect x="{x}" y="12" width="14" height="12" fill="{_fill(number)}"/>')
        parts.append(f'<text x="{x + 20}" y="22">{escape(line.name)}</text>')
        x += 40 + 13 * len(line.name)
    return "".join(parts)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.1f}"  # noqa: PLR2004
