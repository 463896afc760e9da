"""What may be shown of a cell's value."""

from typing import Any, Final

from portal.exchange.declarations import Column
from portal.exchange.values import plain

LONGEST: Final = 40
HEAD: Final = 3
TAIL: Final = 2


def shown(column: Column, value: Any) -> str:
    """The value as an error list may show it: shortened, and masked where the column is personal."""
    if value is None:
        return ""
    text = plain(value)
    if column.masks:
        return mask(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def mask(text: str) -> str:
    """Keep the head and the tail of a long value, the first character of a short one."""
    if len(text) <= HEAD + TAIL + 1:
        return text[:1] + "*" * (len(text) - 1)
    return text[:HEAD] + "*" * (len(text) - HEAD - TAIL) + text[-TAIL:]
