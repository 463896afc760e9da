"""Sweep 7: every machine's table is sound, and every model that lives by one is guarded."""

import pytest

from portal.access import Role
from portal.workflow.machine import registry
from portal.workflow.models import Stateful
from tests.house import source

MACHINES = sorted(registry.values(), key=lambda machine: machine.kind)


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.kind)
def test_every_state_is_reached_and_every_end_is_declared(machine):
    assert machine.model is not None
    reached = {machine.initial, *(move.target for move in machine.moves)}
    assert reached == set(machine.states)
    ends = {state for state in machine.states if not machine.leaving(state)}
    assert ends <= machine.terminal


#: Moves of the portal itself that no clock of the table lapses by: who does them instead.
DONE_BY_A_TASK = {("institutions.qualification", "expire"): "the last day stands on the row; a daily task looks for it"}


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.kind)
def test_every_move_names_its_clause_and_says_what_it_does(machine):
    for move in machine.moves:
        assert move.basis.article or move.basis.instrument.code
        assert move.label
        if Role.CLOCK in move.roles and (machine.kind, move.name) not in DONE_BY_A_TASK:
            assert any(clock.lapse == move.name for clock in machine.clocks), f"{move.name} is never done"


@pytest.mark.parametrize(
    "model", [model for model in source.our_models() if issubclass(model, Stateful)], ids=lambda m: m._meta.label_lower
)
def test_a_state_is_guarded_by_the_database(model):
    assert "state_by_move_only" in {trigger.name for trigger in model._meta.triggers}
