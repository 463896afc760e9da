"""Applications by their turn, and what others must be asked of them."""

from datetime import date
from typing import Any, Self

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from institutions.querysets import keeping
from institutions.rules.filing import BY_CONDITIONS
from institutions.rules.words import FilingType
from institutions.states import CLOSED, OPEN, FilingState
from portal.access import ScopedQuerySet
from portal.figures.table import Map

#: The decided application stays public: that it was found fit, or not.
ANNOUNCED = (FilingState.ANNOUNCED, FilingState.CERTIFICATE_DUE, FilingState.CERTIFIED)


class FilingQuerySet(ScopedQuerySet):
    """Applications."""

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def closed(self) -> Self:
        return self.filter(state__in=CLOSED)

    def handed_in(self) -> Self:
        """Those the authority has received."""
        return self.exclude(submitted_on=None)

    def published(self) -> Self:
        """A visitor sees an application once it is announced."""
        return self.filter(state__in=ANNOUNCED)

    def of_kind(self, organisation: Any, kind: str) -> Self:
        return self.filter(organisation=organisation, kind=kind)

    def timely_renewals(self) -> Self:
        """Renewals handed in and not decided: what they renew does not expire meanwhile (Licensing Law, article 50)."""
        return self.open().handed_in().filter(type=FilingType.RENEWAL)

    def idle_since(self, day: date) -> Self:
        """Drafts nobody has touched since that day."""
        return self.filter(state=FilingState.DRAFT, state_since__lte=day).filter(~Q(sectionsave_set__at__date__gt=day))

    def month_counts(self, first: date) -> tuple[int, int, int]:
        """Received, decided and deemed accepted since the first of the month, in one query."""
        received, decided, accepted = Q(submitted_on__gte=first), Q(decided_on__gte=first), Q(accepted_on__gte=first)
        counted = self.filter(received | decided | accepted).aggregate(
            received=Count("pk", filter=received),
            decided=Count("pk", filter=decided),
            deemed=Count("pk", filter=accepted & Q(is_deemed_accepted=True)),
        )
        return counted["received"], counted["decided"], counted["deemed"]

    def carrying(self, qualifications: Any) -> Self:
        """The application each of these qualifications stands on: the last one decided that weighed the conditions."""
        weighed = Q(state__in=ANNOUNCED, type__in=[*BY_CONDITIONS])
        later = self.model._default_manager.filter(weighed, qualification=OuterRef("qualification")).filter(  # noqa: SLF001
            Q(decided_on__gt=OuterRef("decided_on")) | Q(decided_on=OuterRef("decided_on"), pk__gt=OuterRef("pk"))
        )
        return self.filter(weighed, ~Exists(later), qualification__in=qualifications)

    def short_of_conditions(self, on: date, figures: Map) -> Self:
        """Of applications that carry a qualification, those whose holder no longer meets the conditions."""
        short: Self = keeping.Sweep(self, on, figures).short()
        return short

    def with_organisation(self) -> Self:
        return self.select_related("organisation__region", "region", "qualification")


def next_number(kind: str, on: date) -> str:
    """The next number of an application, such as PJ2026000001."""
    return f"{'PJ' if kind == 'evaluation' else 'JC'}{on.year}{next_ordinal():06d}"


def next_ordinal() -> int:
    """The next of the numbers applications and cases share; a sequence, so that nobody waits for anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('institutions_filing_number')")
        (ordinal,) = cursor.fetchone()
    return int(ordinal)
