"""When a person last sat at the desk: what changed since then is what the desk shows first."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from portal.accounts.models import User
from portal.web.models import DeskVisit

#: Coming back within this time is the same sitting.
SITTING: Final = timedelta(minutes=30)
#: Within this time nothing new is written.
GLANCE: Final = timedelta(minutes=1)


def sit_down(user: User, now: datetime) -> datetime | None:
    """Note the visit; when the sitting before this one was last seen at the desk, `None` at the very first."""
    visit = DeskVisit.objects.filter(user=user).first()
    if visit is not None and timedelta() <= now - visit.seen_at < GLANCE:
        return visit.before_at
    return _note(user, now)


@transaction.atomic
def _note(user: User, now: datetime) -> datetime | None:
    visit, is_first = DeskVisit.objects.select_for_update().get_or_create(user=user, defaults={"seen_at": now})
    if is_first:
        return None
    if now - visit.seen_at > SITTING:
        visit.before_at = visit.seen_at
    visit.seen_at = now
    visit.save(update_fields=["seen_at", "before_at"])
    return visit.before_at
