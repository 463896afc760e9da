"""A workbook that is loaded a hundred rows at a time, and hardly at all while somebody holds it up."""

import os
import time
from pathlib import Path

from django.utils import timezone

from portal.access import Role
from portal.exchange import Column, Kind, Sheet, Spreadsheet, declare
from portal.jobs.models import Pulse
from portal.jobs.runs import REPORT_EVERY

CHUNK = 100
#: While a file of this name is there, every hundred rows take long enough for the progress to be noted.
HOLD = "LONG_BOOK_HOLD"


def load(workbook, run):
    """Write every row, a hundred at a time; one written twice breaks its primary key."""
    rows, hold = workbook["rows"], Path(os.environ.get(HOLD, "/nowhere"))
    for start in range(0, len(rows), CHUNK):
        Pulse.objects.bulk_create(
            [Pulse(process=row["name"], at=timezone.now()) for row in rows[start : start + CHUNK]]
        )
        until = time.monotonic() + REPORT_EVERY
        while hold.exists() and time.monotonic() < until:
            time.sleep(0.02)
        run.progress(start + CHUNK)


LONG = declare(
    Spreadsheet(
        "tests.long",
        "长表",
        "1",
        (Sheet("rows", "数据", (Column("名称", "name", max_length=20, is_unique=True), Column("数", "n", Kind.INT))),),
        load,
        roles=frozenset({Role.OFFICER}),
    )
)
