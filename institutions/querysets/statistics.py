"""The counting of the reports, for the region of a path and below; each a fixed number of statements."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import models
from django.db.models import Aggregate, Avg, CharField, Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Cast

from portal.workflow.models import ClockRun

FILING: Final = "institutions.filing"
SECONDS_A_DAY: Final = 86_400


class Percentile95(Aggregate):
    """The value that 95 of 100 do not exceed."""

    function = "percentile_disc"
    template = "%(function)s(0.95) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def efficiency(filings: models.QuerySet[Any], start: date, until: date) -> list[dict[str, Any]]:
    """One row a kind: what was received, accepted and decided in the period, how long it took, what is overdue."""
    decided = Q(decided_on__gte=start, decided_on__lt=until, accepted_on__isnull=False)
    accepted = Q(accepted_on__gte=start, accepted_on__lt=until)
    took = ExpressionWrapper(F("decided_on") - F("accepted_on"), output_field=DurationField())
    counted = (
        filings.order_by()
        .values("kind")
        .annotate(
            received=Count("pk", filter=Q(submitted_on__gte=start, submitted_on__lt=until)),
            accepted=Count("pk", filter=accepted),
            deemed=Count("pk", filter=accepted & Q(is_deemed_accepted=True)),
            decided=Count("pk", filter=decided),
            average=Avg(took, filter=decided),
            slowest=Percentile95(took, filter=decided),
        )
    )
    granted = _by_kind(filings.filter(decided, decision_set__is_current=True, decision_set__outcome="grant"))
    suspended, overdue = _suspended(filings.filter(decided)), _overdue(filings, until)
    rows = {row["kind"]: row for row in counted}
    return [
        {
            "kind": str(label),
            **{name: row.get(name, 0) for name in ("received", "accepted", "deemed", "decided")},
            "granted": granted.get(kind, 0),
            "average": days(row.get("average")),
            "slowest": days(row.get("slowest")),
            "suspended": suspended.get(kind),
            "overdue": overdue.get(kind, 0),
        }
        for kind, label in filings.model._meta.get_field("kind").choices  # noqa: SLF001
        for row in [rows.get(kind, {})]
    ]


def standing(qualifications: models.QuerySet[Any], start: date, until: date) -> list[dict[str, Any]]:
    """One row a kind: who held a qualification at the end of the period, who got one, whose ended, whose will."""
    last = until - timedelta(days=1)
    ended = Q(state__in=["expired", "cancelled", "withdrawn", "revoked_fraud", "revoked_penalty"])
    held = Q(valid_from__lte=last, valid_to__gte=last) & ~(ended & Q(state_since__lte=last))
    counted = (
        qualifications.order_by()
        .values("kind")
        .annotate(
            held=Count("pk", filter=held),
            granted=Count("pk", filter=Q(granted_on__gte=start, granted_on__lt=until)),
            ended=Count("pk", filter=ended & Q(state_since__gte=start, state_since__lt=until)),
            ending=Count("pk", filter=held & Q(valid_to__lte=last + timedelta(days=183))),
        )
    )
    rows = {row["kind"]: row for row in counted}
    return [
        {"kind": str(label), **{n: rows.get(kind, {}).get(n, 0) for n in ("held", "granted", "ended", "ending")}}
        for kind, label in qualifications.model._meta.get_field("kind").choices  # noqa: SLF001
    ]


def days(length: timedelta | None) -> Decimal | None:
    """Days to one decimal; None where nothing was measured."""
    if length is None:
        return None
    return (Decimal(int(length.total_seconds())) / SECONDS_A_DAY).quantize(Decimal("0.1"))


def _by_kind(rows: models.QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values_list("kind").annotate(number=Count("pk", distinct=True)))


def _keys(filings: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return filings.order_by().annotate(as_key=Cast("pk", CharField())).values("as_key")


def _suspended(filings: models.QuerySet[Any]) -> dict[str, Decimal]:
    """The mean of days the clock of the decision stood still, by kind."""
    runs = dict(
        ClockRun.objects.filter(kind=FILING, name="decision", key__in=_keys(filings)).values_list("key", "paused_days")
    )
    found: dict[str, list[int]] = {}
    for key, kind in filings.order_by().values_list("pk", "kind"):
        found.setdefault(kind, []).append(runs.get(str(key), 0))
    return {kind: (Decimal(sum(all_)) / len(all_)).quantize(Decimal("0.1")) for kind, all_ in found.items()}


def _overdue(filings: models.QuerySet[Any], until: date) -> dict[str, int]:
    """How many were past their term on the last day of the period and had not been decided by then."""
    late = ClockRun.objects.filter(kind=FILING, name="decision", due_on__lt=until - timedelta(days=1)).filter(
        Q(stopped_on__isnull=True) | Q(stopped_on__gte=until), paused_on__isnull=True
    )
    return _by_kind(filings.annotate(as_key=Cast("pk", CharField())).filter(as_key__in=late.values("key")))
