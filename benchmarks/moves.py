"""What the trail costs: a move with its entry and without, and entries by the million."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.utils.timezone import localdate

from benchmarks.measuring import AT_MOST, Bar, Result, compared
from benchmarks.scales import Scales
from institutions.models import Qualification
from institutions.states import QualificationState
from portal.access import Role
from portal.accounts.models import User
from portal.audit import chain
from portal.workflow import engine

COPY = (
    "COPY audit_entry (actor_key, actor_name, acting_as, verb, subject_kind, subject_key, subject_number, facts,"
    " address, request) FROM STDIN"
)


def audited(_scales: Scales, rounds: int) -> Iterator[Result]:
    """What an audit entry adds to a move."""
    yield compared("a move with its audit entry", "s", audited_moves(rounds), Bar(AT_MOST, 1.15))


def audited_moves(rounds: int, moves: int = 100) -> Iterator[tuple[float, float]]:
    """
    Seconds of a move with its audit entry, and of the same move without, in alternation; each move is one commit.

    The move is the barest there is: no body, no paper, no listener. A qualification is put under correction and cleared
    again, over and over, by its competent officer.
    """
    qualification = Qualification.objects.filter(state=QualificationState.ACTIVE).select_related("region")[0]
    officer = User.objects.filter(assignments__role=Role.OFFICER, assignments__region=qualification.region)[0]
    day = localdate()
    _seconds(qualification, officer, day, moves)  # plans and pages as they are on any day
    for _round in range(rounds):
        audited = _seconds(qualification, officer, day, moves)
        with _unaudited():
            yield audited, _seconds(qualification, officer, day, moves)


def _seconds(qualification: Qualification, officer: User, day: date, moves: int) -> float:
    begun = time.perf_counter()
    for _pair in range(moves // 2):
        for name in ("rectify", "clear"):
            with transaction.atomic(), engine.move(qualification, name, by=officer, on=day):
                pass
    return (time.perf_counter() - begun) / (moves // 2 * 2)


@contextmanager
def _unaudited() -> Iterator[None]:
    with mock.patch.object(engine, "record"):
        yield


def load(count: int) -> float:
    """Entries a second that COPY brings in with the triggers in force, each linked when the transaction commits."""
    facts = json.dumps({"from": "submitted", "to": "accepted", "basis": "measures-10", "on": "2026-09-18", "note": ""})
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(COPY) as rows:
        for number in range(count):
            rows.write_row(_entry(number, facts))
    return count / (time.perf_counter() - begun)


def _entry(number: int, facts: str) -> tuple[Any, ...]:
    kind = "institutions.filing"
    matter = str(number // 3)
    return (number % 1000, "王建国", "officer", f"{kind}.accept", kind, matter, f"PJ2026{matter:>06}", facts, "", "")


def verify() -> tuple[float, int]:
    """Seconds that verify_audit takes over the whole trail, and how many entries that is."""
    begun = time.perf_counter()
    verdict = chain.verify()
    assert verdict.broken_at is None, verdict  # noqa: S101 - else nothing is measured
    return time.perf_counter() - begun, verdict.entries
