"""What beat asks of notifications."""

from celery import shared_task
from django.utils import timezone

from portal.notifications import delivering, services
from portal.notifications.delivering import deliver

__all__ = ["deliver", "send_daily_digests", "send_due_deliveries"]


@shared_task
def send_due_deliveries() -> None:
    """Hand out what is due: new, put off, or lost by the broker."""
    delivering.send_due(timezone.now())


@shared_task
def send_daily_digests() -> None:
    """Send the day's digests; a second run finds nothing left to tell."""
    services.send_digests(timezone.localdate())
