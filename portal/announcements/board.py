"""Ask: what hangs on the board, in which order, and how one sheet leads to the next."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from portal.announcements.models import Announcement
from portal.regions.models import Region


def latest(count: int) -> list[Announcement]:
    """The newest announcements, with what a line shows."""
    return list(Announcement.objects.published().for_list()[:count])


def contestable(on: date, count: int) -> list[Announcement]:
    """Those the public may object to that day, the soonest to close first."""
    return list(Announcement.objects.open_to_objection(on).for_list().order_by("objection_until", "pk")[:count])


def regions_announcing() -> QuerySet[Any]:
    """The regions whose organs have announced anything."""
    return Region.objects.filter(pk__in=Announcement.objects.published().values("region"))


def chain_of(announcement: Announcement) -> list[Announcement]:
    """The announcement with all it corrected and all that corrected it, oldest first."""
    first = announcement
    while first.supersedes is not None:
        first = first.supersedes
    chain = [first]
    while (following := Announcement.objects.filter(supersedes=chain[-1]).first()) is not None:
        chain.append(following)
    return chain
