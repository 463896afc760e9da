"""How a worker takes up a job, and how the job ends."""

from collections.abc import Iterable
from typing import Any, Final

import structlog
from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import Refused
from portal.events import announce
from portal.jobs import registry
from portal.jobs.events import JobFinished
from portal.jobs.lines import Line
from portal.jobs.models import Checkpoint, Job
from portal.jobs.registry import Cancelled, Failed
from portal.jobs.runs import JobRun
from portal.jobs.states import FINISHED, State

#: A job that has lost this many workers is given up: it may be what kills them.
MOST_ATTEMPTS: Final = 6
log = structlog.get_logger(__name__)


@shared_task(name="portal.jobs.run_job")
def run_job(uuid: str) -> None:
    """Do one job; says nothing and does nothing when it is gone, over, or in other hands."""
    row = Job.objects.filter(uuid=uuid).first()
    if row is not None:
        run(row)


def run(job: Job) -> bool:
    """
    Do a job to its end; False when another worker is at it or it is already over.

    A handler cut short by the database or by the time limit leaves the job open: the sweep sends it again, and it goes
    on from its checkpoint.
    """
    with Line.opened() as line:
        if not line.take(job.pk) or not _claimed(job):
            return False
        _attempt(job, line)
    return True


@transaction.atomic
def _claimed(job: Job) -> bool:
    fresh = Job.objects.select_for_update().get(pk=job.pk)
    if fresh.state in FINISHED:
        return False
    now = timezone.now()
    fresh.attempts += 1
    fresh.started_at = fresh.started_at or now
    fresh.heartbeat_at = now
    if fresh.state == State.QUEUED:
        fresh.state = State.RUNNING
    fresh.save(update_fields=["attempts", "started_at", "heartbeat_at", "state"])
    job.refresh_from_db()
    return True


def _attempt(job: Job, line: Line) -> None:
    attempt = JobRun(job, line)
    try:
        if job.attempts > MOST_ATTEMPTS:
            attempt.fail([{"message": _("多次执行均被中断，已停止。请联系系统管理员。")}])
        attempt.stop_if_cancelled()
        registry.find(job.kind).do(attempt)
    except Cancelled:
        _end(job, attempt, State.CANCELLED)
    except Failed as failed:
        _end(job, attempt, State.FAILED, failed.problems)
    except Refused as refused:
        reasons = [{"message": str(o.message), "basis": str(o.basis), "field": o.field} for o in refused.objections]
        _end(job, attempt, State.FAILED, reasons)
    except (OperationalError, InterfaceError, SoftTimeLimitExceeded):
        log.warning("job_interrupted", job=str(job.uuid), kind=job.kind, attempts=job.attempts, exc_info=True)
    except Exception:
        log.exception("job_failed", job=str(job.uuid), kind=job.kind)
        kept = _("已完成的部分予以保留。") if attempt.saved else _("未写入任何数据。")
        _end(job, attempt, State.FAILED, [{"message": _("执行中发生错误，已记录。") + kept}])
    else:
        _end(job, attempt, State.DONE)


@transaction.atomic
def _end(job: Job, attempt: JobRun, state: State, problems: Iterable[dict[str, Any]] = ()) -> None:
    """Write the end once, and tell whoever listens."""
    fresh = Job.objects.select_for_update().get(pk=job.pk)
    if fresh.state in FINISHED:
        return
    now = timezone.now()
    fresh.state, fresh.finished_at, fresh.heartbeat_at = state, now, now
    fresh.done, fresh.total, fresh.step = attempt.done, attempt.total, attempt.step[:80]
    if state == State.DONE:
        fresh.done = fresh.total = max(attempt.done, attempt.total)
    fresh.problems, fresh.outcome = list(problems), attempt.outcome
    fresh.save(update_fields=["state", "finished_at", "heartbeat_at", "done", "total", "step", "problems", "outcome"])
    Checkpoint.objects.filter(job=job).delete()
    announce(JobFinished(str(job.uuid), job.kind, str(state), job.owner_id))
    job.refresh_from_db()
