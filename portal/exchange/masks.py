"""What may be shown of a cell's value."""

from typing import Any, Final

from portal.exchange.declarations import Column
from portal.exchange.values import plain
from portal.parties.masking import mask

LONGEST: Final = 40


def shown(column: Column, value: Any) -> str:
    """The value as an error list may show it: shortened, and masked where the column is personal."""
    if value is None:
        return ""
    text = plain(value)
    if column.masked_as is not None:
        return mask(column.masked_as, text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
