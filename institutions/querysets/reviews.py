"""Experts, panels and seats, as a draw or an expert's desk asks for them."""

from typing import Any, Self

from django.db.models import Q

from portal.access import ScopedQuerySet


class ExpertQuerySet(ScopedQuerySet):
    """The register of experts."""

    def drawable(self, region: Any) -> Self:
        """Active members of the province's register whose accounts are open, in the order of the draw."""
        return (
            self.filter(is_active=True, user__is_active=True, region=region)
            .select_related("user__person", "employer")
            .order_by("pk")
        )


class PanelQuerySet(ScopedQuerySet):
    """Panels."""

    def sitting(self) -> Self:
        return self.filter(concluded_on__isnull=True)


class SeatQuerySet(ScopedQuerySet):
    """Seats."""

    def taken(self) -> Self:
        """Those not given up to another expert."""
        return self.filter(replaced_on__isnull=True)

    def waiting_for(self, user: Any) -> Self:
        """The seats an expert has still to declare or speak in."""
        return self.taken().filter(
            Q(declared_on__isnull=True) | Q(opined_on__isnull=True, has_conflict=False),
            expert__user=user,
            panel__concluded_on__isnull=True,
        )
