"""Where chapters plug in what they answer about one organisation; all of it is asked in one SQL statement."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from django.utils.functional import Promise
from psycopg.sql import Literal

from portal import replicas
from portal.access import doors
from portal.law import Clause
from portal.parties.models import Organisation

#: Stands for the code in the compiled statement; no code holds a control character.
_CODE: Final = "\x01code\x01"
FACTS: Final = ("pk", "code", "name", "status", "region_id", "region__name")


class Verdict(StrEnum):
    """The answer in one word: in order, with a reservation, not in order, nothing known."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    NONE = "none"


@dataclass(frozen=True)
class Answer:
    """What a chapter says of an organisation on a day, and by which clause."""

    verdict: Verdict
    sentence: str | Promise
    basis: Clause
    number: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Standing:
    """
    One question a chapter answers: may it take commissions, is it insured, is it barred.

    `columns(on)` are expressions on the row of `parties.Organisation`, such as `Exists` with `OuterRef("pk")`, whose
    values the database hands over as they are: truth, date, text, number. `answer(values, on)` reads them without a
    query. The statement is compiled once a day and process.
    """

    key: str
    question: str | Promise
    columns: Callable[[date], Mapping[str, Any]]
    answer: Callable[[Mapping[str, Any], date], Answer]


_plugged: Final[dict[str, Standing]] = {}


def plug(*standings: Standing) -> None:
    """Add questions; the same key again replaces the question."""
    for standing in standings:
        _plugged[standing.key] = standing


def plugged() -> tuple[Standing, ...]:
    """Every question, in the order of declaration."""
    return tuple(_plugged.values())


@dataclass(frozen=True)
class Found:
    """An organisation and what the chapters say of it."""

    facts: Mapping[str, Any]
    answers: tuple[tuple[Standing, Answer], ...]


def of(code: str, on: date) -> Found | None:
    """What is known of the organisation of this very code; one query, whatever the number of chapters."""
    standings = plugged()
    statement, names = _compiled(standings, on)
    with replicas.connection().planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(statement, [code])
        row = cursor.fetchone()
    if row is None:
        return None
    values = iter(row)
    facts = {name: next(values) for name in FACTS}
    told = [{name: next(values) for name in asked} for asked in names]
    pairs = zip(standings, told, strict=True)
    return Found(facts, tuple((standing, standing.answer(found, on)) for standing, found in pairs))


def present_code(code: str) -> str:
    """The present code of the organisation that bore this one, or nothing; one query."""
    found = doors.published(Organisation).by_code(code).values_list("code", flat=True).first()
    return str(found or "")


@lru_cache(maxsize=4)
def _compiled(standings: tuple[Standing, ...], on: date) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """The statement over all questions, which takes the code alone, and the columns of each question in order."""
    columns: dict[str, Any] = {}
    names = []
    for place, standing in enumerate(standings):
        asked = standing.columns(on)
        names.append(tuple(asked))
        columns |= {f"answer{place}_{name}": expression for name, expression in asked.items()}
    rows = doors.published(Organisation).filter(code=_CODE).annotate(**columns).values_list(*FACTS, *columns)
    sql, parameters = rows.order_by().query.sql_with_params()
    # Only the code changes from one request to the next: the plan may rest on everything else.
    words = tuple(_CODE if parameter == _CODE else Literal(parameter).as_string() for parameter in parameters)
    return (sql % words).replace("%", "%%").replace(_CODE, "%s"), tuple(names)
