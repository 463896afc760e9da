"""Lists go out in three formats with the same columns, masked, disarmed, in constant memory."""

import csv
import json
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from types import SimpleNamespace

import openpyxl
import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.exchange import ExportColumn, ListExport, exports, lists
from portal.exchange.exports import Format
from portal.exchange.writers import csv_lines, json_lines, safe, streamed, write_xlsx
from portal.jobs.models import Pulse
from portal.jobs.running import run
from portal.jobs.states import State
from portal.parties.masking import Personal

COLUMNS = (
    ExportColumn("名称", "name"),
    ExportColumn("单位", "unit.name", key="unit"),
    ExportColumn("身份证号", "identity", personal=Personal.IDENTITY),
    ExportColumn("金额", "money"),
    ExportColumn("日期", "day"),
    ExportColumn("时间", "at"),
    ExportColumn("有效", lambda row: row.money > 1, key="valid"),
)
ROWS = [
    SimpleNamespace(
        name="=HYPERLINK(1)",
        unit=SimpleNamespace(name="甲,“乙”"),
        identity="11010519491231002X",
        money=Decimal("1234567.10"),
        day=date(2026, 11, 23),
        at=datetime(2026, 11, 23, 1, 30, tzinfo=UTC),
    ),
    SimpleNamespace(name="", unit=None, identity=None, money=Decimal("-1.50"), day=None, at=None),
]
MASKED = "11**************2X"


def sheet_of(rows, columns=COLUMNS):
    file = BytesIO()
    write_xlsx(file, "清单", columns, rows)
    return openpyxl.load_workbook(BytesIO(file.getvalue())).active


def test_xlsx_writes_texts_as_texts_numbers_as_numbers_dates_as_dates():
    sheet = sheet_of(ROWS)
    assert [cell.value for cell in sheet[1]] == [column.header for column in COLUMNS]
    assert sheet["A2"].data_type == "s"
    assert [cell.value for cell in sheet[2]][1:] == [
        "甲,“乙”",
        MASKED,
        1234567.1,
        datetime.fromisoformat("2026-11-23"),
        datetime.fromisoformat("2026-11-23T09:30"),
        "是",
    ]
    assert [cell.value for cell in sheet[3]] == [None, None, None, -1.5, None, None, "否"]
    assert sheet.freeze_panes == "A2"


def test_csv_begins_with_its_mark_and_disarms_formulas_but_not_numbers():
    text = "".join(csv_lines(COLUMNS, ROWS))
    assert text.startswith("\ufeff名称,")
    lines = list(csv.reader(StringIO(text[1:])))
    assert lines[1] == ["'=HYPERLINK(1)", "甲,“乙”", MASKED, "1234567.10", "2026-11-23", "2026-11-23 09:30", "是"]
    assert lines[2] == ["", "", "", "-1.50", "", "", "否"]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@A", "\t=1", "\r=1", "＝1"])
def test_whatever_begins_as_a_formula_is_disarmed(text):
    assert safe(text) == f"'{text}"
    assert safe(f"a{text}") == f"a{text}"


def test_json_lines_carry_the_same_columns_and_round_no_money():
    first, second = [json.loads(line) for line in json_lines(COLUMNS, ROWS)]
    assert list(first) == ["name", "unit", "identity", "money", "day", "at", "valid"]
    assert (first["money"], first["identity"], first["valid"]) == ("1234567.10", MASKED, True)
    assert second["unit"] is None


def test_an_empty_list_has_its_header():
    assert [cell.value for cell in sheet_of([])[1]] == [column.header for column in COLUMNS]
    assert len(list(csv_lines(COLUMNS, []))) == 1
    assert list(json_lines(COLUMNS, [])) == []


PULSES = ListExport(
    "tests.pulses",
    "心跳",
    (ExportColumn("进程", "process"), ExportColumn("时间", "at")),
    lambda user, params: Pulse.objects.filter(process__startswith=params["prefix"]).order_by("process"),
)


@pytest.fixture
def pulses(db):
    def fill(count):
        Pulse.objects.bulk_create(
            [Pulse(process=f"p-{number:06}", at=timezone.now()) for number in range(count)], batch_size=5000
        )

    return fill


@pytest.mark.parametrize("file_format", [Format.XLSX, Format.CSV])
def test_memory_does_not_grow_with_the_list(pulses, file_format):
    pulses(20_000)
    assert peak_of(Pulse.objects.order_by("process"), file_format) < 2_000_000


def peak_of(rows, file_format):
    tracemalloc.start()
    try:
        if file_format == Format.XLSX:
            with exports.tempfile.TemporaryFile() as file:
                write_xlsx(file, PULSES.title, PULSES.columns, streamed(rows))
        else:
            write = csv_lines if file_format == Format.CSV else json_lines
            for _line in write(PULSES.columns, streamed(rows)):
                pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_list_is_large_beyond_its_bound(pulses):
    pulses(exports.MOST_AT_ONCE)
    assert not exports.is_large(Pulse.objects.all())
    Pulse.objects.create(process="one more", at=timezone.now())
    assert exports.is_large(Pulse.objects.all())


@pytest.mark.parametrize("file_format", list(Format))
def test_a_small_list_is_answered_at_once_as_an_attachment(pulses, file_format):
    pulses(3)
    answer = exports.respond(PULSES, Pulse.objects.order_by("process"), file_format)
    content = b"".join(answer.streaming_content)
    assert b"p-000001" in content or content.startswith(b"PK")
    assert "filename" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] == exports.CONTENT_TYPES[file_format]


@pytest.mark.parametrize("file_format", list(Format))
def test_a_worker_makes_the_same_file(pulses, file_format):
    pulses(7)
    lists.declare(PULSES)
    owner = User.objects.create_user("owner", name="张三")
    job = exports.start(PULSES, {"prefix": "p-00000"}, file_format, by=owner)
    run(job)
    assert (job.state, job.done, job.total, job.outcome) == (State.DONE, 7, 7, {"rows": 7})
    with job.result.open("rb") as file:
        made = file.read()
    direct = exports.respond(PULSES, PULSES.rows(owner, {"prefix": "p-"}), file_format)
    if file_format == Format.XLSX:
        values = [list(openpyxl.load_workbook(BytesIO(b)).active.values) for b in (made, direct.getvalue())]
        assert values[0] == values[1]
        assert len(values[0]) == 8
    else:
        assert made == b"".join(direct.streaming_content)
