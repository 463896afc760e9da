"""What beat asks of announcements."""

from celery import shared_task
from django.utils import timezone

from portal.announcements.services import publicity


@shared_task
def compose_publicity() -> int:
    """The day's lists for the credit platform, of every region in which something waits; how many were new."""
    return publicity.compose_all(on=timezone.localdate())
