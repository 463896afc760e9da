"""All SQL of workdays."""

from datetime import datetime
from typing import Any, Final

from django.db import connection, models

#: Asked by whatever computes a deadline.
EDITION: Final = "SELECT count(*), max(changed_at) FROM workdays_holidaynotice"


class HolidayNoticeQuerySet(models.QuerySet[Any]):
    """Notices by year."""

    def years(self) -> frozenset[int]:
        return frozenset(self.values_list("year", flat=True))

    def edition(self) -> tuple[int, datetime | None]:
        """What changes whenever a notice is loaded, edited or removed."""
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(EDITION)
            count, latest = cursor.fetchone()
        return count, latest
