"""A report as files: a workbook with its definitions, and a paper."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from portal.documents import pdf
from portal.documents.wording import long_date
from portal.reports import figures
from portal.reports.declarations import Kind, Report

#: A longer table is read as a workbook; a paper of it would be a book.
MOST_ON_PAPER: Final = 600
NUMERIC: Final = {Kind.COUNT: "#,##0", Kind.DECIMAL: "#,##0.00", Kind.PERCENT: '0.0"%"'}


def xlsx(report: Report, title: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A workbook: the table with a fixed header, and the definition of every column."""
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True})
    formats = {kind: book.add_format({"num_format": shape}) for kind, shape in NUMERIC.items()}
    sheet = book.add_worksheet(_("数据"))
    sheet.freeze_panes(2, 1)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for place, column in enumerate(report.columns):
        sheet.set_column(place, place, 16)
        sheet.write_string(1, place, _headed(column.label, column.unit), head)
    sums = figures.totals(report, rows)
    lines = [*rows, {report.columns[0].key: _("合计"), **sums}] if sums else rows
    for line, row in enumerate(lines, start=2):
        for place, column in enumerate(report.columns):
            value = row.get(column.key)
            if column.kind in NUMERIC and not isinstance(value, str) and value is not None:
                sheet.write_number(line, place, value, formats[column.kind])
            elif value is not None:
                sheet.write_string(line, place, str(value))
    _definitions(book, report, head)
    book.close()
    return buffer.getvalue()


def _headed(label: Any, unit: Any) -> str:
    return _("%(label)s（%(unit)s）") % {"label": label, "unit": unit} if unit else str(label)


def _definitions(book: Workbook, report: Report, head: Any) -> None:
    sheet = book.add_worksheet(_("指标说明"))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90, book.add_format({"text_wrap": True}))
    sheet.write_row(0, 0, [_("指标"), _("口径"), _("依据")], head)
    for line, column in enumerate(report.columns, start=1):
        sheet.write_string(line, 0, str(column.label))
        sheet.write_string(line, 1, str(column.definition))
        sheet.write_string(line, 2, str(column.basis or ""))


def paper(report: Report, title: str, rows: Sequence[Mapping[str, Any]], *, organ: str, on: date, key: str) -> bytes:
    """A PDF with chart, table and definitions; long tables are cut, and say so."""
    html = render_to_string(
        "portal/reports/paper.html",
        {
            "title": title,
            "organ": organ,
            "on": long_date(on),
            "report": report,
            "table": figures.table(report, rows[:MOST_ON_PAPER]),
            "chart": mark_safe(figures.chart(report, rows, title)),
            "left_out": max(len(rows) - MOST_ON_PAPER, 0),
        },
    )
    return pdf.draw(html, title=title, author=organ, layout="plain", on=on.isoformat(), is_sample=False, key=key)
