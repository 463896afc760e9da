"""Findings of the sweep by whether they stand and how late they are."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.db.models import Q

from portal.access import ScopedQuerySet
from portal.search import names


class FindingQuerySet(ScopedQuerySet):
    """Conditions not kept up."""

    def standing(self) -> Self:
        """Found and not ended."""
        return self.filter(ended_on__isnull=True)

    def ended(self) -> Self:
        return self.filter(ended_on__isnull=False)

    def late(self, on: date) -> Self:
        """Standing beyond the day they were to be put right by."""
        return self.standing().filter(rectify_by__lt=on)

    def beside(self, qualifications: Iterable[int]) -> Self:
        """Those of any other qualification than these."""
        return self.exclude(qualification__in=list(qualifications))

    def saying(self, words: str) -> Self:
        """Whose holder bears these words in its name or code, or whose qualification has this very number."""
        if not words:
            return self
        holders = names.keys(words, "organisation")
        return self.filter(Q(qualification__number__icontains=words) | Q(qualification__organisation__in=holders))

    def for_list(self) -> Self:
        return self.select_related("qualification__organisation", "qualification__region")
