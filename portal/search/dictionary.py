"""The dictionary of readings, loaded by the first name: it is large, and most processes read none."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib import import_module
from typing import Final

#: A character that stands in no phrase: put after a piece, it stands for whatever follows there.
FOLLOWER: Final = "㐀"


class Dictionary:
    """What pypinyin knows: it cuts a run of characters into the longest phrases it has, from the left."""

    def __init__(self) -> None:
        constants = import_module("pypinyin.constants")
        phrases: Iterable[str] = constants.PHRASES_DICT
        self._read: Callable[[str], list[str]] = import_module("pypinyin").lazy_pinyin
        self._is_han: Callable[[str], object] = constants.RE_HANS.match
        #: Every two characters that stand side by side in a phrase. Between others it always cuts.
        self.neighbours = frozenset(phrase[n : n + 2] for phrase in phrases for n in range(len(phrase) - 1))

    def read(self, run: str, *, is_followed: bool = False) -> list[str]:
        """
        The syllables of a run; signs it does not know stay as they are.

        At its end a run is cut differently, so a piece of a longer one must tell that another character follows it.
        """
        return self._read(run + FOLLOWER)[:-1] if is_followed else self._read(run)

    def is_han(self, character: str) -> bool:
        """Whether it is a character with a reading, as far as the dictionary cares."""
        return bool(self._is_han(character))


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """The one of this process."""
    return Dictionary()
