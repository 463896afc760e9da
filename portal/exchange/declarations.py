"""How a spreadsheet is declared: sheets, columns, rules, and what becomes of the rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.exchange.errors import CellError
from portal.law import Clause, Words
from portal.parties.masking import Personal

if TYPE_CHECKING:
    from portal.access import Role
    from portal.exchange.workbooks import Workbook
    from portal.jobs.runs import JobRun

DEFAULT_LENGTH: Final = 200
MOST_ROWS: Final = 100_000


class Kind(TextChoices):
    """What a cell holds once it is read."""

    TEXT = "text", _("文本")
    INT = "int", _("整数")
    DECIMAL = "decimal", _("数字")
    DATE = "date", _("日期")
    CHOICE = "choice", _("选项")
    CODE = "code", _("统一社会信用代码")
    IDENTITY = "identity", _("居民身份证号码")


@dataclass(frozen=True)
class Column:
    """
    One column: its header in the file, its field in the row, and the rule its cells keep.

    `choices` pairs the stored value with the word in the file. `least` and `most` bound numbers and dates; `places` is
    the number of decimals kept. `check` takes the value read and the day and returns what is wrong, or "". A value of a
    `personal` kind is never shown in full: errors mask it as pages do.
    """

    header: Words
    field: str
    kind: Kind = Kind.TEXT
    is_required: bool = True
    choices: tuple[tuple[str, Words], ...] = ()
    max_length: int = DEFAULT_LENGTH
    places: int = 2
    least: Decimal | int | date | None = None
    most: Decimal | int | date | None = None
    is_unique: bool = False
    personal: Personal | None = None
    pattern: str = ""
    help: Words = ""
    sample: str = ""
    basis: Clause | None = None
    width: int = 18
    check: Callable[[Any, date], str] | None = None

    @property
    def masked_as(self) -> Personal | None:
        """The kind of personal data its values are, if any."""
        return Personal.IDENTITY if self.kind == Kind.IDENTITY else self.personal


@dataclass(frozen=True)
class Sheet:
    """One sheet of the file; `code` names it in `Workbook`, `name` on its tab (at most 31 characters)."""

    code: str
    name: Words
    columns: tuple[Column, ...]
    min_rows: int = 0
    max_rows: int = MOST_ROWS
    help: Words = ""

    @property
    def by_header(self) -> dict[str, Column]:
        return {str(column.header): column for column in self.columns}


@dataclass(frozen=True)
class Spreadsheet:
    """
    A file people fill in.

    `version` changes whenever a column does: a file from an older template is refused before it is read. `check` finds
    what single cells cannot show; `load` writes everything in the one transaction it is called in. `follow` does what
    would hold others up in there: the job is not done before it is, and a lost worker's successor enters it again.
    `roles` may send the file in on the portal's own import page; without any, only the chapter's pages take it.
    """

    code: str
    title: Words
    version: str
    sheets: tuple[Sheet, ...]
    load: Callable[["Workbook", "JobRun"], None]
    check: Callable[["Workbook"], Iterable[CellError]] = field(default=lambda _workbook: ())
    follow: Callable[["JobRun"], None] = field(default=lambda _run: None)
    basis: Clause | None = None
    help: Words = ""
    roles: "frozenset[Role]" = frozenset()

    def sheet(self, code: str) -> Sheet:
        """The sheet of this code; `LookupError` when there is none."""
        for sheet in self.sheets:
            if sheet.code == code:
                return sheet
        raise LookupError(code)


_declared: dict[str, Spreadsheet] = {}


def declare(spreadsheet: Spreadsheet) -> Spreadsheet:
    """Make a spreadsheet known to the import pages and the worker; declared again, the later one holds."""
    _declared[spreadsheet.code] = spreadsheet
    return spreadsheet


def find(code: str) -> Spreadsheet:
    """The spreadsheet of this code; `LookupError` when nobody declared one."""
    return _declared[code]


def declared() -> tuple[Spreadsheet, ...]:
    """All of them, for the register and the tests."""
    return tuple(_declared[code] for code in sorted(_declared))
