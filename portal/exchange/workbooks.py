"""A workbook once read: its rows by sheet, and the way to point at a cell of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

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
    rows: dict[str, list[Row]] = field(default_factory=dict)
    #: by sheet code, where each field's column stands (zero-based)
    places: dict[str, dict[str, int]] = field(default_factory=dict)

    def __getitem__(self, sheet_code: str) -> list[Row]:
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
