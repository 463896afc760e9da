"""All SQL of notifications."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from portal.access import ScopedQuerySet


class MessageQuerySet(ScopedQuerySet):
    """Messages by whether they were read."""

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_digest(self) -> Self:
        return self.filter(waits_for_digest=True)


class DeliveryQuerySet(models.QuerySet[Any]):
    """The outbox by what is still to be done."""

    def due(self, now: datetime) -> Self:
        return self.filter(state="waiting", next_at__lte=now)
