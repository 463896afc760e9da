"""Professionals, where else they practise, and the rows of an application that give way to new ones."""

from datetime import date
from functools import cache
from typing import Any, Final, Self

from django.db import connection
from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery

from institutions.querysets import keeping
from institutions.querysets.filings import ANNOUNCED
from institutions.rules.filing import BY_CONDITIONS
from institutions.states import HELD, OPEN
from portal.access import ScopedQuerySet
from portal.database.among import Among
from portal.parties.models import Employment

REGISTERED: Final = Q(filing__qualification__state__in=HELD, filing_id=F("latest_filing"))


class ProfessionalQuerySet(ScopedQuerySet):
    """The people applications list."""

    def in_register(self) -> Self:
        """Rows of the last decided application of a qualification still held."""
        return self.with_latest().filter(REGISTERED)

    def with_latest(self) -> Self:
        """Annotated with `latest_filing`: the last decided application of the qualification the row's own is about."""
        filings = self.model._meta.get_field("filing").related_model._base_manager  # noqa: SLF001
        latest = (
            filings.filter(
                qualification=OuterRef("filing__qualification"), state__in=ANNOUNCED, type__in=[*BY_CONDITIONS]
            )
            .order_by("-decided_on", "-pk")
            .values("pk")[:1]
        )
        return self.annotate(latest_filing=Subquery(latest))

    def with_presence(self, on: date) -> Self:
        """Annotated with `is_gone`: whether the person has left that organisation, or works full-time elsewhere."""
        gone = keeping.gone(OuterRef("person"), OuterRef("filing__organisation"), on)
        return self.annotate(is_gone=ExpressionWrapper(gone, BooleanField()))

    def practising_elsewhere(self, persons: Any, organisation: Any, on: Any) -> Self:
        """
        Rows of other organisations that bind these persons: in an application handed in and open, or in the last
        decided application of a qualification still held, unless the person has left that organisation since.
        """
        left = Employment.objects.filter(
            person=OuterRef("person"), organisation=OuterRef("filing__organisation"), period__endswith__lte=on
        )
        under_way = Q(filing__state__in=OPEN, filing__submitted_on__isnull=False)
        return (
            self.filter(Among(F("person"), persons))
            .exclude(filing__organisation=organisation)
            # Asked of the rows of these persons alone: the register as a set of its own would be read whole.
            .with_latest()
            .filter(under_way | REGISTERED)
            .exclude(Exists(left))
            .select_related("person", "filing__organisation")
        )


def clear(filing: int, *tables: str) -> None:
    """Take an application's rows out of these tables, by one statement."""
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(_clearing(tables), [filing] * len(tables))


@cache
def _clearing(tables: tuple[str, ...]) -> str:
    deleting = (f'cleared_{n} AS (DELETE FROM "{table}" WHERE filing_id = %s)' for n, table in enumerate(tables))  # noqa: S608
    return f"WITH {', '.join(deleting)} SELECT"
