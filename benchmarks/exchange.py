"""Lists taken away and workbooks brought in: our road, and the barest one that could do it."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.models import F

from portal.exchange import exports
from portal.exchange.exports import Format
from portal.exchange.lists import ListExport
from portal.web.pages.desk import Docket
from portal.workflow.models import DocketEntry

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
    """The most memory this process held while it wrote such a file, in bytes (Linux tells it of a process)."""
    Path("/proc/self/clear_refs").write_text("5")
    for _ours, _reference in export(count, 1):
        pass
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


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
