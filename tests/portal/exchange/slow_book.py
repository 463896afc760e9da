"""A spreadsheet whose load takes its time, so that a worker can be killed in the middle; a real worker imports it."""

import time

from django.utils import timezone

from portal.exchange import Column, Kind, Sheet, Spreadsheet, declare
from portal.jobs.models import Pulse

CHUNK = 250


def load(workbook, run):
    rows = workbook["rows"]
    for start in range(0, len(rows), CHUNK):
        Pulse.objects.bulk_create(
            [Pulse(process=row["name"], at=timezone.now()) for row in rows[start : start + CHUNK]]
        )
        time.sleep(workbook.context.get("pause", 0))
        run.progress(start + CHUNK)


SLOW = declare(
    Spreadsheet(
        "tests.slow",
        "慢表",
        "1",
        (Sheet("rows", "数据", (Column("名称", "name", max_length=20, is_unique=True), Column("数", "n", Kind.INT))),),
        load,
    )
)
