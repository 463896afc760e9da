"""Whether beat and a worker are alive, for the health pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from celery.signals import before_task_publish
from django.db import connection
from django.utils import timezone

from portal.jobs.models import Pulse

BEAT: Final = "beat"
WORKER: Final = "worker"
#: Marks are made each 30 seconds; three missed ones mean the process is gone.
SILENCE: Final = timedelta(seconds=100)
MARKING_TASK: Final = "portal.jobs.tasks.mark_liveness"


@dataclass(frozen=True)
class Life:
    """What is known of one process: when it was last heard of (None: never), and whether that is recent enough."""

    process: str
    at: datetime | None
    is_alive: bool


def mark(process: str, now: datetime) -> None:
    """Note that a process is alive now."""
    Pulse.objects.update_or_create(process=process, defaults={"at": now})


def lives(now: datetime) -> list[Life]:
    """Beat and worker, each with its last sign of life; one query."""
    heard = dict(Pulse.objects.values_list("process", "at"))
    return [
        Life(process, heard.get(process), process in heard and now - heard[process] <= SILENCE)
        for process in (BEAT, WORKER)
    ]


@before_task_publish.connect
def mark_beat(sender: str | None = None, **_kwargs: Any) -> None:
    """Only beat publishes the marking task: its doing so is the sign, whether or not the broker takes it."""
    if sender == MARKING_TASK:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        mark(BEAT, timezone.now())
