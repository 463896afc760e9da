"""Lists made by the database are, byte for byte, what the writers make of the same rows."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.db import connection, connections
from django.utils import timezone, translation

from portal.access import Role
from portal.exchange import ExportColumn, ListExport, exports
from portal.exchange.exports import Format
from portal.exchange.sources import Label, StateLabel, Twin
from portal.exchange.statements import OnlyInPython, csv_statement, flat
from portal.exchange.writers import ACTIVE, csv_lines, json_lines, streamed
from portal.jobs.models import Pulse
from portal.parties.masking import Personal
from portal.parties.models import Organisation
from portal.regions.models import Region
from portal.workflow.machine import registry
from portal.workflow.models import DocketEntry

pytestmark = pytest.mark.django_db
MAKERS = {Format.CSV: csv_lines, Format.JSONL: json_lines}
SIGNS = [*ACTIVE, *"甲乙，“”ab01 '\"\\,;|/%{}", "\x01", "\x02", "\x1f", "\x7f", "\v", "\\.", "\u2028", "é", "😀"]
COLUMNS = (
    ExportColumn("事项", "title"),
    ExportColumn("=公式, “列”", "number"),
    ExportColumn("单位", "organisation.name", key="organisation"),
    ExportColumn("注册资本", "organisation.registered_capital", key="capital"),
    ExportColumn("地区", "region.full_name", key="region"),
    ExportColumn("地区代码", "region_id"),
    ExportColumn("等待", Label("waiting_for"), key="waiting_for"),
    ExportColumn("状态", StateLabel(), key="state"),
    ExportColumn("截止", "due_on"),
    ExportColumn("更新", "changed_at"),
    ExportColumn("确定", "is_certain"),
    ExportColumn("序号", "id", key="100%"),
)


@pytest.fixture
def draw():
    return random.Random(20261125)


@pytest.fixture
def entries(draw):
    """Matters with everything in their words that a format could stumble over."""

    def text(most):
        return "".join(draw.choice(SIGNS) for _ in range(draw.randrange(most)))

    region = Region.objects.get(code="410100")
    organisations = [
        Organisation.objects.create(
            code=f"{number:015}",
            name=text(30) or "甲",
            region=region,
            registered_capital=draw.choice([None, Decimal(0), Decimal("0.000001"), Decimal("1234567.5"), Decimal(-3)]),
        )
        for number in range(12)
    ]
    kinds = [(kind, str(state)) for kind, machine in registry.items() for state in machine.states]
    moment = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    rows = []
    for number in range(400):
        kind, state = draw.choice(kinds)
        rows.append(
            DocketEntry(
                kind=kind,
                key=str(number),
                number=text(12),
                title=text(40),
                organisation=draw.choice([None, *organisations]),
                region=draw.choice([None, region]),
                state=state,
                state_since=date(2026, 1, 1),
                waiting_for=draw.choice(["", "old-role", *Role.values]),
                due_on=draw.choice([None, date(2026, 1, 1), date(1999, 12, 31)]),
                is_certain=draw.random() < 0.5,
                opened_on=date(2026, 1, 1),
            )
        )
    DocketEntry.objects.bulk_create(rows)
    for row, micro in zip(
        DocketEntry.objects.order_by("pk")[:8], [0, 1, 999, 1000, 120_000, 999_999, 500, 0], strict=True
    ):
        DocketEntry.objects.filter(pk=row.pk).update(changed_at=moment + timedelta(microseconds=micro))
    return DocketEntry.objects.select_related("organisation", "region").order_by("due_on", "-pk")


def both(columns, rows, file_format):
    """The file as the database makes it, and as the writers do."""
    export = ListExport("tests.list", "清单", tuple(columns), lambda _user, _params: rows)
    csv_statement([*columns, *columns], rows)  # there is such a statement
    stated = b"".join(exports.pieces(export, rows, file_format))
    return stated, "".join(MAKERS[file_format](columns, streamed(rows))).encode()


@pytest.mark.parametrize("file_format", list(MAKERS))
def test_whatever_the_words_are_both_roads_write_the_same_bytes(entries, file_format):
    stated, written = both(COLUMNS, entries, file_format)
    assert stated == written
    assert len(stated) > 40_000


@pytest.mark.parametrize("file_format", list(MAKERS))
def test_both_roads_speak_the_readers_language(entries, file_format):
    with translation.override("en"):
        stated, written = both(COLUMNS, entries, file_format)
    assert stated == written
    assert "单位经办人".encode() not in stated


@pytest.mark.parametrize("file_format", list(MAKERS))
@pytest.mark.parametrize("kind", [kind for kind in Personal if kind != Personal.BANK])
def test_both_roads_mask_alike(entries, kind, file_format):
    columns = [replace(column, personal=kind) for column in COLUMNS[:3]]
    stated, written = both(columns, entries, file_format)
    assert stated == written


def test_a_workbook_read_as_tuples_holds_what_it_held(entries):
    def values(columns, rows):
        file = BytesIO()
        exports.write_xlsx(file, "清单", columns, streamed(rows))
        return list(openpyxl.load_workbook(file).active.values)

    named = entries.exclude(title__regex=r"[\x01-\x1f]")  # openpyxl does not read what Excel escapes
    assert values(*flat(COLUMNS[6:], named)) == values(COLUMNS[6:], named)


def test_a_row_that_a_filter_joins_twice_is_written_once(entries):
    twice = entries.filter(organisation__name__contains="甲").distinct()
    assert twice.exists()
    stated, written = both(COLUMNS, twice, Format.CSV)
    assert stated == written


def test_a_list_that_nothing_can_be_in_has_its_header(entries):
    stated, written = both(COLUMNS, entries.none(), Format.CSV)
    assert stated == written
    assert stated.count(b"\r\n") == 1


@pytest.mark.parametrize(
    "column",
    [
        ExportColumn("函数", lambda row: row.title),
        ExportColumn("属性", "state_label"),
        ExportColumn("对象", "organisation"),
        ExportColumn("曾用名", "organisation.former_names"),
        ExportColumn("账号", "number", personal=Personal.BANK),
        ExportColumn("日期", "due_on", personal=Personal.NAME),
    ],
)
def test_what_only_python_can_make_python_makes(entries, column):
    columns = (COLUMNS[0], column)
    with pytest.raises(OnlyInPython):
        csv_statement(columns, entries)
    if column.header != "曾用名":
        export = ListExport("tests.list", "清单", columns, lambda _user, _params: entries)
        made = b"".join(exports.pieces(export, entries, Format.CSV))
        assert made == "".join(csv_lines(columns, entries)).encode()


def test_a_twin_is_told_to_the_database(entries):
    from django.db.models.functions import Upper

    column = ExportColumn("大写", Twin(lambda row: row.title.upper(), lambda _model: Upper("title")), key="upper")
    plain = entries.exclude(title__contains="é")
    stated, written = both((column, COLUMNS[0]), plain, Format.JSONL)
    assert stated == written


def test_a_file_called_off_leaves_the_connection_fit_for_use(entries):
    export = ListExport("tests.list", "清单", COLUMNS, lambda _user, _params: entries)

    class CalledOffError(Exception):
        pass

    def call_off(_done):
        raise CalledOffError

    DocketEntry.objects.bulk_create(
        DocketEntry(
            kind="k", key=str(n), title="事项", state="s", state_since=date(2026, 1, 1), opened_on=date(2026, 1, 1)
        )
        for n in range(3000)
    )
    rows = DocketEntry.objects.filter(kind="k").order_by("pk")
    columns = (COLUMNS[0], COLUMNS[1])
    with pytest.raises(CalledOffError):
        list(exports.pieces(replace(export, columns=columns), rows, Format.CSV, call_off))
    assert DocketEntry.objects.filter(kind="k").count() == 3000


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("source", ["process", lambda row: row.process])
def test_a_file_shows_one_moment_whatever_is_written_meanwhile(source):
    Pulse.objects.bulk_create(Pulse(process=f"p-{n:05}", at=timezone.now()) for n in range(9000))
    columns = (ExportColumn("进程", source, key="process"), ExportColumn("时间", "at"))
    export = ListExport("tests.pulses", "心跳", columns, lambda _user, _params: None)
    made = exports.pieces(export, Pulse.objects.order_by("process"), Format.CSV)
    first = next(made) + next(made)
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("INSERT INTO jobs_pulse (process, at) VALUES ('zzz', now())")
    finally:
        other.close()
    rest = b"".join(made)
    assert (first + rest).count(b"\r\n") == 9001
    assert b"zzz" not in rest
    assert not connection.in_atomic_block
    assert Pulse.objects.count() == 9001
