"""How a filled-in workbook is read: everything right in it, and everything wrong."""

from collections.abc import Callable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from portal.exchange.declarations import Column, Sheet
from portal.exchange.errors import CellError, address
from portal.exchange.inspection import NotAWorkbook, SheetMarks, inspect
from portal.exchange.masks import shown
from portal.exchange.templates import GUIDE, MARK
from portal.exchange.values import Unreadable, plain, reader
from portal.exchange.workbooks import Row, Workbook

Progress = Callable[[int, int], None]
BLANK: Final = frozenset({"", None})


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
        for _row in sheet_reader.rows(source.iter_rows(), heights[name]):
            done += 1
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
    """Reads one sheet of a workbook, collecting what is wrong."""

    def __init__(self, sheet: Sheet, workbook: Workbook, marks: SheetMarks, start: tuple[int, int] | None) -> None:
        self.sheet, self.workbook = sheet, workbook
        self.offset = start[1] if start else 0
        self.errors: list[CellError] = []
        self.kept: list[Row] = workbook.rows.setdefault(sheet.code, [])
        self.readers = {column.field: reader(column) for column in sheet.columns}
        self.seen: dict[str, dict[Any, int]] = {column.field: {} for column in sheet.columns if column.is_unique}
        self.spoiled: set[str] = set(marks.formulas) | set(marks.broken)
        self._mark(marks)

    def rows(self, source: Iterator[list[Any]], height: int) -> Iterator[Row | None]:
        """Read header and the `height` rows below it; yields once for each of them, None for an empty one."""
        columns = self._header(next(source, []))
        self.workbook.places[self.sheet.code] = {column.field: place for place, column in columns}
        if not columns:
            return
        if height > self.sheet.max_rows:
            self._sheet_error("rows", _("最多 %(most)d 行，请分批填报") % {"most": self.sheet.max_rows})
            return
        plan = [(place - self.offset, place, column, self.readers[column.field]) for place, column in columns]
        on = self.workbook.on
        for number, cells in enumerate(source, start=2):
            if not any(cell not in BLANK and str(cell).strip() for cell in cells):
                yield None
                continue
            row = self._row(number, cells, plan, on)
            self.kept.append(row)
            yield row
        if len(self.kept) < self.sheet.min_rows:
            self._sheet_error("rows", _("至少填写 %(least)d 行") % {"least": self.sheet.min_rows})

    def _row(self, number: int, cells: list[Any], plan: list[tuple[int, int, Column, Any]], on: date) -> Row:
        values: dict[str, Any] = {}
        width = len(cells)
        for index, place, column, read_cell in plan:
            cell = cells[index] if 0 <= index < width else ""
            if isinstance(cell, str):
                cell = cell.strip()
            values[column.field] = None
            if cell in BLANK:
                if column.is_required and (not self.spoiled or address(place, number) not in self.spoiled):
                    self._cell_error(place, number, column, "required", _("必填"), cell="")
                continue
            try:
                values[column.field] = read_cell(cell, on)
            except Unreadable as wrong:
                if not self.spoiled or address(place, number) not in self.spoiled:
                    self._cell_error(place, number, column, wrong.rule, wrong.message, cell=cell)
                continue
            if column.is_unique:
                self._once(place, number, column, values[column.field])
        return Row(number, values)

    def _once(self, place: int, number: int, column: Column, value: Any) -> None:
        first = self.seen[column.field].setdefault(value, number)
        if first != number:
            message = _("与第 %(row)d 行重复") % {"row": first}
            self._cell_error(place, number, column, "unique", message, cell=value)

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
