"""What can be done to saved searches: keep one, forget one."""

from typing import Final

from django.db import transaction
from django.urls import Resolver404, resolve

from portal.accounts.models import User
from portal.web.models import SavedSearch

LONGEST_QUERY: Final = 2000
#: More than anybody reads; the oldest give way.
MOST_PER_PAGE: Final = 20


def is_keepable(path: str, query: str) -> bool:
    """Whether this is an address of the portal, and short enough."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return len(query) <= LONGEST_QUERY


@transaction.atomic
def keep(user: User, *, title: str, path: str, query: str) -> SavedSearch:
    """Save it under this title; the same title on the same page is overwritten, so a second click changes nothing."""
    saved, _is_new = SavedSearch.objects.update_or_create(
        user=user, path=path, title=title, defaults={"query": query.lstrip("?")}
    )
    mine = SavedSearch.objects.filter(user=user, path=path).order_by("-saved_at").values("pk")
    SavedSearch.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_PER_PAGE:])).delete()
    return saved


def forget(saved: SavedSearch) -> None:
    saved.delete()
