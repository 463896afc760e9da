"""What is wrong with a workbook, cell by cell."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class CellError:
    """
    One thing to put right: where it stands, which rule it offends, what was found.

    `cell` is the address as Excel shows it ("B5"), or "" when the whole sheet or file is meant. `value` is already
    masked where it is personal. `basis` cites the clause when the rule has one.
    """

    sheet: str
    cell: str
    column: str
    rule: str
    message: str
    value: str = ""
    basis: str = ""

    def as_problem(self) -> dict[str, Any]:
        """For the problem list of a job."""
        return {key: str(value) for key, value in asdict(self).items()}


def letters(index: int) -> str:
    """Column letters of a zero-based index: 0 -> A, 26 -> AA."""
    text, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        text = chr(65 + digit) + text
    return text


def address(column: int, row: int) -> str:
    """The address of a cell: zero-based column, row as Excel counts."""
    return f"{letters(column)}{row}"
