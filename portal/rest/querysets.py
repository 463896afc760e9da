"""All SQL of the interface's own tables."""

from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from django.db.models import Q

from portal.access import ScopedQuerySet

#: The mark of last use is written no more often than this.
GRAIN: Final = timedelta(minutes=1)


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
        self.filter(Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - GRAIN), pk=key).update(last_used_at=now)
