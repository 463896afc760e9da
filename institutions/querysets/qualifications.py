"""Qualifications by what they allow on a day, and the bars."""

from datetime import date
from typing import Any, Self

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, Model, OuterRef, Q, Subquery

from institutions.states import HELD, IN_FORCE
from portal.access import ScopedQuerySet
from portal.search import names


def businesses_named(qualification: type[Model]) -> Subquery:
    """What each qualification covers now, in the order and the words of its page."""
    scopes: Any = qualification._meta.get_field("scopes").related_model  # noqa: SLF001 - models stand above this module
    live = scopes._base_manager.filter(qualification=OuterRef("pk"), until__isnull=True)  # noqa: SLF001
    named = StringAgg("business__name", "；", order_by=("business__order", "pk"))
    return Subquery(live.order_by().values("qualification").annotate(named=named).values("named"))


class QualificationQuerySet(ScopedQuerySet):
    """The register."""

    def published(self) -> Self:
        """All of it: also those that ended must be published (Measures, article 14)."""
        return self.filter(announcement__isnull=False)

    def by_kind(self) -> list[tuple[str, str, int]]:
        """How many of each kind, as (kind, label, count)."""
        counted = dict(self.order_by().values_list("kind").annotate(count=Count("pk")))
        return [(kind, label, counted.get(kind, 0)) for kind, label in self.model._meta.get_field("kind").choices]  # noqa: SLF001

    def by_region(self) -> dict[str, int]:
        """How many by the code of the region that granted them, in one query."""
        return dict(self.order_by().values_list("region").annotate(count=Count("pk")))

    def saying(self, words: str) -> Self:
        """Whose holder bears these words in its name, present or former, by sound or by code; or this very number."""
        if not words:
            return self
        return self.filter(Q(number__icontains=words) | names.borne(words, "organisation", "organisation_id"))

    def held(self) -> Self:
        return self.filter(state__in=HELD)

    def in_force(self, on: date) -> Self:
        """Their holders may work on this day; one whose renewal is under way outlives its last day."""
        return self.filter(state__in=IN_FORCE, valid_from__lte=on).filter(
            Q(valid_to__gte=on) | Exists(self._pending_renewal())
        )

    def with_force(self, on: date) -> Self:
        """Annotated with `is_in_force` on this day."""
        return self.annotate(is_in_force=Exists(self.model._default_manager.in_force(on).filter(pk=OuterRef("pk"))))  # noqa: SLF001

    def covering(self, scope_code: str, on: date) -> Self:
        live = Q(scopes__since__lte=on) & (Q(scopes__until__isnull=True) | Q(scopes__until__gt=on))
        return self.filter(live, scopes__business__code=scope_code).distinct()

    def expired(self, on: date) -> Self:
        """Past their last day, with no renewal under way that keeps them alive."""
        return self.held().filter(valid_to__lt=on).exclude(Exists(self._pending_renewal()))

    def _pending_renewal(self) -> Any:
        filings: Any = self.model._meta.get_field("filings").related_model._default_manager  # noqa: SLF001
        return filings.timely_renewals().filter(qualification=OuterRef("pk"))


class ApplicationBarQuerySet(ScopedQuerySet):
    """Bars and records."""

    def standing(self) -> Self:
        return self.filter(lifted_on__isnull=True)

    def in_force(self, on: date) -> Self:
        return self.standing().filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)

    def since(self, day: date) -> Self:
        """Records of that day or later."""
        return self.standing().filter(since__gte=day)
