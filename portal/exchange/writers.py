"""How rows are written: XLSX, CSV and JSON lines, each in constant memory."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from xlsxwriter import Workbook as Writer

from portal.exchange.lists import Cell, ExportColumn

CHUNK: Final = 2000
BOM: Final = "\ufeff"
#: What makes a spreadsheet program take a text for a formula.
ACTIVE: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SHEET_NAME: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_CELL: Final = 32_767
MOST_ROWS: Final = 1_048_575
Told = Callable[[int], None]


def streamed(rows: QuerySet[Any] | Iterable[Any]) -> Iterator[Any]:
    """Rows one after another; a queryset through a server-side cursor, so that memory does not grow with it."""
    if isinstance(rows, QuerySet):
        return iter(rows.iterator(chunk_size=CHUNK))
    return iter(rows)


def write_xlsx(
    file: IO[bytes], title: str, columns: Sequence[ExportColumn], rows: Iterable[Any], told: Told = lambda _done: None
) -> int:
    """
    Write a workbook of one sheet, continued on further sheets where Excel's rows run out; how many rows.

    Texts are written as texts: no cell is ever taken for a formula.
    """
    writer = Writer(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "head": writer.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1}),
        "date": writer.add_format({"num_format": "yyyy-mm-dd"}),
        "time": writer.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    count, page = 0, None
    for count, row in enumerate(rows, start=1):
        line = (count - 1) % MOST_ROWS + 1
        if line == 1:
            page = _page(writer, title, columns, formats, (count - 1) // MOST_ROWS)
        for place, column in enumerate(columns):
            _write(page, line, place, column.value(row), formats)
        told(count)
    if page is None:
        _page(writer, title, columns, formats, 0)
    writer.close()
    return count


def _page(writer: Writer, title: str, columns: Sequence[ExportColumn], formats: dict[str, Any], number: int) -> Any:
    name = str(title).translate(SHEET_NAME).strip()[:27] or _("清单")
    page = writer.add_worksheet(f"{name} {number + 1}" if number else name)
    page.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, str(column.header), formats["head"])
    return page


def _write(page: Any, line: int, place: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_string(line, place, _("是") if cell else _("否"))
    elif isinstance(cell, (int, float, Decimal)):
        page.write_number(line, place, cell)
    elif isinstance(cell, datetime):
        page.write_datetime(line, place, cell, formats["time"])
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, formats["date"])
    else:
        page.write_string(line, place, str(cell)[:LONGEST_CELL])


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[ExportColumn], rows: Iterable[Any], told: Told = lambda _done: None) -> Iterator[str]:
    """
    UTF-8 text with a byte order mark, which Excel needs to read Chinese; lines end as RFC 4180 says.

    A text that a spreadsheet program would take for a formula gets an apostrophe in front.
    """
    writer = csv.writer(_Echo())  # type: ignore[arg-type]
    yield BOM + str(writer.writerow([safe(str(column.header)) for column in columns]))
    for count, row in enumerate(rows, start=1):
        yield str(writer.writerow([_csv_cell(column.value(row)) for column in columns]))
        told(count)


def safe(text: str) -> str:
    """Disarm a text that begins as a formula does."""
    return f"'{text}" if text.startswith(ACTIVE) else text


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, str):
        return safe(cell)
    return str(cell)


def json_lines(columns: Sequence[ExportColumn], rows: Iterable[Any], told: Told = lambda _done: None) -> Iterator[str]:
    """One JSON object a line, keyed by the columns' names; decimals as text, so that no money is rounded."""
    for count, row in enumerate(rows, start=1):
        found = {column.name: column.value(row) for column in columns}
        yield json.dumps(found, cls=DjangoJSONEncoder, ensure_ascii=False) + "\n"
        told(count)
