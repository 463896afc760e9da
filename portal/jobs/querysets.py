"""All SQL of jobs."""

from datetime import datetime, timedelta
from typing import Self

from django.db.models import Q

from portal.access import ScopedQuerySet
from portal.jobs.states import OPEN, State


class JobQuerySet(ScopedQuerySet):
    """Jobs by where they are."""

    def unfinished(self) -> Self:
        return self.filter(state__in=OPEN)

    def finished_before(self, moment: datetime) -> Self:
        return self.filter(finished_at__lt=moment)

    def forgotten(self, now: datetime, unsent: timedelta, silent: timedelta) -> Self:
        """
        Jobs no worker seems to know of.

        Queued, and last sent longer ago than `unsent`; or begun, and not heard of for `silent`.
        """
        lost = Q(state=State.QUEUED, sent_at__lt=now - unsent)
        orphaned = Q(state__in=(State.RUNNING, State.CANCELLING), heartbeat_at__lt=now - silent)
        return self.filter(lost | orphaned)
