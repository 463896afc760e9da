"""All SQL of announcements."""

from datetime import date
from typing import Self

from django.db.models import Count, Q

from portal.access import ScopedQuerySet


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

    def with_answers(self) -> Self:
        """Annotated with how many objections were answered in public."""
        return self.annotate(answers=Count("objections", filter=Q(objections__state="answered")))


class ObjectionQuerySet(ScopedQuerySet):
    """Objections; the public sees the answered ones, and of them gist and answer only."""

    def published(self) -> Self:
        return self.filter(state="answered")

    def waiting(self) -> Self:
        return self.filter(state__in=["received", "accepted"])
