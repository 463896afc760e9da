"""All SQL of workflow: the docket's adjectives and the clocks that ran out."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, Self

from django.db import connection, models
from django.db.models import Count, F, Func, Q, Value
from django.db.models.functions import Cast

from portal.access import Role, ScopedQuerySet
from portal.search import names

#: One statement where looking, making and locking would be three: a known receipt is locked by being written as it is.
HOLD: Final = """
    INSERT INTO workflow_receipt (user_id, purpose, key, result, at) VALUES (%s, %s, %s, '', now())
    ON CONFLICT (user_id, purpose, key) DO UPDATE SET result = workflow_receipt.result
    RETURNING id, user_id, purpose, key, result, at
"""
HELD: Final = ("id", "user_id", "purpose", "key", "result", "at")
#: The state of a matter in its table, announced to the trigger that guards it and written by the same statement.
MOVE: Final = """
    UPDATE {} SET state = %s, state_since = %s, version = version + 1
    WHERE id = %s AND set_config('portal.moving', %s, true) IS NOT NULL
"""


@cache
def _following(names: tuple[str, ...]) -> str:
    """Every move writes all the docket says."""
    told = ", ".join(f"{name} = %s" for name in names)
    return f"UPDATE workflow_docketentry SET changed_at = statement_timestamp(), {told} WHERE kind = %s AND key = %s"  # noqa: S608


class DocketQuerySet(ScopedQuerySet):
    """Live matters, by whose turn it is and how near the deadline."""

    def live(self) -> Self:
        return self.filter(closed_on__isnull=True)

    def overdue(self, on: date) -> Self:
        return self.live().filter(paused_on__isnull=True, due_on__lt=on)

    def due_by(self, on: date, until: date) -> Self:
        """Due between these two days, both included."""
        return self.live().filter(paused_on__isnull=True, due_on__gte=on, due_on__lte=until)

    def waiting_for(self, roles: frozenset[Role]) -> Self:
        return self.live().filter(waiting_for__in=[str(role) for role in roles])

    def assigned_to(self, user: Any) -> Self:
        return self.live().filter(assignee=user)

    def lamps(self, on: date, soon: date) -> dict[str, int]:
        """Counts by lamp in one query: `soon` is the last day that still burns yellow."""
        running = Q(paused_on__isnull=True, due_on__isnull=False)
        return self.live().aggregate(
            red=Count("pk", filter=running & Q(due_on__lt=on)),
            yellow=Count("pk", filter=running & Q(due_on__gte=on, due_on__lte=soon)),
            green=Count("pk", filter=running & Q(due_on__gt=soon)),
            paused=Count("pk", filter=Q(paused_on__isnull=False)),
            today=Count("pk", filter=running & Q(due_on=on)),
            all=Count("pk"),
        )

    def under(self, path: str) -> Self:
        """Of the region of this path and all below it."""
        return self.filter(region_path__startswith=path) if path else self

    def changed_since(self, moment: datetime) -> Self:
        return self.filter(changed_at__gt=moment)

    def by_place(self, path: str, on: date, soon: date) -> Self:
        """Under a region, counts for each division right below it, whose part of the path is `place` ("": itself)."""
        live, running = Q(closed_on__isnull=True), Q(closed_on__isnull=True, paused_on__isnull=True)
        place = Func(F("region_path"), Value("/"), Value(path.count("/") + 1), function="split_part")
        return (
            self.under(path)
            .order_by()
            .values(place=Cast(place, models.CharField()))
            .annotate(
                live=Count("pk", filter=live),
                overdue=Count("pk", filter=running & Q(due_on__lt=on)),
                soon=Count("pk", filter=running & Q(due_on__gte=on, due_on__lte=soon)),
                paused=Count("pk", filter=live & Q(paused_on__isnull=False)),
                closed=Count("pk", filter=Q(closed_on__year=on.year)),
            )
            .order_by("place")
        )

    def follow(self, kind: str, key: str, facts: Mapping[str, Any]) -> None:
        """Write what the docket says of a matter from now on."""
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(_following(tuple(facts)), [*facts.values(), kind, key])

    def saying(self, words: str) -> Self:
        """
        Whose title or number holds these words, or whose organisation bears them: in a former name, by sound, by code.

        Of words that thousands of names bear the titles tell enough: they have the name the applicant applied under.
        """
        if not words:
            return self
        told = Q(*(Q(title__icontains=word) for word in words.split()))
        if any(sign.isdigit() for sign in words):
            told |= Q(number__icontains=words)
        if names.are_common(words):
            return self.filter(told)
        # Apart from each other: of either alone the planner knows how few rows it leaves, of both together not.
        borne = self.filter(names.borne(words, "organisation", "organisation_id"))
        return self.filter(pk__in=self.filter(told).values("pk").union(borne.values("pk")))

    def by_urgency(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "pk")


class StepQuerySet(models.QuerySet[Any]):
    """What happened to a matter."""

    def about(self, kind: str, key: object) -> Self:
        return self.filter(kind=kind, key=str(key)).order_by("pk")


class ClockRunQuerySet(models.QuerySet[Any]):
    """Clocks by matter and by whether they still run."""

    def about(self, kind: str, key: object) -> Self:
        return self.filter(kind=kind, key=str(key))

    def running(self) -> Self:
        return self.filter(stopped_on__isnull=True)

    def run_out(self, on: date) -> Self:
        """Ran out before this day and not standing still."""
        return self.running().filter(paused_on__isnull=True, due_on__lt=on)


class ReceiptQuerySet(models.QuerySet[Any]):
    """Receipts by the one who holds them, and by their age."""

    def taken_before(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)

    def forget(self, most: int) -> int:
        """Delete at most so many of these; how many."""
        return int(self.model._base_manager.filter(pk__in=self.order_by().values("pk")[:most]).delete()[0])  # noqa: SLF001

    def hold(self, user: Any, purpose: str, key: str) -> Any:
        """The receipt of this key, new or known, locked until the transaction ends; whoever comes second waits."""
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(HOLD, [user.pk, purpose, key])
            return self.model.from_db(self.db, HELD, cursor.fetchone())
