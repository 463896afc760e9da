"""What the clock does: load, call a service, done; each is idempotent for its day."""

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from institutions.models import Filing, Proceeding, Qualification
from institutions.services import filings, keeping, proceedings, qualifications, reminders, reviews
from institutions.states import FILING, PROCEEDING
from portal.errors import Refused
from portal.workflow.models import ClockRun

log = structlog.get_logger(__name__)
LAPSES = {"acceptance": filings.deem_accepted, "correction": filings.lapse, "expert_review": reviews.overrun}


@shared_task
def let_lapse() -> int:
    """Do what the law does by itself where a time ran out before today; how many matters moved."""
    on, moved = timezone.localdate(), 0
    for name, deed in LAPSES.items():
        keys = list(ClockRun.objects.filter(kind=FILING.kind, name=name).run_out(on).values_list("key", flat=True))
        for filing in Filing.objects.with_organisation().filter(pk__in=keys).order_by("pk"):
            moved += _did(deed, filing, on)
    keys = list(ClockRun.objects.filter(kind=PROCEEDING.kind, name="request").run_out(on).values_list("key", flat=True))
    for proceeding in Proceeding.objects.for_list().filter(pk__in=keys).order_by("pk"):
        moved += _did(proceedings.lapse, proceeding, on)
    return moved


@shared_task
def expire_qualifications() -> int:
    """Let those expire whose last day is past and whose renewal is not under way; how many."""
    on = timezone.localdate()
    rows = Qualification.objects.expired(on).select_related("organisation", "region", "certificate")
    return sum(_did(qualifications.expire, row, on) for row in rows.order_by("pk"))


@shared_task
def sweep_conditions() -> tuple[int, int, int]:
    """Look whether conditions are kept up, everywhere; findings opened, standing still, ended. Twice is as once."""
    swept = keeping.sweep(on=timezone.localdate())
    return swept.opened, swept.still, swept.ended


@shared_task
def remind() -> int:
    """Send today's reminders, each once; how many were new."""
    return reminders.send(on=timezone.localdate())


def _did(deed: object, subject: object, on: object) -> bool:
    """
    Whether the deed was done; refused means that somebody was quicker, and that is as well.

    One that breaks is left for the next run and keeps no other waiting.
    """
    try:
        deed(subject, on=on)  # type: ignore[operator]
    except Refused:
        return False
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("lapse_failed", subject=str(subject))
        return False
    return True
