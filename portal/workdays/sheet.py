"""The shape of a holiday notice as a table, and every fault of one, by line; pure."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any, Final

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from portal.workdays.calendar import SATURDAY

REQUIRED: Final = ("date", "festival", "kind", "is_workday", "notice_year")
HOLIDAY, MAKEUP = "holiday", "makeup_workday"
WEEKDAYS: Final = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
ZIP: Final = b"PK\x03\x04"
FESTIVAL_LENGTH: Final = 20
MOST_LINES: Final = 2000


@dataclass(frozen=True)
class Line:
    """One adjusted day."""

    day: date
    is_working: bool
    festival: str
    notice_year: int
    url: str


@dataclass(frozen=True)
class Fault:
    """What is wrong on a line of the file; the header is line 1."""

    line: int
    message: str

    def __str__(self) -> str:
        return _("第 %(line)d 行：%(message)s") % {"line": self.line, "message": self.message}


class Faulty(Exception):  # noqa: N818 - the file is at fault, not the program
    """The file is not loaded, for all these faults."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(*faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def read(content: bytes) -> list[Line]:
    """
    The lines of a CSV (UTF-8 or GB 18030; commas or tabs, so a pasted table will do) or XLSX file.

    Raises Faulty with every fault found; nothing is read of a file that has one.
    """
    table = _workbook(content) if content.startswith(ZIP) else _text(content)
    if not table:
        raise Faulty(Fault(1, _("文件是空的")))
    header = [str(cell).strip() for cell in table[0]]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise Faulty(Fault(1, _("缺少列：%(columns)s") % {"columns": "、".join(missing)}))
    if len(table) > MOST_LINES:
        raise Faulty(Fault(MOST_LINES + 1, _("文件过长，最多 %(lines)d 行") % {"lines": MOST_LINES}))
    return _lines((number, dict(zip(header, row, strict=False))) for number, row in enumerate(table[1:], start=2))


def _lines(records: Iterable[tuple[int, Mapping[str, Any]]]) -> list[Line]:
    lines: list[Line] = []
    faults: list[Fault] = []
    seen: dict[date, int] = {}
    for number, record in records:
        if not any(str(value or "").strip() for value in record.values()):
            continue
        line, wrong = _line(record)
        faults += (Fault(number, message) for message in wrong)
        if line is None:
            continue
        if line.day in seen:
            faults.append(Fault(number, _("日期与第 %(line)d 行重复") % {"line": seen[line.day]}))
        seen.setdefault(line.day, number)
        lines.append(line)
    if not lines and not faults:
        faults.append(Fault(2, _("文件中没有日期")))
    if faults:
        raise Faulty(*faults)
    return lines


def _line(record: Mapping[str, Any]) -> tuple[Line | None, list[str]]:
    wrong = []
    day = _day(record.get("date"))
    year = str(record.get("notice_year") or "").strip().removesuffix(".0")
    kind = str(record.get("kind") or "").strip()
    festival = str(record.get("festival") or "").strip()
    worked = {"yes": True, "no": False}.get(str(record.get("is_workday") or "").strip().lower())
    if day is None:
        wrong.append(_("日期不能识别，应为 2026-10-01 的样式"))
    if kind not in {HOLIDAY, MAKEUP}:
        wrong.append(_("类型应为 holiday 或 makeup_workday"))
    if worked is None:
        wrong.append(_("是否上班应为 yes 或 no"))
    if not 0 < len(festival) <= FESTIVAL_LENGTH:
        wrong.append(_("节日名称应为 1 至 20 个字"))
    if not (year.isascii() and year.isdigit()):
        wrong.append(_("通知年度应为四位数字"))
    if wrong or day is None or worked is None:
        return None, wrong
    line = Line(day, worked, festival, int(year), str(record.get("notice_url") or "").strip())
    return line, [*wrong, *_contradictions(line, kind, str(record.get("weekday") or "").strip())]


def _contradictions(line: Line, kind: str, weekday: str) -> Iterable[str]:
    if line.is_working != (kind == MAKEUP):
        yield _("类型与是否上班不一致")
    if line.is_working and line.day.weekday() < SATURDAY:
        yield _("周一至周五不会是调休上班日")
    if weekday and weekday != WEEKDAYS[line.day.weekday()]:
        yield _("日期是%(found)s，不是%(stated)s") % {"found": WEEKDAYS[line.day.weekday()], "stated": weekday}
    if abs(line.day.year - line.notice_year) > 1:
        yield _("日期不在通知年度之内")
    if line.url and not line.url.startswith(("https://", "http://")):
        yield _("通知网址不正确")


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date(*(int(part) for part in str(value or "").strip().replace("/", "-").split("-")))
    except (TypeError, ValueError):
        return None


def _text(content: bytes) -> list[Sequence[Any]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.split("\n", 1)[0]
        return list(csv.reader(StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    raise Faulty(Fault(1, _("文件编码不能识别，应为 UTF-8 或 GB 18030")))


def _workbook(content: bytes) -> list[Sequence[Any]]:
    try:
        return list(CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python())
    except (CalamineError, OSError, ValueError) as error:
        raise Faulty(Fault(1, _("工作簿不能打开"))) from error
