"""The statutory clocks of a matter: started, stopped, paused and extended as it moves."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.audit.trail import record
from portal.database.kept import kept
from portal.errors import Refused
from portal.figures import table
from portal.law import Objection
from portal.law.instruments import LICENSING
from portal.workdays import terms
from portal.workflow import docket
from portal.workflow.machine import Clock, Machine
from portal.workflow.models import ClockRun, Stateful

EXTENSION_ONCE = LICENSING.article(42)


def turn(
    machine: Machine,
    key: Any,
    source: str | None,
    target: str,
    *,
    on: date,
    since: date | None = None,
    region: Any = None,
) -> list[ClockRun]:
    """Stop, start, pause and resume the clocks as the matter moves on; returns those still running.

    A clock that starts is counted from `since`, where that is not the day of the move.
    """
    standing = {run.name: run for run in running(machine.kind, key)} if source else {}
    for clock in machine.clocks:
        run = standing.get(clock.name)
        if target not in clock.runs_in:
            if run:
                _stop(standing.pop(clock.name), on)
            continue
        if run is None:
            run = standing[clock.name] = _start(machine, key, clock, since or on, region)
        _settle_pause(clock, run, target, on)
    return list(standing.values())


def running(kind: str, key: Any) -> list[ClockRun]:
    """The clocks of a matter that were started and not stopped, those that stand still among them."""
    return _running(kind, str(key))


@kept
def _running(kind: str, key: str) -> QuerySet[ClockRun]:
    return ClockRun.objects.filter(kind=kind, key=key).running()


def extend(subject: Stateful, name: str, *, by: User, on: date, reason: str) -> ClockRun:
    """Extend a running clock by its lawful extension, once, with the reason the applicant is told.

    Raises Refused if the clock does not run, has no extension, or was extended before (Licensing Law, article 42).
    """
    machine = subject.machine
    clock = next(clock for clock in machine.clocks if clock.name == name)
    run = ClockRun.objects.select_for_update().about(machine.kind, subject.pk).running().filter(name=name).first()
    found = []
    if run is None or clock.extension is None:
        found.append(Objection(_("该期限未在计算中，不能延长"), EXTENSION_ONCE))
    elif run.extended_by:
        found.append(Objection(_("期限只能延长一次"), EXTENSION_ONCE))
    if not reason.strip():
        found.append(Objection(_("延长期限应当说明理由"), EXTENSION_ONCE, field="reason"))
    Refused.unless_clear(found)
    assert run is not None and clock.extension is not None  # noqa: S101, PT018 - told to the type checker
    run.extended_by = table.on(on, docket.place_of(subject)).days(clock.extension)
    run.extension_reason = reason
    if run.paused_on is None or run.due_on < run.paused_on:
        deadline = terms.after(run.due_on, run.extended_by, run.unit)
        run.due_on, run.is_certain = deadline.on, deadline.is_certain
        run.left = terms.between(run.paused_on, run.due_on, run.unit) if run.paused_on else None
    else:
        run.left = (run.left or 0) + run.extended_by
    run.save()
    docket.follow(subject, running(machine.kind, subject.pk), on=on)
    record(f"{machine.kind}.extend", subject, by=by, facts={"clock": name, "days": run.extended_by, "reason": reason})
    return run


def _start(machine: Machine, key: Any, clock: Clock, on: date, region: Any) -> ClockRun:
    term = table.on(on, region).days(clock.term)
    deadline = terms.after(on, term, clock.term.unit)
    return ClockRun.objects.create(
        kind=machine.kind,
        key=str(key),
        name=clock.name,
        unit=clock.term.unit,
        term=term,
        started_on=on,
        due_on=deadline.on,
        is_certain=deadline.is_certain,
    )


def _stop(run: ClockRun, on: date) -> None:
    if run.paused_on is not None:
        run.paused_days += (on - run.paused_on).days
        run.paused_on = None
    run.stopped_on = on
    run.save(update_fields=["stopped_on", "paused_on", "paused_days"])


def _settle_pause(clock: Clock, run: ClockRun, target: str, on: date) -> None:
    """Stand still in the states that pause the clock; go on afterwards with what was left. What had run out has."""
    if target in clock.pauses_in and run.paused_on is None:
        run.left = terms.between(on, run.due_on, run.unit)
        run.paused_on = on
        run.save(update_fields=["left", "paused_on"])
    elif target not in clock.pauses_in and run.paused_on is not None:
        if run.due_on >= run.paused_on:
            deadline = terms.after(on, run.left or 0, run.unit)
            run.due_on, run.is_certain = deadline.on, deadline.is_certain
        run.paused_days += (on - run.paused_on).days
        run.paused_on, run.left = None, None
        run.save(update_fields=["due_on", "is_certain", "paused_on", "left", "paused_days"])
