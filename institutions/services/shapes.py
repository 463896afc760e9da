"""Whether what comes for the sections of an application can be read at all, before anybody asks what it says."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from institutions.rules import sources
from portal.law import Objection
from portal.law import phrase as _

#: Beyond it no key of the database lies.
LARGEST: Final = 2**63


def misshapen(parts: Mapping[str, Any], own: Collection[str]) -> Iterator[Objection]:
    """Sections that are no list of rows; those of `own`: no row."""
    for section, data in parts.items():
        rows = [data] if section in own else data
        if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
            yield Objection(_("这一部分的格式不正确"), sources.APPLICATION, section)


def key_of(value: Any) -> int | None:
    """The key of a row that this says, or None of what is no key."""
    try:
        key = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return key if 0 < key < LARGEST else None


def is_uuid(text: str) -> bool:
    """Whether this is a key as files are known by."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
