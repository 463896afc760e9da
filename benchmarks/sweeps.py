"""The nightly sweep over every live qualification, and the same question in SQL written by hand."""

import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.utils.timezone import localdate

from benchmarks.measuring import AT_MOST, Bar, Result, compared
from benchmarks.scales import Scales
from institutions.services import keeping
from institutions.states import CLOSED

BY_HAND = (Path(__file__).parent / "sweep.sql").read_text()


def kept_up(_scales: Scales, rounds: int) -> Iterator[Result]:
    """Seconds of both, in alternation; they must find the same institutions."""
    yield compared("nightly sweep over all live qualifications", "s", _pairs(rounds), Bar(AT_MOST, 1.5))


def _pairs(rounds: int) -> Iterator[tuple[float, float]]:
    on = localdate()
    with connection.cursor() as cursor:
        for _round in range(rounds):
            begun = time.perf_counter()
            ours = set(keeping.short(on).values_list("pk", flat=True))
            middle = time.perf_counter()
            cursor.execute(BY_HAND, {"on": on, "closed": [str(state) for state in CLOSED]})
            by_hand = {key for (key,) in cursor.fetchall()}
            ended = time.perf_counter()
            if ours != by_hand:
                raise AssertionError(f"{len(ours ^ by_hand)} institutions are found by one of them alone.")
            yield middle - begun, ended - middle
