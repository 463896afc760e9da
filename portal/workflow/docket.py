"""The docket's only writer, called by the moves; and the proof that it agrees with the matters."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models.functions import Now

from portal.workflow.machine import Machine, registry
from portal.workflow.models import ClockRun, DocketEntry, Stateful, Step


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
        "region_path": region.path if region else "",
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
    DocketEntry.objects.filter(kind=subject.machine.kind, key=str(subject.pk)).update(
        changed_at=Now(), **facts_of(subject, running, on=on)
    )


def discrepancies() -> Iterator[str]:
    """One line for every matter whose docket row is missing, wrong or without a matter."""
    for machine in registry.values():
        if machine.model is not None:
            yield from _discrepancies_of(machine)


def _discrepancies_of(machine: Machine) -> Iterator[str]:
    rows = {row.key: row for row in DocketEntry.objects.filter(kind=machine.kind)}
    clocks: dict[str, list[ClockRun]] = {}
    for run in ClockRun.objects.filter(kind=machine.kind).running():
        clocks.setdefault(run.key, []).append(run)
    for subject in machine.model._base_manager.select_related("region").iterator(chunk_size=2000):  # noqa: SLF001
        row = rows.pop(str(subject.pk), None)
        if row is None:
            yield f"{machine.kind} {subject.pk}: no docket row"
            continue
        for name, value in facts_of(subject, clocks.get(str(subject.pk), []), on=subject.state_since).items():
            if getattr(row, name) != value:
                yield f"{machine.kind} {subject.pk}: {name} is {getattr(row, name)!r}, should be {value!r}"
    for key in rows:
        yield f"{machine.kind} {key}: a docket row without a matter"


def rebuild() -> int:
    """Write every row anew from the matters, clocks and steps; returns how many were written."""
    written = 0
    for machine in registry.values():
        if machine.model is None:
            continue
        opened = dict(Step.objects.filter(kind=machine.kind, move="open").values_list("key", "on"))
        kept = []
        for subject in machine.model._base_manager.select_related("region").iterator(chunk_size=2000):  # noqa: SLF001
            key = str(subject.pk)
            running = list(ClockRun.objects.about(machine.kind, key).running())
            facts = facts_of(subject, running, on=subject.state_since)
            DocketEntry.objects.update_or_create(
                kind=machine.kind,
                key=key,
                defaults=facts,
                create_defaults={**facts, "opened_on": opened.get(key, subject.state_since)},
            )
            kept.append(key)
            written += 1
        DocketEntry.objects.filter(kind=machine.kind).exclude(key__in=kept).delete()
    return written
