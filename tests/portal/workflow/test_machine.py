"""A table of moves that contradicts itself is refused when it is declared."""

import pytest
from django.db.models import TextChoices

from institutions.states import FILING, FilingState
from portal.access import Role
from portal.law import Figure
from portal.law.instruments import LICENSING
from portal.workflow.machine import Clock, Machine, Move, registry

BASIS = LICENSING.article(32)
TERM = Figure("test.term", 5, "working_days", BASIS, "试")


class Light(TextChoices):
    RED = "red"
    GREEN = "green"
    OUT = "out"


GO = Move("go", Light.RED, Light.GREEN, Role.OFFICER, BASIS, "go")
STOP = Move("stop", (Light.RED, Light.GREEN), Light.OUT, Role.OFFICER, BASIS, "stop")


def machine(*moves, **facts):
    usual = {"initial": Light.RED, "terminal": frozenset({Light.OUT}), "clocks": ()}
    try:
        return Machine("test.light", "灯", Light, moves, **{**usual, **facts})
    finally:
        registry.pop("test.light", None)


def test_a_sound_table_is_taken():
    light = machine(GO, STOP)
    assert light["go"] is GO
    assert light.leaving(Light.RED) == (GO, STOP)
    assert light.waiting_for(Light.RED) == Role.OFFICER
    assert light.waiting_for(Light.OUT) == ""


@pytest.mark.parametrize(
    ("moves", "facts", "fault"),
    [
        ((GO, GO, STOP), {}, "two moves are named go"),
        ((STOP,), {}, "green is never reached"),
        ((GO,), {}, "out is never reached"),
        ((GO, STOP), {"terminal": frozenset()}, "out has no way out and is not terminal"),
        ((GO, Move("x", Light.GREEN, Light.OUT, Role.OFFICER, BASIS, "x", apart_from=("y",))), {}, "unknown move y"),
        ((GO, STOP), {"clocks": (Clock("c", "c", TERM, frozenset({Light.RED}), lapse="fade"),)}, "unknown move fade"),
        (
            (GO, STOP),
            {"clocks": (Clock("c", "c", TERM, frozenset({Light.RED}), pauses_in=frozenset({Light.GREEN})),)},
            "pauses where it does not run",
        ),
    ],
)
def test_a_contradiction_is_named(moves, facts, fault):
    with pytest.raises(ValueError, match=fault):
        machine(*moves, **facts)


def test_the_road_ahead_leads_past_asides_to_the_announcement():
    ahead = FILING.road(FilingState.SUBMITTED)
    assert ahead[:3] == [FilingState.ACCEPTED, FilingState.DOC_REVIEW, FilingState.EXPERT_REVIEW]
    assert ahead[-1] == FilingState.ANNOUNCED
    assert FilingState.WITHDRAWN not in ahead
    assert FILING.road(FilingState.REJECTED) == []
