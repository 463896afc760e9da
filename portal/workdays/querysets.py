"""All SQL of workdays."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Max


class HolidayNoticeQuerySet(models.QuerySet[Any]):
    """Notices by year."""

    def years(self) -> frozenset[int]:
        return frozenset(self.values_list("year", flat=True))

    def edition(self) -> tuple[int, datetime | None]:
        """What changes whenever a notice is loaded, edited or removed."""
        found = self.aggregate(count=Count("pk"), latest=Max("changed_at"))
        return found["count"], found["latest"]
