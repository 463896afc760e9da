"""What beat asks of workflow."""

from datetime import timedelta
from typing import Final

from celery import shared_task
from django.utils import timezone

from portal.workflow import receipts

KEPT: Final = timedelta(days=90)


@shared_task
def forget_old_receipts() -> None:
    """Delete receipts of requests ninety days after them: nobody sends the same request again so late."""
    taken_before = timezone.now() - KEPT
    while receipts.forget_before(taken_before):
        pass
