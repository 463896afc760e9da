"""What a token may be used for; a chapter declares its own from its `rest` package."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from portal.law import Words


@dataclass(frozen=True)
class TokenScope:
    """One permission a token carries: `code` is `noun:read` or `noun:write`, `label` what the owner ticks."""

    code: str
    label: Words


_declared: Final[dict[str, TokenScope]] = {}


def declare(code: str, label: Words) -> str:
    """
    Make a scope known and hand back its code.

    Raises ValueError if the code is taken by a scope with other words.
    """
    known = _declared.setdefault(code, TokenScope(code, label))
    if known.label != label:
        raise ValueError(f"The scope {code} is declared twice.")
    return code


def declared() -> list[TokenScope]:
    """Every scope there is, by code."""
    return [_declared[code] for code in sorted(_declared)]


def unknown(codes: Iterable[str]) -> list[str]:
    """Those of the codes nobody declared."""
    return [code for code in codes if code not in _declared]


DOCKET_READ: Final = declare("docket:read", _("读取待办事项"))
