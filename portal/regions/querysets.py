"""All SQL of regions."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.functions import Length


class RegionQuerySet(models.QuerySet[Any]):
    """Divisions by tier, place, name and date."""

    def in_force(self, on: date) -> Self:
        return self.filter(Q(since__isnull=True) | Q(since__lte=on), Q(until__isnull=True) | Q(until__gt=on))

    def provinces(self) -> Self:
        """The divisions of the first tier that stand today, by code."""
        return self.filter(level="province", until__isnull=True).order_by("code")

    def under(self, path: str) -> Self:
        """The region of this path and all below it."""
        return self.filter(path__startswith=path)

    def called(self, text: str, former: models.QuerySet[Any]) -> Self:
        """Divisions whose code or name has the text in it, or whose code is among those a former name leads to."""
        rank = Case(
            When(code=text, then=Value(0)),
            When(Q(name=text) | Q(full_name=text), then=Value(1)),
            When(name__startswith=text, then=Value(2)),
            When(name__contains=text, then=Value(3)),
            When(full_name__contains=text, then=Value(4)),
            default=Value(5),
            output_field=IntegerField(),
        )
        matching = Q(code__startswith=text) | Q(full_name__contains=text) | Q(code__in=former)
        return (
            self.filter(matching)
            .annotate(rank=rank)
            .order_by(models.F("until").asc(nulls_first=True), "rank", Length("path"), "code")
        )
