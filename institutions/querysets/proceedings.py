"""Proceedings by whether they are under way."""

from typing import Any, Self

from django.db.models import Q

from institutions.states import LIVE
from portal.access import ScopedQuerySet
from portal.search import names


class ProceedingQuerySet(ScopedQuerySet):
    """Cases against qualifications."""

    def live(self) -> Self:
        return self.filter(state__in=LIVE)

    def against(self, qualification: Any) -> Self:
        return self.filter(qualification=qualification)

    def saying(self, words: str) -> Self:
        """Of this very number, or against whoever bears these words in its name or code."""
        if not words:
            return self
        return self.filter(Q(number__icontains=words) | Q(organisation__in=names.keys(words, "organisation")))

    def for_list(self) -> Self:
        return self.select_related("qualification__organisation", "organisation", "region", "opened_by")
