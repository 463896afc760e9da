"""Tell: whole lives of matters at once, row for row as the engine would have written them move by move."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Final

from django.db import connection

from portal.access import Role
from portal.figures.table import Figures
from portal.seed import loading
from portal.workdays import table, terms
from portal.workflow.machine import Clock, Machine
from portal.workflow.models import ClockRun, DocketEntry, Step

STEP: Final = ("kind", "key", "move", "source", "target", "by_id", "acting_as", "on", "at", "note")
CLOCK: Final = (
    "kind", "key", "name", "unit", "term", "started_on", "due_on", "is_certain", "left", "paused_on", "paused_days",
    "extended_by", "extension_reason", "stopped_on", "is_lapsed",
)  # fmt: skip
DOCKET: Final = (
    "kind", "key", "number", "title", "organisation_id", "region_id", "region_path", "state", "state_since",
    "waiting_for", "clock", "due_on", "is_certain", "paused_on", "opened_on", "closed_on", "changed_at",
)  # fmt: skip
#: Minutes after nine o'clock between two moves of one day.
BETWEEN_MOVES: Final = 7


@dataclass(frozen=True, slots=True)
class Turn:
    """One move made: its name, its day, whose hand (None: the portal's own), and the day its clocks count from."""

    move: str
    on: date
    by: int | None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The competent region, as the docket keeps it."""

    code: str
    path: str


@dataclass(frozen=True, slots=True)
class Life:
    """A matter and its turns; `values` are the subject's own fields, in the order its loader was told."""

    key: int
    number: str
    title: str
    organisation: int | None
    place: Place | None
    opened_on: date
    opened_by: int | None
    turns: Sequence[Turn]
    values: Sequence[Any]


@dataclass(slots=True)
class _Run:
    clock: Clock
    term: int
    started_on: date
    due_on: date
    is_certain: bool
    left: int | None = None
    paused_on: date | None = None
    paused_days: int = 0
    stopped_on: date | None = None


@dataclass
class Loader:
    """
    Loads matters of one machine. `names` are the subject's own fields besides key, state, day and version.

    Raises ValueError for a life that the table of moves does not allow.
    """

    machine: Machine
    names: Sequence[str]
    figures: Figures
    opened_as: Role = Role.APPLICANT
    _steps: list[tuple[Any, ...]] = field(default_factory=list)
    _clocks: list[tuple[Any, ...]] = field(default_factory=list)
    _docket: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        calendar = table.calendar()
        self._terms = {clock.name: self.figures.days(clock.term) for clock in self.machine.clocks}
        self._waiting = {str(state): self.machine.waiting_for(state) for state in self.machine.states}
        self._after = cache(lambda start, length, unit: terms.after(start, length, unit, calendar))
        self._between = cache(lambda start, end, unit: terms.between(start, end, unit, calendar))

    def load(self, lives: Iterable[Life]) -> None:
        """Copy subjects by state, which the table's trigger wants announced; then steps, clocks and docket."""
        by_state: dict[str, list[tuple[Any, ...]]] = {}
        for life in lives:
            state, since = self._live(life)
            by_state.setdefault(state, []).append((life.key, state, since, len(life.turns) + 1, *life.values))
        for state, rows in by_state.items():
            self._say(f"open:{state}")
            loading.load(self.machine.model, ("id", "state", "state_since", "version", *self.names), rows)
        self._say("")
        for model, names, rows in (
            (Step, STEP, self._steps), (ClockRun, CLOCK, self._clocks), (DocketEntry, DOCKET, self._docket),
        ):  # fmt: skip
            loading.load(model, names, rows)
            rows.clear()

    def _say(self, what: str) -> None:
        named = f"{loading.table_of(self.machine.model)}:{what}" if what else ""
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('portal.moving', %s, true)", [named])

    def _live(self, life: Life) -> tuple[str, date]:
        """Go through the turns; what they leave behind is noted. The last state, and since when."""
        machine, key = self.machine, str(life.key)
        state, on, moment = str(machine.initial), life.opened_on, _moment(life.opened_on, 0)
        runs: list[_Run] = []
        self._steps.append((machine.kind, key, "open", "", state, life.opened_by, self.opened_as.value, on, moment, ""))
        self._turn(runs, state, on, on)
        for place, turn in enumerate(life.turns, start=1):
            move = machine[turn.move]
            if state not in move.sources:
                raise ValueError(f"{machine.kind}: {turn.move} does not leave {state}")
            role = Role.CLOCK if turn.by is None else move.roles[0]
            source, state, on, moment = state, move.target.value, turn.on, _moment(turn.on, place)
            self._steps.append((machine.kind, key, turn.move, source, state, turn.by, role.value, on, moment, ""))
            self._turn(runs, state, on, turn.since or on)
        for run in runs:
            self._clocks.append(
                (machine.kind, key, run.clock.name, run.clock.term.unit, run.term, run.started_on, run.due_on,
                 run.is_certain, run.left, run.paused_on, run.paused_days, 0, "", run.stopped_on, False)
            )  # fmt: skip
        self._docket.append(self._entry(life, state, on, moment, [run for run in runs if run.stopped_on is None]))
        return state, on

    def _turn(self, runs: list[_Run], state: str, on: date, since: date) -> None:
        """What `clocks.turn` does: stop, start, pause and resume."""
        running = {run.clock.name: run for run in runs if run.stopped_on is None}
        for clock in self.machine.clocks:
            run = running.get(clock.name)
            if state not in clock.runs_in:
                if run is not None:
                    if run.paused_on is not None:
                        run.paused_days += (on - run.paused_on).days
                        run.paused_on = None
                    run.stopped_on = on
                continue
            if run is None:
                term = self._terms[clock.name]
                deadline = self._after(since, term, clock.term.unit)
                run = _Run(clock, term, since, deadline.on, deadline.is_certain)
                runs.append(run)
            if state in clock.pauses_in and run.paused_on is None:
                run.left, run.paused_on = self._between(on, run.due_on, clock.term.unit), on
            elif state not in clock.pauses_in and run.paused_on is not None:
                deadline = self._after(on, run.left or 0, clock.term.unit)
                run.paused_days += (on - run.paused_on).days
                run.due_on, run.is_certain, run.paused_on, run.left = deadline.on, deadline.is_certain, None, None

    def _entry(self, life: Life, state: str, on: date, moment: str, running: list[_Run]) -> tuple[Any, ...]:
        """What `docket.facts_of` says."""
        pressing = min((run for run in running if run.paused_on is None), key=lambda run: run.due_on, default=None)
        paused = next((run for run in running if run.paused_on is not None), None)
        shown = pressing or paused
        return (
            self.machine.kind, str(life.key), life.number, life.title[:200], life.organisation,
            life.place.code if life.place else None, life.place.path if life.place else None, state, on,
            self._waiting[state], shown.clock.name if shown else "", pressing.due_on if pressing else None,
            pressing.is_certain if pressing else True, paused.paused_on if paused and not pressing else None,
            life.opened_on, on if state in self.machine.terminal else None, moment,
        )  # fmt: skip


def _moment(on: date, place: int) -> str:
    """The time of a move: within office hours, the later ones of a day after the earlier."""
    minutes = 9 * 60 + place * BETWEEN_MOVES
    return f"{on} {minutes // 60:02d}:{minutes % 60:02d}:00+08"
