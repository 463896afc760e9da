"""What can be done with a job: start it, call it off, send it again."""

from datetime import datetime, timedelta
from functools import partial
from typing import IO, Any, Final

import structlog
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.events import announce
from portal.jobs import registry
from portal.jobs.events import JobFinished
from portal.jobs.models import Job
from portal.jobs.running import run_job
from portal.jobs.states import State

MOST_AT_ONCE: Final = 500
log = structlog.get_logger(__name__)


@transaction.atomic
def start(
    kind: str,
    params: dict[str, Any] | None = None,
    *,
    by: User,
    title: str = "",
    source: IO[bytes] | None = None,
    source_name: str = "",
) -> Job:
    """
    Ask for a job; it is sent to a worker once the transaction is committed.

    `source` is the file it works from, kept in private storage. `LookupError` when the kind is unknown.
    """
    handler = registry.find(kind)
    row = Job(kind=kind, title=(title or str(handler.label))[:120], params=params or {}, owner=by)
    if source is not None:
        row.source_name = source_name[-200:]
        row.source.save(f"{row.uuid}.upload", File(source), save=False)
    row.save()
    _send(row)
    return row


@transaction.atomic
def cancel(row: Job) -> bool:
    """
    Call a job off: at once while it waits, at its next step while it runs.

    False when it is too late or its kind cannot be stopped; calling twice is as calling once.
    """
    fresh = Job.objects.select_for_update().get(pk=row.pk)
    if fresh.state == State.CANCELLING:
        return True
    if not fresh.is_cancellable:
        return False
    if fresh.state == State.QUEUED:
        fresh.state, fresh.finished_at = State.CANCELLED, timezone.now()
        announce(JobFinished(str(fresh.uuid), fresh.kind, State.CANCELLED, fresh.owner_id))
    else:
        fresh.state = State.CANCELLING
    fresh.save(update_fields=["state", "finished_at"])
    row.refresh_from_db()
    return True


@transaction.atomic
def send_forgotten(now: datetime, *, unsent: timedelta, silent: timedelta) -> int:
    """
    Send again what no worker seems to know of: the broker was down, or the worker was killed.

    How many were sent. One too many does no harm: whoever comes second finds the job locked or over.
    """
    rows = Job.objects.forgotten(now, unsent, silent).filter(sent_at__lt=now - min(unsent, silent))
    lost = list(rows.select_for_update(skip_locked=True).order_by("sent_at")[:MOST_AT_ONCE])
    for row in lost:
        _send(row)
    Job.objects.filter(pk__in=[row.pk for row in lost]).update(sent_at=now)
    if lost:
        log.info("jobs_sent_again", count=len(lost))
    return len(lost)


def _send(row: Job) -> None:
    run_job.delay_on_commit(str(row.uuid))  # type: ignore[attr-defined]  # PatientTask's


@transaction.atomic
def forget_before(moment: datetime) -> int:
    """Delete jobs that ended before this moment, with their files, so many at a time; how many."""
    rows = list(Job.objects.finished_before(moment).select_for_update(skip_locked=True)[:MOST_AT_ONCE])
    for row in rows:
        for kept in (row.source, row.result):
            if kept:
                transaction.on_commit(partial(kept.storage.delete, kept.name))
    Job.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
