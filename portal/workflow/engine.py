"""Tell: a matter is born and moved here, and nowhere else is a state written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from portal.access import Role
from portal.accounts.models import User
from portal.audit.trail import record
from portal.database.joining import joined
from portal.database.kept import kept
from portal.errors import Refused, Stale
from portal.law import Objection
from portal.workflow import clocks, docket, warrant
from portal.workflow.machine import Move
from portal.workflow.models import Stateful, Step
from portal.workflow.querysets import MOVE

#: Where a matter belongs, by the keys of its row; who has no authority yet goes to that of the organisation's place.
PLACE: Final = {"organisation": "organisation__region", "region": "region"}


def open_matter(
    subject: Stateful, *, by: User | None, on: date, acting_as: Role = Role.APPLICANT, note: str = ""
) -> None:
    """Save a new matter in its machine's initial state, with its docket row, first step and audit entry.

    Constraint violations (such as a second open filing) surface as IntegrityError, for the service to translate.
    """
    machine = subject.machine
    with joined():
        subject.state, subject.state_since, subject.version = machine.initial, on, 1
        _announce_write(subject, f"open:{machine.initial}")
        subject.save(force_insert=True)
        _announce_write(subject, "")
        Step.objects.create(
            kind=machine.kind,
            key=str(subject.pk),
            move="open",
            target=machine.initial,
            by=by,
            acting_as=acting_as,
            on=on,
            note=note,
        )
        running = clocks.turn(machine, subject.pk, None, machine.initial, on=on, region=docket.place_of(subject))
        docket.enter(subject, running, on=on)
        record(f"{machine.kind}.open", subject, by=by, acting_as=acting_as, facts={"state": machine.initial})


@contextmanager
def move(
    subject: Stateful, name: str, *, by: User | None, on: date, version: int | None = None, note: str = ""
) -> Iterator[Move]:
    """Do one move: lock the row afresh, check, run the body, then write state, clock, docket, step and audit as one.

    `by=None` is the portal itself, for moves of `Role.CLOCK`. Raises `Refused` if the state, role, competence, kinship
    or four-eyes forbid it, or if the body refuses; `Stale` if `version` is given and another move came first. Whatever
    is raised, nothing is written.
    """
    machine = subject.machine
    step = machine[name]
    with joined():
        _lock(subject)
        if version is not None and version != subject.version:
            raise Stale(version, subject.version, _changes_since(subject, version))
        source = subject.state
        if source not in step.sources:
            raise Refused(
                Objection(
                    _("事项当前为“%(state)s”，不能办理“%(move)s”") % {"state": subject.state_label, "move": step.label},
                    step.basis,
                )
            )
        acting_as = warrant.authorise(machine, step, subject, by, on=on)
        # Whatever the body writes goes on record, in the language of the law, whoever acts in whichever language.
        with translation.override(settings.LANGUAGE_CODE):
            yield step
        _write_state(subject, step.target, on)
        Step.objects.create(
            kind=machine.kind,
            key=str(subject.pk),
            move=name,
            source=source,
            target=step.target,
            by=by,
            acting_as=acting_as,
            on=on,
            note=note,
        )
        since = getattr(subject, step.counts_from) if step.counts_from else on
        running = clocks.turn(
            machine, subject.pk, source, step.target, on=on, since=since, region=docket.place_of(subject)
        )
        docket.follow(subject, running, on=on)
        record(
            f"{machine.kind}.{name}",
            subject,
            by=by,
            acting_as=acting_as,
            facts={"from": source, "to": step.target, "basis": step.basis.key, "on": on.isoformat(), "note": note},
        )


def open_to(user: User, subject: Stateful, *, on: date) -> list[Move]:
    """The moves this person may make that day, in the order of the table; for the buttons."""
    ties = warrant.Ties(subject, user, on=on)
    return [
        step
        for step in subject.machine.leaving(subject.state)
        if Role.CLOCK not in step.roles
        and not warrant.objections(subject.machine, step, subject, user, on=on, ties=ties)
    ]


def _lock(subject: Stateful) -> None:
    """Lock the row, and know it as it is now, with what its docket entry names."""
    found = _locked_by(type(subject)).first(subject.pk)
    if found is None:
        raise subject.DoesNotExist
    vars(subject).update(vars(found))
    vars(subject).pop("_prefetched_objects_cache", None)


@cache
def _locked_by(model: type[Stateful]) -> kept:
    """Every move asks this, and needs all of it."""
    named = [PLACE[field.name] for field in model._meta.fields if field.name in PLACE]  # noqa: SLF001 - Django's public description

    @kept
    def locked(key: int) -> QuerySet[Any]:
        rows = model._base_manager.filter(pk=key).select_related(*named)  # noqa: SLF001 - unscoped on purpose
        return rows.select_for_update(of=("self",))

    return locked


def _announce_write(subject: Stateful, what: str) -> None:
    """Tell the trigger which single row the machine is about to write; an empty word closes the door again."""
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT set_config('portal.moving', %s, true)", [_name_of(subject, what) if what else ""])


def _name_of(subject: Stateful, what: str) -> str:
    return f"{subject._meta.db_table}:{what}"  # noqa: SLF001 - Django's public description


def _write_state(subject: Stateful, target: str, on: date) -> None:
    """Announce and write in one statement; what stays announced is that this row may enter the state it is in."""
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        named = _name_of(subject, f"{subject.pk}:{target}")
        cursor.execute(MOVE.format(subject._meta.db_table), [target, on, subject.pk, named])  # noqa: SLF001
    subject.state, subject.state_since, subject.version = target, on, subject.version + 1


def _changes_since(subject: Stateful, version: int) -> dict[str, tuple[str, str]]:
    """What happened to the matter since that version, for the page that says "somebody was here before you"."""
    missed = subject.version - version
    steps = list(Step.objects.about(subject.machine.kind, subject.pk).select_related("by").reverse()[:missed])
    return {
        _label_of(subject, step): (
            subject.machine.label_of(step.source) if step.source else "",
            f"{subject.machine.label_of(step.target)}（{step.by or _('系统')}，{step.on:%Y-%m-%d}）",
        )
        for step in reversed(steps)
    }


def _label_of(subject: Stateful, step: Any) -> str:
    return str(_("立项") if step.move == "open" else subject.machine[step.move].label)
