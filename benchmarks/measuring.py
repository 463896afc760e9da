"""What a measure is and what comes of it: two sides in alternation, medians, a bar, and whether it was held."""

import math
import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.scales import Scales

#: A bar below, or at least which, the figure must stay.
AT_MOST, AT_LEAST = "<=", ">="
FULL = 100


@dataclass(frozen=True)
class Bar:
    """A bound on a ratio, or on our own figure where `is_absolute`."""

    sense: str
    bound: float
    unit: str = "×"
    is_absolute: bool = False

    def holds(self, figure: float) -> bool:
        """Whether the figure stays within the bound."""
        return figure <= self.bound if self.sense == AT_MOST else figure >= self.bound

    def __str__(self) -> str:
        return f"{self.sense} {self.bound:g} {self.unit}"


@dataclass
class Result:
    """One row of the table: ours, the reference, their ratio, and the bars with their verdicts."""

    name: str
    unit: str
    ours: float
    reference: float | None
    bars: tuple[Bar, ...]
    raw: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.reference if self.reference else None

    @property
    def is_held(self) -> bool:
        """Whether every bar holds; a ratio that could not be measured holds none."""
        figures = [(bar, self.ours if bar.is_absolute else self.ratio) for bar in self.bars]
        return all(figure is not None and bar.holds(figure) for bar, figure in figures)


@dataclass(frozen=True)
class Measure:
    """One thing measured, by the word it is chosen by; it yields one row or several."""

    key: str
    run: Callable[[Scales, int], Iterator[Result]]


def compared(
    name: str, unit: str, pairs: Iterable[tuple[float, float]], *bars: Bar, note: str = "", **raw: Any
) -> Result:
    """A row from the rounds of two sides measured in alternation: the medians of each."""
    rounds = list(pairs)
    ours, reference = [pair[0] for pair in rounds], [pair[1] for pair in rounds]
    told = {"ours": ours, "reference": reference, **raw}
    return Result(name, unit, statistics.median(ours), statistics.median(reference), bars, told, note)


def percentile(values: Iterable[float], share: int) -> float:
    """The value that so many in a hundred do not exceed; zero of none."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * share / FULL) - 1)] if ranked else 0.0
