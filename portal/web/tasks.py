"""The jobs of the web, known to every worker; and the reminder of what is to be made public."""

from celery import shared_task
from django.utils import timezone

from portal.web.bundles import make_files
from portal.web.exporting import export_shown
from portal.web.publicity import remind

__all__ = ["export_shown", "make_files", "remind_of_publicity"]


@shared_task
def remind_of_publicity() -> int:
    """Remind each region's officers of what is due or late in dual publicity, once a day; how many were told."""
    return remind(on=timezone.localdate())
