"""Words of the law that are translated when read: rules write them without knowing any framework."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django.utils.functional import Promise

#: Words for people: plain, a phrase of the rules, or a sentence the framework translates when it is shown.
Words: TypeAlias = "str | Phrase | Promise"


@dataclass(frozen=True)
class Phrase:
    """A sentence in the source language and the facts that fill it; `str()` speaks it in the reader's language."""

    text: str
    facts: tuple[tuple[str, object], ...] = ()

    def __mod__(self, facts: Mapping[str, object]) -> "Phrase":
        """The same sentence with these facts, still to be spoken: services write it as they write plain gettext."""
        return Phrase(self.text, (*self.facts, *facts.items()))

    def __str__(self) -> str:
        text = _Speaker.translate(self.text)
        return text % dict(self.facts) if self.facts else text


class _Speaker:
    translate: Callable[[str], str] = staticmethod(str)


def phrase(text: str, **facts: object) -> Phrase:
    """A phrase; imported as `_`, so that the extraction of messages finds it."""
    return Phrase(text, tuple(facts.items()))


def ten_thousands(amount: Decimal) -> Phrase:
    """
    An amount kept in 万元, without idle zeros: `1,250.5 万元`; in English, which has no 万, `CNY 12,505,000`.

    Each language says its own of the two facts.
    """
    return phrase("%(wan)s 万元", wan=_grouped(amount), yuan=_grouped(amount * 10_000))


def _grouped(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def speak_with(translate: Callable[[str], str]) -> None:
    """Say how phrases are translated; done once, when the framework is ready."""
    _Speaker.translate = staticmethod(translate)
