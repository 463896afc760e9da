"""All SQL of regions."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q


class RegionQuerySet(models.QuerySet[Any]):
    """Divisions by tier, place and date."""

    def in_force(self, on: date) -> Self:
        return self.filter(Q(since__isnull=True) | Q(since__lte=on), Q(until__isnull=True) | Q(until__gt=on))

    def under(self, path: str) -> Self:
        """The region of this path and all below it."""
        return self.filter(path__startswith=path)
