"""Lists taken away and workbooks brought in: our road, and the barest one that could do it."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import IO, Any

from django.db import connection, connections, transaction
from django.db.models import F
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook as Writer

from benchmarks.scales import ROOT
from portal.exchange import exports
from portal.exchange.exports import Format
from portal.exchange.lists import ListExport
from portal.exchange.organisations import REGISTER, SHEET
from portal.exchange.reading import read
from portal.exchange.templates import MARK
from portal.exchange.workbooks import Workbook
from portal.parties import codes
from portal.parties.services import extracts
from portal.web.pages.desk import Docket
from portal.workflow.models import DocketEntry

ON = date(2026, 11, 25)
#: What the columns of the docket's file are made from, untouched.
BARE = (
    "number",
    "title",
    "organisation__name",
    "organisation__code",
    "region__full_name",
    "state",
    "waiting_for",
    "due_on",
    "paused_on",
    "opened_on",
    "assignee__name",
)


def export(count: int, rounds: int) -> Iterator[tuple[float, float]]:
    """
    Seconds of ours and of the reference for a CSV file of so many matters of the docket, in alternation.

    Ours is the docket's own file: words for states and roles, formulas disarmed, in the reader's language, in one
    snapshot, told how far it is. The reference is COPY of the bare columns of the same rows in the same order, by the
    same driver into the same kind of file.
    """
    rows = DocketEntry.objects.select_related("organisation", "region", "assignee")
    rows = rows.order_by(F("due_on").asc(nulls_last=True), "pk")[:count]
    listed = ListExport("benchmark", "docket", tuple(Docket.export_columns), lambda _user, _params: rows)
    for _round in range(rounds):
        begun = time.perf_counter()
        with tempfile.TemporaryFile() as file:
            written = exports.write(file, listed, rows, Format.CSV)
        ours = time.perf_counter() - begun
        begun = time.perf_counter()
        copied = _copy_out(rows)
        assert written == copied, f"{written} rows written, {copied} rows copied"  # noqa: S101 - else nothing is measured
        yield ours, time.perf_counter() - begun


def export_memory(count: int) -> int:
    """The most memory a process held that did nothing but write such a file, in bytes."""
    command = [sys.executable, "-m", "benchmarks.memory", str(count)]
    return int(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)


def _copy_out(rows: Any) -> int:
    bare = rows.select_related(None).values_list(*BARE)
    sql, params = bare.query.get_compiler(rows.db).as_sql()
    count = 0
    with (
        tempfile.TemporaryFile() as file,
        connections[rows.db].cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)", params) as lines,
    ):
        for count, line in enumerate(lines, start=1):  # noqa: B007 - the count is what is returned
            file.write(line)
    return count


def import_workbook(count: int, rounds: int) -> Iterator[tuple[float, float]]:
    """
    Seconds of ours and of the reference for a workbook of so many organisations, in alternation; nothing is kept.

    Ours inspects the packing, reads, checks every cell and every code against the register, enters the organisations,
    an audit entry for each of them in the chain, and tells whoever listens; the index of names, which follows step by
    step, is left out. The reference is the fastest reader on the bare file and COPY of the same rows into the same
    table, constraints in force.
    """
    with tempfile.TemporaryFile() as file:
        _write_register(file, count)
        for _round in range(rounds):
            yield sum(_import(file).values()), _read_and_copy(file)


def import_parts(count: int) -> dict[str, float]:
    """Seconds of each step of such an import."""
    with tempfile.TemporaryFile() as file:
        _write_register(file, count)
        return _import(file)


def _import(file: IO[bytes]) -> dict[str, float]:
    file.seek(0)
    workbook, parts = Workbook(REGISTER, ON), {}
    with transaction.atomic():
        begun = time.perf_counter()
        errors = read(file, workbook)
        parts["read"] = time.perf_counter() - begun
        errors += REGISTER.check(workbook)
        parts["check"] = time.perf_counter() - begun - parts["read"]
        assert not errors, errors[0]  # noqa: S101 - else nothing is measured
        extracts.take(extracts.locked(workbook.found), source="benchmark", by=None, on=ON)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        parts["load"] = time.perf_counter() - begun - parts["read"] - parts["check"]
        transaction.set_rollback(True)
    return parts


def _read_and_copy(file: IO[bytes]) -> float:
    file.seek(0)
    begun = time.perf_counter()
    _head, *rows = CalamineWorkbook.from_filelike(file).get_sheet_by_name(str(SHEET.name)).to_python()
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(
            "COPY parties_organisation (code, name, region_id, legal_representative, registered_address, founded_on,"
            " registered_capital, phone, code_status, status, office_address, postcode, website) FROM STDIN"
        ) as copy:
            for row in rows:
                copy.write_row((*row, "valid", "active", "", "", ""))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds


def _write_register(file: IO[bytes], count: int) -> None:
    """A workbook of organisations nobody knows: codes whose digits hold, names, days, amounts, telephones."""
    writer = Writer(file, {"constant_memory": True})
    mark = writer.add_worksheet(MARK)
    mark.write_row(0, 0, [REGISTER.code, REGISTER.version])
    page = writer.add_worksheet(str(SHEET.name))
    day = writer.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, [str(column.header) for column in SHEET.columns])
    for number in range(1, count + 1):
        body = f"{number:07d}Y"
        head = f"93410105{body}{codes.organisation_check(body)}"
        page.write_string(number, 0, head + codes.credit_check(head))
        page.write_string(number, 1, f"郑州市金水区第{number}安全技术服务有限公司")
        page.write_string(number, 2, "410105")
        page.write_string(number, 3, f"{'赵钱孙李周吴郑王'[number % 8]}{'建国志强秀英丽华'[number % 7]}")
        page.write_string(number, 4, f"郑州市金水区花园路 {number % 997} 号")
        page.write_datetime(number, 5, date(2000, 1, 1) + timedelta(days=number % 9000), day)
        page.write_number(number, 6, number % 1000 + 0.5)
        page.write_string(number, 7, f"0371{60_000_000 + number}")
    writer.close()
