"""How one cell is read: the value meant, or the rule it offends."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from portal.exchange.declarations import Column, Kind
from portal.parties import codes

#: Beyond this a number typed into Excel has already lost digits (IEEE 754 double, 15 significant digits).
EXACT: Final = 10**15
DATE_SHAPES: Final = (
    re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
EARLIEST: Final = date(1900, 1, 1)
Reader = Callable[[Any, date], Any]


class Unreadable(Exception):  # noqa: N818 - an answer to the author, not a defect
    """A cell that breaks a rule: the rule's short name and what to tell its author."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.message = rule, message


def reader(column: Column) -> Reader:
    """A function from a non-empty cell to its value; made once a column, called once a different cell."""
    read = _READERS[column.kind](column)
    if column.least is None and column.most is None and column.check is None:
        return read

    def bounded(cell: Any, on: date) -> Any:
        value = read(cell, on)
        if column.least is not None and value < column.least:
            raise Unreadable("range", _("不得小于（早于）%(least)s") % {"least": column.least})
        if column.most is not None and value > column.most:
            raise Unreadable("range", _("不得大于（晚于）%(most)s") % {"most": column.most})
        if column.check is not None and (wrong := column.check(value, on)):
            raise Unreadable("rule", str(wrong))
        return value

    return bounded


def plain(cell: Any) -> str:
    """A cell as its author sees it: no invisible characters, no ".0" behind a whole number."""
    if isinstance(cell, str):
        return INVISIBLE.sub("", cell).strip()
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return str(cell)


def pattern_of(column: Column) -> re.Pattern[str] | None:
    """What a text of this column must look like, if anything."""
    return re.compile(column.pattern) if column.pattern else None


def _text(column: Column) -> Reader:
    pattern = pattern_of(column)

    def read(cell: Any, _on: date) -> str:
        if not isinstance(cell, str):
            _refuse_rounded(cell)
        value = plain(cell)
        if len(value) > column.max_length:
            raise Unreadable(
                "length",
                _("长度 %(found)d 字，不得超过 %(most)d 字") % {"found": len(value), "most": column.max_length},
            )
        if pattern is not None and not pattern.fullmatch(value):
            raise Unreadable("pattern", _("格式不符：%(help)s") % {"help": column.help})
        return value

    return read


def _int(_column: Column) -> Reader:
    def read(cell: Any, _on: date) -> int:
        number = _number(cell)
        if number != number.to_integral_value():
            raise Unreadable("type", _("应为整数"))
        return int(number)

    return read


def _decimal(column: Column) -> Reader:
    quantum = Decimal(1).scaleb(-column.places)

    def read(cell: Any, _on: date) -> Decimal:
        number = _number(cell)
        try:
            rounded = number.quantize(quantum)
        except InvalidOperation:
            raise Unreadable("range", _("数值过大")) from None
        # a double cannot hold 0.1: only what its author could have typed counts as a further decimal
        if isinstance(cell, str) and rounded != number:
            raise Unreadable("type", _("小数不得超过 %(places)d 位") % {"places": column.places})
        if isinstance(cell, float) and abs(rounded - number) > quantum / 1000:
            raise Unreadable("type", _("小数不得超过 %(places)d 位") % {"places": column.places})
        return rounded

    return read


def _number(cell: Any) -> Decimal:
    if isinstance(cell, (bool, date, datetime)):
        raise Unreadable("type", _("应为数字"))
    if isinstance(cell, (int, float)):
        return Decimal(repr(cell))
    text = unicodedata.normalize("NFKC", plain(cell)).replace(",", "")
    if not re.fullmatch(r"[+-]?\d{1,20}(\.\d{1,20})?", text):
        raise Unreadable("type", _("应为数字"))
    return Decimal(text)


def _date(_column: Column) -> Reader:
    def read(cell: Any, _on: date) -> date:
        if isinstance(cell, datetime):
            if cell.time() != datetime.min.time():
                raise Unreadable("date", _("应只填日期，不含时间"))
            return _plausible(cell.date())
        if isinstance(cell, date):
            return _plausible(cell)
        if not isinstance(cell, str):
            raise Unreadable("date", _("应为日期，如 2026-11-23"))
        text = unicodedata.normalize("NFKC", plain(cell))
        for shape in DATE_SHAPES:
            if found := shape.fullmatch(text):
                try:
                    return _plausible(date(*map(int, found.groups())))
                except ValueError:
                    raise Unreadable("date", _("没有这一天")) from None
        raise Unreadable("date", _("应为日期，如 2026-11-23"))

    return read


def _plausible(value: date) -> date:
    if value < EARLIEST:
        raise Unreadable("date", _("日期过早，请核对年份"))
    return value


def _choice(column: Column) -> Reader:
    stored = {str(word): value for value, word in column.choices}
    words = "、".join(stored)

    def read(cell: Any, _on: date) -> str:
        try:
            return stored[plain(cell)]
        except KeyError:
            raise Unreadable("choice", _("只能填：%(words)s") % {"words": words}) from None

    return read


def _code(_column: Column) -> Reader:
    def read(cell: Any, _on: date) -> str:
        text = _typed(cell)
        if found := codes.code_objections(text):
            raise Unreadable("code", "；".join(str(objection.message) for objection in found))
        return codes.normalise_code(text)

    return read


def _identity(_column: Column) -> Reader:
    def read(cell: Any, on: date) -> str:
        text = _typed(cell)
        if found := codes.identity_objections(text, on=on):
            raise Unreadable("identity", "；".join(str(objection.message) for objection in found))
        return codes.normalise_identity(text)

    return read


def _typed(cell: Any) -> str:
    if not isinstance(cell, str):
        _refuse_rounded(cell)
    return plain(cell)


def _refuse_rounded(cell: Any) -> None:
    if isinstance(cell, float) and abs(cell) >= EXACT:
        raise Unreadable("type", _("长号码须按文本填写，否则末位数字已丢失"))


_READERS: Final[dict[str, Callable[[Column], Reader]]] = {
    Kind.TEXT: _text,
    Kind.INT: _int,
    Kind.DECIMAL: _decimal,
    Kind.DATE: _date,
    Kind.CHOICE: _choice,
    Kind.CODE: _code,
    Kind.IDENTITY: _identity,
}
