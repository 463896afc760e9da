"""A workbook once read: its rows by sheet, and the way to point at a cell of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, overload

from portal.accounts.models import User
from portal.exchange.declarations import Spreadsheet
from portal.exchange.errors import CellError, address
from portal.exchange.masks import shown
from portal.law import Words


@dataclass(slots=True)
class Row:
    """One row as read: its number in Excel, its values by field; None where an optional cell is empty."""

    number: int
    values: dict[str, Any]

    def __getitem__(self, field_name: str) -> Any:
        return self.values[field_name]


class Table(Sequence[Row]):
    """
    The rows of one sheet, kept by column: a list of rows to those who go through them, columns to those who load them.

    `numbers` are the rows' numbers in Excel; `columns` holds for each field the values in the same order.
    """

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, fields: Sequence[str]) -> None:
        self.numbers: list[int] = []
        self.columns: dict[str, list[Any]] = {field: [] for field in fields}

    def extend(self, numbers: Sequence[int], columns: dict[str, list[Any]]) -> None:
        """Take in further rows; a field without values has none in these rows."""
        self.numbers.extend(numbers)
        for name, values in self.columns.items():
            values.extend(columns.get(name) or [None] * len(numbers))

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self[index] for index in range(*place.indices(len(self)))]
        return Row(self.numbers[place], {name: values[place] for name, values in self.columns.items()})

    def __iter__(self) -> Iterator[Row]:
        names = list(self.columns)
        for number, *values in zip(self.numbers, *self.columns.values(), strict=True):
            yield Row(number, dict(zip(names, values, strict=True)))

    def __eq__(self, other: object) -> bool:
        return list(self) == other if isinstance(other, list) else NotImplemented


@dataclass
class Workbook:
    """
    The rows of every sheet, in the order of the file.

    `on` is the day the import was asked for, `by` who asked, `context` what the page that asked passed along.
    """

    spreadsheet: Spreadsheet
    on: date
    by: User | None = None
    context: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Table] = field(default_factory=dict)
    #: what the spreadsheet's `check` found out and its `load` goes on from
    found: Any = None
    #: by sheet code, where each field's column stands (zero-based)
    places: dict[str, dict[str, int]] = field(default_factory=dict)

    def __getitem__(self, sheet_code: str) -> Table:
        return self.rows[sheet_code]

    def __iter__(self) -> Iterator[tuple[str, Row]]:
        for code, rows in self.rows.items():
            for row in rows:
                yield code, row

    def __len__(self) -> int:
        return sum(len(rows) for rows in self.rows.values())

    def error(self, sheet_code: str, row: Row, field_name: str, message: Words, *, rule: str = "rule") -> CellError:
        """What a chapter's `check` returns: this cell is wrong, and why."""
        sheet = self.spreadsheet.sheet(sheet_code)
        column = next(column for column in sheet.columns if column.field == field_name)
        return CellError(
            sheet=str(sheet.name),
            cell=address(self.places[sheet_code][field_name], row.number),
            column=str(column.header),
            rule=rule,
            message=str(message),
            value=shown(column, row.values.get(field_name)),
            basis=str(column.basis or ""),
        )
