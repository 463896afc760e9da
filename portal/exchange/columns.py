"""How a column is read: a few thousand cells at a time, each different cell once, by the rule of the single cell."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from portal.exchange.declarations import Column, Kind
from portal.exchange.values import INVISIBLE, Unreadable, pattern_of, reader

#: A column remembers this many different cells from one piece of a sheet to the next: choices and days, not names.
REMEMBERED: Final = 5000


class ColumnReader:
    """
    Reads the cells of one column.

    A cell that is right is never looked at alone where the whole piece can be judged at once; the others go through
    the reader of `values`, whose verdict on a cell is kept for its equals.
    """

    def __init__(self, column: Column, on: date) -> None:
        self.column, self.on = column, on
        self._read = reader(column)
        self._pattern = pattern_of(column)
        bare = column.least is None and column.most is None and column.check is None
        self._is_plain = column.kind == Kind.TEXT and bare
        self._known: dict[Any, Any] = {"": None, None: None}
        self._wrong: dict[Any, Unreadable] = {}

    def read(self, cells: Sequence[Any]) -> tuple[list[Any], list[int], list[tuple[int, Unreadable]]]:
        """The values, None where there is none; the places of empty cells; the places of bad ones, with the rule."""
        types = set(map(type, cells))
        if types == {str}:
            cells = list(map(str.strip, cells))
            if self._is_plain and self._are_fit(cells):
                return self._blanked(cells)
        elif str in types:
            cells = [cell.strip() if isinstance(cell, str) else cell for cell in cells]
        keys: Sequence[Any] = cells
        if bool in types:  # True equals 1, and means something else
            keys = [(cell, True) if isinstance(cell, bool) else cell for cell in cells]
        for key in set(keys) - self._known.keys():
            self._learn(key)
        values = list(map(self._known.__getitem__, keys))
        empty = (
            [place for place, key in enumerate(keys) if key == "" or key is None] if "" in keys or None in keys else []
        )
        wrong = (
            [(place, self._wrong[key]) for place, key in enumerate(keys) if key in self._wrong] if self._wrong else []
        )
        if len(self._known) > REMEMBERED:
            self._known = {"": None, None: None}
            self._wrong = {}
        return values, empty, wrong

    def _learn(self, key: Any) -> None:
        cell = key[0] if isinstance(key, tuple) else key
        try:
            self._known[key] = self._read(cell, self.on)
        except Unreadable as wrong:
            self._known[key] = None
            self._wrong[key] = wrong

    def _are_fit(self, cells: list[str]) -> bool:
        """Whether every one of these texts is right as it stands."""
        whole = "".join(cells)
        if not whole.isascii() and INVISIBLE.search(whole):
            return False
        if max(map(len, cells), default=0) > self.column.max_length:
            return False
        match = self._pattern.fullmatch if self._pattern is not None else None
        return match is None or all(not cell or match(cell) for cell in set(cells))

    def _blanked(self, cells: list[str]) -> tuple[list[Any], list[int], list[tuple[int, Unreadable]]]:
        if "" not in cells:
            return cells, [], []
        return [cell or None for cell in cells], [place for place, cell in enumerate(cells) if not cell], []
