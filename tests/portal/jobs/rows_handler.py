"""A job that writes rows which may not be written twice; a real worker imports it."""

import time

from django.db import transaction
from django.utils import timezone

from portal.jobs import job
from portal.jobs.models import Pulse

CHUNK = 50


@job("tests.rows", label="rows")
def write_rows(run):
    """Write `rows` rows, fifty a transaction; a row written twice breaks its primary key."""
    rows = run.params["rows"]
    run.progress(run.saved.get("done", 0), rows, "writing")
    for start in range(run.saved.get("done", 0), rows, CHUNK):
        with transaction.atomic():
            Pulse.objects.bulk_create(
                [Pulse(process=f"row-{number}", at=timezone.now()) for number in range(start, start + CHUNK)]
            )
            run.checkpoint(done=start + CHUNK)
        time.sleep(run.params.get("pause", 0))
        run.progress(start + CHUNK)
    run.outcome["rows"] = rows
