"""All SQL of announcements."""

from datetime import date
from typing import Self

from django.db.models import Count, Min, Q
from django.db.models.functions import Length

from portal.access import ScopedQuerySet
from portal.search import names


class AnnouncementQuerySet(ScopedQuerySet):
    """Announcements as visitors find them."""

    def published(self) -> Self:
        """All of them: what was corrected or withdrawn stays readable, and says so."""
        return self.all()

    def at(self, key: str) -> Self:
        """The announcement of this address (410000-2026-5), or none."""
        region, _dash, rest = key.partition("-")
        year, _dash, ordinal = rest.partition("-")
        return self.filter(region=region, number=f"{year}年第{ordinal}号")

    def in_force(self) -> Self:
        return self.filter(status="published")

    def open_to_objection(self, on: date) -> Self:
        return self.in_force().filter(published_on__lte=on, objection_until__gte=on)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def under(self, path: str) -> Self:
        """Of the region of this path and all below it."""
        return self.filter(region__path__startswith=path)

    def published_between(self, start: date, end: date) -> Self:
        """Of these days, both included."""
        return self.filter(published_on__range=(start, end))

    def unrendered(self) -> Self:
        """Whose paper has no file yet."""
        return self.filter(document__pdf_path="")

    def newest_first(self) -> Self:
        return self.order_by("-published_on", "-pk")

    def for_list(self) -> Self:
        """With what a line of the list shows."""
        return self.select_related("region", "organisation", "document").newest_first()


class ObjectionQuerySet(ScopedQuerySet):
    """Objections; the public sees the answered ones, and of them gist and answer only."""

    def published(self) -> Self:
        return self.filter(state="answered")

    def waiting(self) -> Self:
        return self.filter(state__in=["received", "accepted"])

    def numbered(self, beginning: str) -> Self:
        """Those whose number begins so, the highest first: 10000 is more than 9999, though its text sorts before."""
        return self.filter(number__startswith=beginning).order_by(Length("number").desc(), "-number")


class PublicityItemQuerySet(ScopedQuerySet):
    """What is to be told to the credit platform, by how far it has got and how near its day is."""

    def waiting(self) -> Self:
        """Not yet in a list."""
        return self.filter(carried_by__isnull=True)

    def untold(self) -> Self:
        """The platform does not have it yet: in no list, or in one not handed over."""
        return self.filter(Q(carried_by__isnull=True) | Q(carried_by__handed_over_on__isnull=True))

    def told(self) -> Self:
        return self.filter(carried_by__handed_over_on__isnull=False)

    def late(self, on: date) -> Self:
        return self.untold().filter(due_on__lt=on)

    def due_by(self, on: date, until: date) -> Self:
        """Untold and due between these two days, both included."""
        return self.untold().filter(due_on__gte=on, due_on__lte=until)

    def by_region(self, until: date) -> Self:
        """How many are due by a day and untold, region by region, with the first of those days."""
        rows = self.untold().filter(due_on__lte=until).order_by("region").values("region")
        return rows.annotate(number=Count("pk"), first=Min("due_on"))

    def lamps(self, on: date, soon: date) -> dict[str, int]:
        """Counts by lamp in one query."""
        return self.untold().aggregate(
            red=Count("pk", filter=Q(due_on__lt=on)),
            yellow=Count("pk", filter=Q(due_on__gte=on, due_on__lte=soon)),
            green=Count("pk", filter=Q(due_on__gt=soon)),
            all=Count("pk"),
        )

    def saying(self, words: str) -> Self:
        """Whose paper or party bears these words."""
        if not words:
            return self
        return self.filter(Q(document_number__icontains=words) | Q(organisation__in=names.keys(words, "organisation")))

    def for_list(self) -> Self:
        return self.select_related("region", "organisation", "carried_by", "supersedes")


class PublicityListQuerySet(ScopedQuerySet):
    """Lists, by whether the platform has them."""

    def pending(self) -> Self:
        return self.filter(handed_over_on__isnull=True)

    def for_list(self) -> Self:
        return self.select_related("region", "handed_over_by")
