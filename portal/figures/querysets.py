"""All SQL of figures."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models


class FigureQuerySet(models.QuerySet[Any]):
    """Dated rows of figures."""

    def published(self) -> Self:
        """The law is public."""
        return self

    def of(self, codes: Iterable[str]) -> Self:
        """Every row of these figures, newest first, the nation's before the regions'."""
        return self.filter(code__in=list(codes)).select_related("region").order_by("code", "region_id", "-period")
