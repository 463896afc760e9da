"""The docket's only writer, called by the moves; and the proof that it agrees with the matters."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from portal.workflow.machine import Machine, registry
from portal.workflow.models import ClockRun, DocketEntry, Stateful, Step

#: How many matters are held in memory at a time, whatever their number.
AT_A_TIME: Final = 5_000
Matters = list[tuple[Stateful, list[ClockRun]]]


def place_of(subject: Stateful) -> Any:
    """The competent region of the matter, if it has one."""
    return getattr(subject, "region", None)


def facts_of(subject: Stateful, running: list[ClockRun], *, on: date) -> dict[str, Any]:
    """What the docket says about a matter in its present state."""
    machine, region = subject.machine, place_of(subject)
    pressing = min((run for run in running if run.paused_on is None), key=lambda run: run.due_on, default=None)
    paused = next((run for run in running if run.paused_on is not None), None)
    return {
        "number": getattr(subject, "number", "") or "",
        "title": subject.title[:200],
        "organisation_id": getattr(subject, "organisation_id", None),
        "region_id": region.pk if region else None,
        "region_path": region.path if region else None,
        "state": subject.state,
        "state_since": subject.state_since,
        "waiting_for": machine.waiting_for(subject.state),
        "clock": pressing.name if pressing else (paused.name if paused else ""),
        "due_on": pressing.due_on if pressing else None,
        "is_certain": pressing.is_certain if pressing else True,
        "paused_on": paused.paused_on if paused and not pressing else None,
        "closed_on": on if subject.state in machine.terminal else None,
    }


def enter(subject: Stateful, running: list[ClockRun], *, on: date) -> None:
    """Write the row of a matter just born."""
    DocketEntry.objects.create(
        kind=subject.machine.kind, key=str(subject.pk), opened_on=on, **facts_of(subject, running, on=on)
    )


def follow(subject: Stateful, running: list[ClockRun], *, on: date) -> None:
    """Bring the row of a matter just moved up to date."""
    DocketEntry.objects.follow(subject.machine.kind, str(subject.pk), facts_of(subject, running, on=on))


def discrepancies() -> Iterator[str]:
    """One line for every matter whose docket row is missing, wrong or without a matter."""
    for machine in registry.values():
        if machine.model is not None:
            yield from _discrepancies_of(machine)


def _discrepancies_of(machine: Machine) -> Iterator[str]:
    for matters in _matters(machine):
        keys = [str(subject.pk) for subject, _running in matters]
        rows = {row.key: row for row in DocketEntry.objects.filter(kind=machine.kind, key__in=keys)}
        for subject, running in matters:
            row = rows.get(str(subject.pk))
            if row is None:
                yield f"{machine.kind} {subject.pk}: no docket row"
                continue
            for name, value in facts_of(subject, running, on=subject.state_since).items():
                if getattr(row, name) != value:
                    yield f"{machine.kind} {subject.pk}: {name} is {getattr(row, name)!r}, should be {value!r}"
    for key in _without_a_matter(machine).values_list("key", flat=True):
        yield f"{machine.kind} {key}: a docket row without a matter"


def rebuild() -> int:
    """Write every row anew from the matters, clocks and steps; returns how many were written."""
    written = 0
    for machine in registry.values():
        if machine.model is None:
            continue
        for matters in _matters(machine):
            _write_anew(machine, matters)
            written += len(matters)
        _without_a_matter(machine).delete()
    return written


def _write_anew(machine: Machine, matters: Matters) -> None:
    """Enter or correct the rows of these matters; who was assigned and when they were opened stays as it is."""
    keys = [str(subject.pk) for subject, _running in matters]
    opened = dict(Step.objects.filter(kind=machine.kind, move="open", key__in=keys).values_list("key", "on"))
    told = [(subject, facts_of(subject, running, on=subject.state_since)) for subject, running in matters]
    DocketEntry.objects.bulk_create(
        [
            DocketEntry(
                kind=machine.kind,
                key=str(subject.pk),
                opened_on=opened.get(str(subject.pk), subject.state_since),
                changed_at=timezone.now(),
                **facts,
            )
            for subject, facts in told
        ],
        update_conflicts=True,
        unique_fields=["kind", "key"],
        update_fields=[*told[0][1], "changed_at"],
    )


def _matters(machine: Machine) -> Iterator[Matters]:
    """Every matter with its running clocks, so many at a time, in the order of their keys."""
    rows = machine.model._base_manager.select_related("region", *machine.model.named_by).order_by("pk")  # noqa: SLF001
    last = 0
    while found := list(rows.filter(pk__gt=last)[:AT_A_TIME]):
        running: dict[str, list[ClockRun]] = {}
        keys = [str(subject.pk) for subject in found]
        for run in ClockRun.objects.filter(kind=machine.kind, key__in=keys).running():
            running.setdefault(run.key, []).append(run)
        yield [(subject, running.get(str(subject.pk), [])) for subject in found]
        last = found[-1].pk


def _without_a_matter(machine: Machine) -> QuerySet[DocketEntry]:
    matter = machine.model._base_manager.filter(pk=Cast(OuterRef("key"), BigIntegerField()))  # noqa: SLF001
    return DocketEntry.objects.filter(~Exists(matter), kind=machine.kind)
