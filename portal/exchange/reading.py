"""How a filled-in workbook is read: everything right in it, and everything wrong."""

from collections.abc import Callable, Iterator, Sequence
from difflib import get_close_matches
from itertools import islice
from operator import itemgetter
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from portal.database.bulk import unswept
from portal.exchange.columns import ColumnReader
from portal.exchange.declarations import Column, Sheet
from portal.exchange.errors import CellError, address
from portal.exchange.inspection import NotAWorkbook, SheetMarks, inspect
from portal.exchange.masks import shown
from portal.exchange.templates import GUIDE, MARK
from portal.exchange.values import plain
from portal.exchange.workbooks import Table, Workbook

Progress = Callable[[int, int], None]
Planned = tuple[int, Column, ColumnReader]
#: Rows to a piece: enough to judge columns as a whole, few enough to tell progress and to weigh little.
PIECE: Final = 4000


@unswept()
def read(file: IO[bytes], workbook: Workbook, progress: Progress = lambda _done, _total: None) -> list[CellError]:
    """
    Fill `workbook` from the file; every error found, sheet by sheet, in the order of the cells.

    Raises `NotAWorkbook` when the file as a whole is refused. `progress` is told rows done and in all.
    """
    wanted = {str(sheet.name): sheet for sheet in workbook.spreadsheet.sheets}
    marks = inspect(file, set(wanted))
    try:
        book = CalamineWorkbook.from_filelike(file)
        _refuse_other_version(book, workbook)
        errors = list(_sheet_errors(book.sheet_names, wanted))
        present = {name: book.get_sheet_by_name(name) for name in wanted if name in book.sheet_names}
    except CalamineError as wrong:
        raise NotAWorkbook("broken", _("文件已损坏，无法打开")) from wrong
    heights = {name: source.end[0] if source.end else 0 for name, source in present.items()}
    total = sum(heights.values())
    done = 0
    for name, source in present.items():
        sheet_reader = SheetReader(wanted[name], workbook, marks.get(name, SheetMarks()), source.start)
        for count in sheet_reader.read(source.iter_rows(), heights[name]):
            done += count
            progress(done, total)
        errors += sheet_reader.errors
    return errors


def _refuse_other_version(book: CalamineWorkbook, workbook: Workbook) -> None:
    spreadsheet = workbook.spreadsheet
    if MARK not in book.sheet_names:
        raise NotAWorkbook("version", _("不是本系统的模板，请下载模板后填写"))
    cells = [plain(cell) for row in book.get_sheet_by_name(MARK).to_python() for cell in row]
    code, version = [*cells, "", ""][:2]
    if code != spreadsheet.code:
        raise NotAWorkbook("version", _("这是另一种表格的模板，请下载“%(title)s”模板") % {"title": spreadsheet.title})
    if version != spreadsheet.version:
        raise NotAWorkbook(
            "version",
            _("模板版本 %(found)s 已停用，现行版本 %(wanted)s，请重新下载模板")
            % {"found": version or "?", "wanted": spreadsheet.version},
        )


def _sheet_errors(names: list[str], wanted: dict[str, Sheet]) -> Iterator[CellError]:
    extra = [name for name in names if name not in wanted and name not in {GUIDE, MARK}]
    for name in wanted:
        if name not in names:
            near = get_close_matches(name, extra, 1, 0.5)
            message = _("缺少工作表“%(name)s”") % {"name": name}
            if near:
                message += _("（是否误写为“%(near)s”？）") % {"near": near[0]}
            yield CellError(name, "", "", "sheet", message)
    for name in extra:
        yield CellError(name, "", "", "sheet", _("模板中没有工作表“%(name)s”，请删除") % {"name": name})


class SheetReader:
    """Reads one sheet of a workbook piece by piece, column by column, collecting what is wrong."""

    def __init__(self, sheet: Sheet, workbook: Workbook, marks: SheetMarks, start: tuple[int, int] | None) -> None:
        self.sheet, self.workbook = sheet, workbook
        self.offset = start[1] if start else 0
        self.errors: list[CellError] = []
        self.kept = workbook.rows.setdefault(sheet.code, Table([column.field for column in sheet.columns]))
        self.seen: dict[str, dict[Any, int]] = {column.field: {} for column in sheet.columns if column.is_unique}
        self.spoiled: set[str] = set(marks.formulas) | set(marks.broken)
        self._mark(marks)

    def read(self, source: Iterator[list[Any]], height: int) -> Iterator[int]:
        """Read header and the `height` rows below it; yields after each piece how many rows it had."""
        columns = self._header(next(source, []))
        self.workbook.places[self.sheet.code] = {column.field: place for place, column in columns}
        if not columns:
            return
        if height > self.sheet.max_rows:
            self._sheet_error("rows", _("最多 %(most)d 行，请分批填报") % {"most": self.sheet.max_rows})
            return
        plan = [(place, column, ColumnReader(column, self.workbook.on)) for place, column in columns]
        number = 2
        while rows := list(islice(source, PIECE)):
            self._piece(range(number, number + len(rows)), rows, plan)
            number += len(rows)
            yield len(rows)
        if len(self.kept) < self.sheet.min_rows:
            self._sheet_error("rows", _("至少填写 %(least)d 行") % {"least": self.sheet.min_rows})

    def _piece(self, numbers: Sequence[int], rows: list[list[Any]], plan: list[Planned]) -> None:
        """Read these rows; the errors of the piece are put into the order of its cells."""
        numbers, rows = self._filled(numbers, rows, plan)
        cells = list(zip(*rows, strict=True))
        values: dict[str, list[Any]] = {}
        faults: list[tuple[int, int, Column, str, str, Any]] = []
        for order, (place, column, column_reader) in enumerate(plan):
            given = cells[place - self.offset] if rows else ()
            values[column.field], empty, wrong = column_reader.read(given)
            if column.is_required and empty:
                faults += [(numbers[at], order, column, "required", _("必填"), "") for at in empty]
            faults += [(numbers[at], order, column, fault.rule, fault.message, given[at]) for at, fault in wrong]
            if column.is_unique:
                faults += self._twice(numbers, order, column, values[column.field])
        for number, order, column, rule, message, cell in sorted(faults, key=itemgetter(0, 1)):
            place = plan[order][0]
            if rule == "unique" or not self.spoiled or address(place, number) not in self.spoiled:
                self._cell_error(place, number, column, rule, message, cell=cell)
        self.kept.extend(numbers, values)

    def _filled(
        self, numbers: Sequence[int], rows: list[list[Any]], plan: list[Planned]
    ) -> tuple[Sequence[int], list[list[Any]]]:
        """Without the empty rows; where a required cell is filled in, the row needs no further look."""
        telling = next((place - self.offset for place, column, _reader in plan if column.is_required), 0)
        if all(type(row[telling]) is str and row[telling].strip() for row in rows):
            return numbers, rows
        filled = [place for place, row in enumerate(rows) if any(map(_is_filled, row))]
        return [numbers[place] for place in filled], [rows[place] for place in filled]

    def _twice(
        self, numbers: Sequence[int], order: int, column: Column, values: list[Any]
    ) -> list[tuple[int, int, Column, str, str, Any]]:
        """The values that stood in an earlier row already."""
        seen = self.seen[column.field]
        once = dict(zip(values, numbers, strict=True))
        if len(once) == len(values) and None not in once and seen.keys().isdisjoint(once):
            seen.update(once)
            return []
        found = []
        for number, value in zip(numbers, values, strict=True):
            if value is not None and (first := seen.setdefault(value, number)) != number:
                found.append((number, order, column, "unique", _("与第 %(row)d 行重复") % {"row": first}, value))
        return found

    def _header(self, cells: list[Any]) -> list[tuple[int, Column]]:
        """Where each column stands; headers may be in any order, but all of them and no others."""
        by_header, found = self.sheet.by_header, {}
        written = {place: plain(cell) for place, cell in enumerate(cells, self.offset) if plain(cell)}
        missing = [header for header in by_header if header not in written.values()]
        for place, header in written.items():
            if header in by_header and header not in found:
                found[header] = place
            elif header in by_header:
                self._header_error(place, header, _("列“%(header)s”重复") % {"header": header})
            else:
                near = get_close_matches(header, missing, 1, 0.5)
                hint = _("（是否应为“%(near)s”？）") % {"near": near[0]} if near else ""
                self._header_error(place, header, _("模板中没有列“%(header)s”") % {"header": header} + hint)
        for header in missing:
            self._sheet_error("header", _("缺少列“%(header)s”") % {"header": header}, header)
        return [(place, by_header[header]) for header, place in found.items()]

    def _mark(self, marks: SheetMarks) -> None:
        for cell in marks.formulas:
            message = _("不接受公式，请以“值”粘贴")
            self.errors.append(CellError(str(self.sheet.name), cell, "", "formula", message))
        for cell in marks.broken:
            message = _("单元格为错误值")
            self.errors.append(CellError(str(self.sheet.name), cell, "", "error-value", message))
        for cell in marks.merged:
            message = _("不接受合并单元格，请取消合并")
            self.errors.append(CellError(str(self.sheet.name), cell, "", "merged", message))

    def _cell_error(self, place: int, number: int, column: Column, rule: str, message: str, *, cell: Any) -> None:
        self.errors.append(
            CellError(
                str(self.sheet.name),
                address(place, number),
                str(column.header),
                rule,
                message,
                shown(column, cell),
                str(column.basis or ""),
            )
        )

    def _header_error(self, place: int, header: str, message: str) -> None:
        self.errors.append(CellError(str(self.sheet.name), address(place, 1), header, "header", message))

    def _sheet_error(self, rule: str, message: str, header: str = "") -> None:
        self.errors.append(CellError(str(self.sheet.name), "", header, rule, message))


def _is_filled(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())
