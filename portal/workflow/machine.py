"""The life of a matter as data: moves, clocks, and the machine that runs them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import TextChoices

from portal.access import Role
from portal.law import Clause, Figure, Words


@dataclass(frozen=True)
class Move:
    """One lawful step from a state to another.

    `by` is the role (or roles) that may do it, `basis` the clause that lets them. `effect` says, for the button and
    the register, what follows. `apart_from` names earlier moves whose doer may not do this one (four eyes). An `aside`
    is open but is not what the matter waits for. `is_final_word` marks moves the page asks to confirm. `counts_from`
    names the date of the subject that the clocks this move starts are counted from, where it is not the move's own.
    """

    name: str
    source: TextChoices | tuple[TextChoices, ...]
    target: TextChoices
    by: Role | tuple[Role, ...]
    basis: Clause
    label: Words
    effect: Words = ""
    apart_from: tuple[str, ...] = ()
    aside: bool = False
    is_final_word: bool = False
    counts_from: str = ""

    @property
    def sources(self) -> tuple[TextChoices, ...]:
        return self.source if isinstance(self.source, tuple) else (self.source,)

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.by if isinstance(self.by, tuple) else (self.by,)


@dataclass(frozen=True)
class Clock:
    """A statutory term that runs while the matter is in certain states.

    It starts on entering `runs_in`, stops on leaving, and stands still in `pauses_in` (which must lie within). `term`
    is a figure in working_days, calendar_days or months. `extension` may be granted once. When the term runs out, the
    portal itself does the move named `lapse`, if there is one.
    """

    name: str
    label: Words
    term: Figure
    runs_in: frozenset[TextChoices]
    pauses_in: frozenset[TextChoices] = frozenset()
    pause_basis: Clause | None = None
    extension: Figure | None = None
    lapse: str = ""


@dataclass(eq=False)
class Machine:
    """A table of moves over one kind of matter; `kind` is its key in the docket, steps and clocks.

    `initial` is the state a matter is born in, `terminal` those it may rest in for good. Raises ValueError on a table
    that contradicts itself: unknown clock lapses, unreachable states, states without a way out that are not terminal.
    """

    kind: str
    label: Words
    states: type[TextChoices]
    moves: tuple[Move, ...]
    initial: TextChoices
    terminal: frozenset[TextChoices]
    clocks: tuple[Clock, ...] = ()
    model: Any = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._by_name: dict[str, Move] = {}
        for move in self.moves:
            if move.name in self._by_name:
                raise ValueError(f"{self.kind}: two moves are named {move.name}")
            self._by_name[move.name] = move
        faults = [*self._unknown_names(), *self._stranded_states()]
        if faults:
            raise ValueError(f"{self.kind}: {'; '.join(faults)}")
        registry[self.kind] = self

    def _unknown_names(self) -> Iterable[str]:
        for clock in self.clocks:
            if clock.lapse and clock.lapse not in self._by_name:
                yield f"clock {clock.name} lapses by an unknown move {clock.lapse}"
            if not clock.pauses_in <= clock.runs_in:
                yield f"clock {clock.name} pauses where it does not run"
        for move in self.moves:
            for name in move.apart_from:
                if name not in self._by_name:
                    yield f"move {move.name} is apart from an unknown move {name}"

    def _stranded_states(self) -> Iterable[str]:
        reached = {self.initial}
        while True:
            further = {move.target for move in self.moves if reached & set(move.sources)} - reached
            if not further:
                break
            reached |= further
        for state in self.states:
            if state not in reached:
                yield f"state {state} is never reached"
            if state not in self.terminal and not any(state in move.sources for move in self.moves):
                yield f"state {state} has no way out and is not terminal"

    def __getitem__(self, name: str) -> Move:
        return self._by_name[name]

    def leaving(self, state: str) -> tuple[Move, ...]:
        """The moves whose source is this state, in the order of the table."""
        return tuple(move for move in self.moves if state in move.sources)

    def waiting_for(self, state: str) -> str:
        """The role the matter waits for in this state: that of its first move that is neither aside nor the clock's."""
        for move in self.leaving(state):
            if not move.aside and Role.CLOCK not in move.roles:
                return move.roles[0]
        return ""

    def label_of(self, state: str) -> str:
        return str(self.states(state).label)

    def road(self, state: str) -> list[TextChoices]:
        """The main states ahead, by the first way out of each that is no aside; for the strip on the page."""
        ahead: list[TextChoices] = []
        here = self.states(state)
        while True:
            ways = (move.target for move in self.leaving(here) if not move.aside and move.target not in ahead)
            onward = next(ways, None)
            if onward is None or onward == here:
                return ahead
            ahead.append(onward)
            here = onward


registry: Final[dict[str, Machine]] = {}
