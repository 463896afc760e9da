"""The template people fill in: headers with notes, drop-downs, a guide, and the mark of its version."""

from datetime import date
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext as _
from xlsxwriter import Workbook as Writer
from xlsxwriter.worksheet import Worksheet

from portal.exchange.declarations import Column, Kind, Sheet, Spreadsheet
from portal.exchange.errors import letters

GUIDE: Final = "填写说明"
MARK: Final = "_portal"
#: Excel refuses a longer list inside a validation; longer ones stand on the hidden sheet.
LONGEST_LIST: Final = 255
READY_ROWS: Final = 5000
HEADER_COLOUR: Final = "#1F4E8C"


def template(spreadsheet: Spreadsheet) -> bytes:
    """The XLSX file to hand out; the same bytes' worth of content for the same declaration."""
    buffer = BytesIO()
    writer = Writer(buffer, {"in_memory": True})
    writer.set_properties({"title": str(spreadsheet.title), "comments": f"{spreadsheet.code} {spreadsheet.version}"})
    formats = _formats(writer)
    mark = _Mark(writer, spreadsheet)
    _guide(writer, spreadsheet, formats)
    for sheet in spreadsheet.sheets:
        _sheet(writer, sheet, formats, mark)
    mark.finish()
    writer.close()
    return buffer.getvalue()


def _formats(writer: Writer) -> dict[str, Any]:
    head = {"bold": True, "font_color": "white", "bg_color": HEADER_COLOUR, "border": 1, "text_wrap": True}
    return {
        "required": writer.add_format({**head, "valign": "vcenter"}),
        "optional": writer.add_format({**head, "bg_color": "#7F8FA6", "valign": "vcenter"}),
        "title": writer.add_format({"bold": True, "font_size": 14}),
        "wrap": writer.add_format({"text_wrap": True, "valign": "top"}),
        Kind.TEXT: writer.add_format({"num_format": "@"}),
        Kind.DATE: writer.add_format({"num_format": "yyyy-mm-dd"}),
        Kind.INT: writer.add_format({"num_format": "0"}),
    }


class _Mark:
    """The hidden sheet: code and version in the first row, long drop-down lists in the columns below."""

    def __init__(self, writer: Writer, spreadsheet: Spreadsheet) -> None:
        self.writer, self.spreadsheet = writer, spreadsheet
        self.lists: list[list[str]] = []

    def list_of(self, words: list[str]) -> str:
        """A reference to these words."""
        if words not in self.lists:
            self.lists.append(words)
        column = letters(self.lists.index(words))
        return f"={MARK}!${column}$3:${column}${len(words) + 2}"

    def finish(self) -> None:
        sheet = self.writer.add_worksheet(MARK)
        sheet.write_row(0, 0, [self.spreadsheet.code, self.spreadsheet.version])
        for column, words in enumerate(self.lists):
            sheet.write_column(2, column, words)
        sheet.very_hidden()


def _sheet(writer: Writer, sheet: Sheet, formats: dict[str, Any], mark: _Mark) -> None:
    page = writer.add_worksheet(str(sheet.name))
    page.freeze_panes(1, 0)
    page.set_row(0, 32)
    for place, column in enumerate(sheet.columns):
        text = column.kind in {Kind.TEXT, Kind.CODE, Kind.IDENTITY, Kind.CHOICE}
        page.set_column(place, place, column.width, formats.get(Kind.TEXT if text else column.kind))
        page.write_string(0, place, str(column.header), formats["required" if column.is_required else "optional"])
        page.write_comment(0, place, _note(column), {"x_scale": 1.6, "y_scale": 1.4})
        _validation(page, place, column, mark, min(sheet.max_rows, READY_ROWS))


def _validation(page: Worksheet, place: int, column: Column, mark: _Mark, rows: int) -> None:
    rule: dict[str, Any] = {"ignore_blank": True, "error_title": str(column.header)[:32]}
    if column.kind == Kind.CHOICE:
        words = [str(word) for _value, word in column.choices]
        short = len(",".join(words)) <= LONGEST_LIST and not any("," in word for word in words)
        rule |= {"validate": "list", "source": words if short else mark.list_of(words)}
    elif column.kind == Kind.DATE:
        least = column.least if isinstance(column.least, date) else date(1900, 1, 1)
        most = column.most if isinstance(column.most, date) else date(2200, 1, 1)
        rule |= {"validate": "date", "criteria": "between", "minimum": least, "maximum": most}
    elif column.kind in {Kind.INT, Kind.DECIMAL} and column.least is not None and column.most is not None:
        validate = "integer" if column.kind == Kind.INT else "decimal"
        rule |= {"validate": validate, "criteria": "between", "minimum": column.least, "maximum": column.most}
    elif column.kind == Kind.TEXT and column.max_length <= LONGEST_LIST:
        rule |= {"validate": "length", "criteria": "<=", "value": column.max_length}
    else:
        return
    page.data_validation(1, place, rows, place, rule)


def _note(column: Column) -> str:
    lines = [_("必填") if column.is_required else _("选填"), str(column.kind.label)]
    if column.kind == Kind.CHOICE:
        lines.append("、".join(str(word) for _value, word in column.choices)[:300])
    if column.kind == Kind.TEXT:
        lines.append(_("不超过 %(most)d 字") % {"most": column.max_length})
    if column.help:
        lines.append(str(column.help))
    if column.basis:
        lines.append(str(column.basis))
    return "\n".join(lines)


def _guide(writer: Writer, spreadsheet: Spreadsheet, formats: dict[str, Any]) -> None:
    page = writer.add_worksheet(GUIDE)
    page.set_column(0, 2, 22)
    page.set_column(3, 4, 50, formats["wrap"])
    page.write_string(0, 0, str(spreadsheet.title), formats["title"])
    lines = [
        _("模板版本：%(version)s。请勿改动工作表名称和表头；行可增删，列可调换次序。")
        % {"version": spreadsheet.version},
        _("深色表头为必填。不接受公式、宏和合并单元格；长号码请按文本填写。"),
        _("有一处错误即全部不导入；错误会按工作表和单元格一次列全。"),
        *([str(spreadsheet.help)] if spreadsheet.help else []),
        *([str(spreadsheet.basis)] if spreadsheet.basis else []),
    ]
    for number, line in enumerate(lines, start=1):
        page.write_string(number, 0, line)
    top = len(lines) + 2
    page.write_row(top, 0, [_("工作表"), _("列"), _("要求"), _("说明"), _("示例")], formats["required"])
    row = top + 1
    for sheet in spreadsheet.sheets:
        for column in sheet.columns:
            required = _("必填") if column.is_required else _("选填")
            explained = _note(column).split("\n", 1)[1].replace("\n", "；")
            cells = [str(sheet.name), str(column.header), required, explained, str(column.sample)]
            for place, cell in enumerate(cells):
                page.write_string(row, place, cell)
            row += 1
