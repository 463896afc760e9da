"""The one masker: pages, files, the interface and exports show personal data as these functions leave them."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from portal.parties import codes

HIDDEN: Final = "*"


class Personal(StrEnum):
    """A kind of personal data; what is left of it is decided here and nowhere else (PIPL art. 51)."""

    IDENTITY = "identity"
    PHONE = "phone"
    NAME = "name"
    PROFESSIONAL_NAME = "professional_name"
    BANK = "bank"
    ADDRESS = "address"
    EMAIL = "email"


def mask(kind: Personal | str, value: object) -> str:
    """
    What may be shown of a value of this kind; nothing of nothing.

    Raises ValueError for a kind the masker does not know: what is not classified is not shown.
    """
    text = "" if value is None else str(value).strip()
    return _MASKS[Personal(kind)](text) if text else ""


def _between(text: str, head: int, tail: int) -> str:
    """Keep head and tail when at least as much stays hidden, else hide all."""
    hidden = len(text) - head - tail
    if hidden < head + tail:
        return HIDDEN * len(text)
    return text[:head] + HIDDEN * hidden + text[len(text) - tail :]


def _identity(text: str) -> str:
    return _between(text, 2, 2)


def _phone(text: str) -> str:
    number = codes.normalise_phone(text)
    if codes.is_mobile(number):
        return f"{number[:3]}{HIDDEN * 4}{number[-4:]}"
    return _between(number, 0, 2) if number else HIDDEN * len(text)


def _name(text: str) -> str:
    return text[0] + HIDDEN * max(len(text) - 1, 1)


def _bank(text: str) -> str:
    number = codes.plain(text)
    return HIDDEN * max(len(number) - 4, 4) + number[-4:] if len(number) >= 8 else HIDDEN * len(number)  # noqa: PLR2004


def _address(text: str) -> str:
    """Down to the county or, where none is named, the first six characters."""
    ends = [text.rfind(mark, 0, 24) for mark in ("县", "区", "旗", "市")]
    end = max(ends) + 1 or 6
    return text[:end] + HIDDEN * 4


def _email(text: str) -> str:
    name, at, host = text.partition("@")
    return f"{name[:1]}{HIDDEN * 3}{at}{host}" if at else HIDDEN * len(text)


def _whole(text: str) -> str:
    """Registered professionals and penalised persons are named in full, as the law publishes them."""
    return text


_MASKS: Final[dict[Personal, Callable[[str], str]]] = {
    Personal.IDENTITY: _identity,
    Personal.PHONE: _phone,
    Personal.NAME: _name,
    Personal.PROFESSIONAL_NAME: _whole,
    Personal.BANK: _bank,
    Personal.ADDRESS: _address,
    Personal.EMAIL: _email,
}
