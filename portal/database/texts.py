"""What a text of the database cannot hold."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

#: The sign of code zero, and halves of characters.
UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether PostgreSQL can be asked for this text: it knows neither the sign of code zero nor half a character."""
    return UNSTORABLE.search(text) is None


def texts_in(value: Any) -> Iterator[str]:
    """Every text of it, names of fields among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from texts_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts_in(inner)
