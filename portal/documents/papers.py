"""A paper as a chapter declares it: what it is called, how it is laid out, which series numbers it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.utils.functional import Promise


class Layout(StrEnum):
    """How a paper looks (GB/T 9704-2012 for the first two); the value names its page rules and its base template."""

    OFFICIAL = "official"
    LETTER = "letter"
    CERTIFICATE = "certificate"
    PLAIN = "plain"


class Style(StrEnum):
    """How a number is written."""

    BRACKETS = "brackets"
    ANNOUNCEMENT = "announcement"


@dataclass(frozen=True)
class Series:
    """
    A run of numbers that begins at 1 every year for every organ.

    `mark` follows the organ's own mark: 豫应急 + 审 -> `豫应急审〔2026〕5号`; an announcement is `2026年第5号`.
    """

    code: str
    mark: str = ""
    style: Style = Style.BRACKETS

    def text(self, organ_mark: str, year: int, ordinal: int) -> str:
        if self.style is Style.ANNOUNCEMENT:
            return f"{year}年第{ordinal}号"
        return f"{organ_mark}{self.mark}〔{year}〕{ordinal}号"


class Seal(StrEnum):
    """Which seal a paper bears."""

    NONE = ""
    ORGAN = "organ"
    DEDICATED = "dedicated"


LETTERS: Final = Series("letter", "函")
ANNOUNCEMENTS: Final = Series("announcement", style=Style.ANNOUNCEMENT)
_declared: dict[str, "Paper"] = {}


@dataclass(frozen=True)
class Paper:
    """
    One kind of official paper.

    `template` extends `portal/papers/<layout>.html` and fills its blocks; `series=None` means that the caller brings
    the number (certificates). `seal_text` is the line of a dedicated seal, such as 行政许可专用章. `is_public` papers
    may be fetched by anyone who has the verification code. `sample` is the context `manage.py look` draws it with.
    """

    code: str
    title: str | Promise
    template: str
    series: Series | None = None
    layout: Layout = Layout.OFFICIAL
    seal: Seal = Seal.ORGAN
    seal_text: str = ""
    is_public: bool = False
    sample: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)

    def __post_init__(self) -> None:
        _declared[self.code] = self


def find(code: str) -> Paper | None:
    return _declared.get(code)


def every() -> tuple[Paper, ...]:
    """All papers declared so far, by code."""
    return tuple(_declared[code] for code in sorted(_declared))
