"""All SQL of the interface's own tables."""

from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from django.db import connection

from portal.access import ScopedQuerySet

#: The mark of last use is written no more often than this.
GRAIN: Final = timedelta(minutes=1)
MARK_USED: Final = """
    UPDATE rest_apitoken SET last_used_at = %s WHERE id = %s AND (last_used_at IS NULL OR last_used_at < %s)
"""


class TokenQuerySet(ScopedQuerySet):
    """Tokens by digest and by whether they still open anything."""

    def by_digest(self, digest: str) -> Self:
        """The token of this digest with its user and organisation; at most one."""
        return self.filter(digest=digest).select_related("user", "organisation")

    def usable(self, on: date) -> Self:
        return self.filter(revoked_at__isnull=True, expires_on__gt=on)

    def of(self, user: Any) -> Self:
        return self.filter(user=user).select_related("organisation")

    def mark_used(self, key: int, now: datetime) -> None:
        """Note the use, at most once a minute, so that a busy token does not cost a write a request."""
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(MARK_USED, [now, key, now - GRAIN])
