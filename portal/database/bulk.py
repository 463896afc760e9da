"""Work on a great many rows at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """
    Make no search for garbage meanwhile.

    Of a hundred thousand rows that are read, checked and loaded none is garbage until all are, and the collector would
    walk them all again and again: a fifth of an import's time. What is in no circle goes as always.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
