"""How the outbox is emptied: each delivery by one worker at a time, until it is taken or given up."""

from datetime import datetime, timedelta
from typing import Final

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from portal.notifications.channels import CHANNELS, Undelivered
from portal.notifications.models import Delivery

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=6)
#: How long an address is tried: a mail server's own rule of thumb (RFC 5321, 4.5.4.1 asks for 4 to 5 days).
PATIENCE: Final = timedelta(days=5)
MOST_AT_ONCE: Final = 1000
#: A delivery handed to a worker is not handed out again before this.
HANDED: Final = timedelta(minutes=2)
log = structlog.get_logger(__name__)


@shared_task(name="portal.notifications.deliver")
def deliver(pk: int) -> None:
    """Send one delivery; says nothing when it is sent already or in other hands."""
    attempt(pk, timezone.now())


@transaction.atomic
def attempt(pk: int, now: datetime) -> bool:
    """
    Try one delivery; whether it was taken by this attempt.

    The row stays locked while the other side is spoken to, so two workers never send the same one. Should this process
    die between the other side's yes and our commit, the next attempt carries the same Message-ID or delivery key.
    """
    waiting = Delivery.objects.filter(pk=pk, state=Delivery.State.WAITING)
    row = waiting.select_for_update(skip_locked=True, of=("self",)).select_related("user", "endpoint").first()
    if row is None:
        return False
    row.attempts += 1
    try:
        CHANNELS[row.channel](row)
    except Undelivered as wrong:
        _put_off(row, wrong, now)
    except Exception as wrong:
        # What no channel foresaw counts as an attempt like any other, or it would be tried for ever.
        log.exception("delivery_failed", key=row.key, channel=row.channel)
        _put_off(row, Undelivered(type(wrong).__name__), now)
    else:
        row.state, row.sent_at, row.last_error = Delivery.State.SENT, now, ""
    row.save(update_fields=["state", "attempts", "sent_at", "next_at", "last_error"])
    return row.state == Delivery.State.SENT


def _put_off(row: Delivery, wrong: Undelivered, now: datetime) -> None:
    row.last_error = str(wrong)[:200]
    if wrong.is_final or now - row.created_at > PATIENCE:
        row.state = Delivery.State.GIVEN_UP
        log.warning("delivery_given_up", key=row.key, channel=row.channel, error=row.last_error)
    row.next_at = now + pause(row.attempts)


def pause(attempts: int) -> timedelta:
    """How long to wait after this many attempts: 30 s, doubled each time, at most six hours."""
    return min(FIRST_PAUSE * 2 ** min(attempts - 1, 20), LONGEST_PAUSE)


@transaction.atomic
def send_due(now: datetime) -> int:
    """Hand every due delivery to a worker; how many. What the broker loses becomes due again."""
    due = Delivery.objects.due(now).select_for_update(skip_locked=True).order_by("next_at")
    keys = list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
    Delivery.objects.filter(pk__in=keys).update(next_at=now + HANDED)
    for pk in keys:
        deliver.delay_on_commit(pk)  # type: ignore[attr-defined]  # PatientTask's
    return len(keys)
