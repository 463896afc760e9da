"""The register of organisations as a workbook: what the market regulator's extract holds, taken in at once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.database.bulk import unswept
from portal.errors import Refused
from portal.exchange.declarations import Column, Kind, Sheet, Spreadsheet, declare
from portal.exchange.errors import CellError
from portal.exchange.workbooks import Workbook
from portal.jobs import Failed
from portal.jobs.runs import JobRun
from portal.law import Objection
from portal.parties import basis, codes
from portal.parties.services import extracts, organisations

#: In ten thousands of yuan: what the register's column holds.
MOST: Final = Decimal("9999999999.999999")


def _told(found: list[Objection]) -> str:
    return "；".join(str(objection.message) for objection in found)


def _name(value: str, _on: date) -> str:
    return _told(organisations.name_objections(organisations.clean_name(value)))


def _founded(value: date, on: date) -> str:
    return _told(organisations.date_objections(value, on))


def _phone(value: str, _on: date) -> str:
    return _told(codes.phone_objections(value))


SHEET: Final = Sheet(
    "organisations",
    _("单位"),
    (
        Column(_("统一社会信用代码"), "code", Kind.CODE, is_unique=True, basis=basis.CODE_FORM, width=22),
        Column(_("名称"), "name", max_length=120, check=_name, basis=basis.NAME, width=36),
        Column(_("注册地行政区划代码"), "region", max_length=6, pattern=r"\d{6}", help=_("六位数字"), width=14),
        Column(_("法定代表人"), "legal_representative", is_required=False, max_length=60),
        Column(_("注册地址"), "registered_address", is_required=False, width=40),
        Column(_("成立日期"), "founded_on", Kind.DATE, is_required=False, check=_founded, basis=basis.DATES),
        Column(
            _("注册资本（万元）"), "registered_capital", Kind.DECIMAL, is_required=False, least=0, most=MOST, places=6
        ),
        Column(_("联系电话"), "phone", is_required=False, max_length=30, check=_phone, basis=basis.PHONE),
    ),
    min_rows=1,
    help=_("一行一个单位；已登记的单位按代码更新，空白单元格不改动原有内容"),
)


@unswept()
def check(workbook: Workbook) -> Iterator[CellError]:
    """What the register knows and a cell does not: divisions, competence, lives and names of those already entered."""
    workbook.found = extracts.match(lines(workbook))
    return _errors(workbook, workbook.found)


def load(workbook: Workbook, run: JobRun) -> None:
    """Take the extract in; what changed in the register since the check is told by cell too."""
    matches = extracts.locked(workbook.found)
    if errors := list(_errors(workbook, matches)):
        raise Failed(*(error.as_problem() for error in errors))
    try:
        taken = extracts.take(matches, source=run.job.source_name, by=run.by, on=run.on)
    except Refused as refused:
        places = {one.line.code: place for place, one in enumerate(matches)}
        found = [(places[objection.found], objection) for objection in refused.objections]
        raise Failed(*(_error(workbook, *one).as_problem() for one in found)) from refused
    run.outcome = {"entered": taken.entered, "changed": taken.changed}
    if taken.keys is not None:
        first, last = taken.keys
        run.checkpoint(next=first, last=last)


def follow(run: JobRun) -> None:
    """Let the organisations of the extract be found by name; a lost worker's successor goes on where it stopped."""
    if "next" not in run.saved:
        return
    last = run.saved["last"]
    run.progress(step=str(_("检索登记")))
    for done in extracts.index(run.saved["next"], last):
        run.checkpoint(next=done + 1)
        run.progress(max(0, run.total - (last - done)))


def lines(workbook: Workbook) -> list[extracts.Line]:
    """The rows as the service takes them."""
    columns = workbook[SHEET.code].columns
    facts = zip(*(columns[name] for name in extracts.TOLD), strict=True)
    return list(map(extracts.line, columns["code"], columns["name"], columns["region"], facts))


def _errors(workbook: Workbook, matches: list[extracts.Match]) -> Iterator[CellError]:
    for place, objection in extracts.objections(matches, by=workbook.by, on=workbook.on):
        yield _error(workbook, place, objection)


def _error(workbook: Workbook, place: int, objection: Objection) -> CellError:
    row: Any = workbook[SHEET.code][place]
    return workbook.error(SHEET.code, row, objection.field, objection.message, rule="register")


REGISTER: Final = declare(
    Spreadsheet(
        "organisation-register",
        _("单位名录"),
        "2026.1",
        (SHEET,),
        load,
        check,
        follow,
        help=_("市场监督管理部门提供的单位登记信息，整体导入或者整体不导入"),
        roles=frozenset({Role.OFFICER, Role.SYSTEM_ADMIN}),
    )
)
