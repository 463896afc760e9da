"""Ready-made sources: where the value of a column comes from, in Python and in the database alike."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Expression, Model, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from portal.workflow.machine import Machine, registry


@dataclass(frozen=True)
class Label:
    """The word for a stored choice."""

    field: str

    def __call__(self, row: Any) -> Any:
        return getattr(row, f"get_{self.field}_display")()

    def expression(self, model: type[Model]) -> Expression:
        return worded(self.field, model._meta.get_field(self.field).flatchoices)  # type: ignore[union-attr]  # noqa: SLF001


@dataclass(frozen=True)
class StateLabel:
    """The word for the state of a matter, or of a matter in the docket."""

    def __call__(self, row: Any) -> Any:
        return row.state_label

    def expression(self, model: type[Model]) -> Expression:
        machine = getattr(model, "machine", None)
        if isinstance(machine, Machine):
            return worded("state", machine.states.choices)
        ways = [When(kind=kind, then=worded("state", known.states.choices)) for kind, known in registry.items()]
        return Case(*ways, default=Cast("state", TextField()), output_field=TextField())


@dataclass(frozen=True)
class Twin:
    """A function of the row, and the expression over its model that is its equal."""

    of_row: Callable[[Any], Any]
    in_sql: Callable[[type[Model]], Combinable]

    def __call__(self, row: Any) -> Any:
        return self.of_row(row)

    def expression(self, model: type[Model]) -> Combinable:
        return self.in_sql(model)


def worded(field: str, choices: Iterable[tuple[Any, Any]]) -> Expression:
    """A stored value as its word in the reader's language; a value without a word as it is."""
    ways = [When(**{field: value}, then=Value(str(word), CharField())) for value, word in choices]
    return Case(*ways, default=Cast(field, TextField()), output_field=TextField())
