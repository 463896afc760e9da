"""What beat asks of jobs."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from portal.jobs import liveness, services
from portal.jobs.running import run_job

__all__ = ["dispatch_waiting_jobs", "forget_old_jobs", "mark_liveness", "run_job"]
KEPT: Final = timedelta(days=90)


@shared_task
def dispatch_waiting_jobs() -> None:
    """Send again what the broker or a killed worker has lost."""
    services.send_forgotten(timezone.now(), unsent=settings.JOB_UNSENT, silent=settings.JOB_SILENT)


@shared_task
def mark_liveness() -> None:
    """Say that beat sent and a worker received: the whole chain is alive."""
    liveness.mark(liveness.WORKER, timezone.now())


@shared_task
def forget_old_jobs() -> None:
    """Delete jobs, and the files they made, ninety days after their end."""
    ended_before = timezone.now() - KEPT
    while services.forget_before(ended_before):
        pass
