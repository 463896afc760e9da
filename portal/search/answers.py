"""How a search is answered: one statement, look by look, from the surest matches to the widest."""
# ruff: noqa: S608 - statements are put together from our own words; what was typed is given beside them

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from portal.search import lexemes
from portal.search.lexemes import Asked

#: Names looked at in the order of the answer, inside an index, in the hope that enough of them match.
WALKED: Final = 15_000
#: Matches put in order when the hope was vain; of a word that more names bear, not all are weighed.
RANKED: Final = 4_000
#: How many rows are looked at for each subject shown, since former names are rows of their own.
SPARE: Final = 3
TABLE: Final = "search_nameentry"
ORDER: Final = "weight DESC, sort_key, id"
SHOWN: Final = "kind, key, title, name, code, region_path"
#: What the ordered indexes hold.
INDEXED: Final = "id, weight, sort_key, kind, text, initials"
#: What begins with a text sorts before the text with this character added.
LAST: Final = chr(0x10FFFF)
#: The index of beginnings knows this many characters.
BEGINNING: Final = 2


@dataclass(frozen=True)
class Found:
    """A name that matches: what is told of it, and what it is sorted by."""

    kind: str
    key: str
    title: str
    name: str
    code: str
    region_path: str
    rank: int
    weight: int
    sort_key: str
    id: int

    @property
    def place(self) -> tuple[int, int, str, int]:
        """By rank, then the heavier, then as a dictionary sorts."""
        return (self.rank, -self.weight, self.sort_key, self.id)


def answer(asked: Asked, kinds: Sequence[str] | None, limit: int, region_path: str) -> list[Found]:
    """The best matches in order, at least of `limit` subjects if there are so many; one statement."""
    statement = Statement(asked, kinds, limit, region_path)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.given)
        found = {row[-1]: Found(*row) for row in cursor.fetchall()}
    return sorted(found.values(), key=lambda one: one.place)


@dataclass(frozen=True)
class _Look:
    """
    At the rows that one index gives, in its order or in any, up to a cap; those that are kept are put in order.

    The cap holds whatever the planner believes of the words, so no plan of it is slow. `through` must name the index.
    """

    name: str
    through: str
    kept: str
    is_in_order: bool = False
    by: str = ORDER
    limit: str = "limit"

    def sql(self, before: Sequence[str]) -> str:
        """Made only when those before it have not found enough."""
        seen = " UNION ALL ".join(f"SELECT id FROM {name}" for name in before)
        gate = f" AND (SELECT count(DISTINCT id) FROM ({seen}) AS seen) < %(limit)s" if before else ""
        columns, rows = ("*", f"LIMIT {RANKED}")
        if self.is_in_order:
            columns, rows = (INDEXED, f"ORDER BY {ORDER} LIMIT {WALKED}")
        return (
            f"{self.name} AS MATERIALIZED (SELECT id"
            f" FROM (SELECT {columns} FROM {TABLE} WHERE {self.through} {rows}) AS looked_at"
            f" WHERE {self.kept}{gate} ORDER BY {self.by} LIMIT %({self.limit})s)"
        )


class Statement:
    """The statement of one search; what was typed is given beside it, never in it."""

    def __init__(self, asked: Asked, kinds: Sequence[str] | None, limit: int, region_path: str) -> None:
        self._asked = asked
        under = f" & {lexemes.under(region_path)}" if region_path else ""
        self.given: dict[str, Any] = {
            "codes": list(asked.codes),
            "code_begins": [f"{code}%" for code in asked.codes],
            "whole": asked.whole,
            "begins": f"{asked.whole}%",
            "beyond": f"{asked.whole}{LAST}",
            "beginning": asked.whole[:BEGINNING],
            "query": f"{asked.tsquery}{under}",
            "spelt": f"{asked.spelt}{under}",
            "kinds": list(kinds or ()),
            "under": f"{region_path}%",
            "limit": limit,
            "spare": limit * SPARE,
        }
        for number, word in enumerate(asked.words):
            self.given |= {f"in_{number}": f"%{word.text}%", f"begins_{number}": f"{word.text}%"}
            self.given[f"sounds_{number}"] = f"{word.text[0]}%"
            self.given[f"codes_{number}"] = [f"{code}%" for code in word.codes]
        for number, code in enumerate(asked.codes):
            self.given |= {f"code_{number}": code, f"beyond_code_{number}": f"{code}{LAST}"}
        self._kinds = "kind = ANY(%(kinds)s)" if kinds is not None else "true"
        self._within = self._kinds + (" AND region_path LIKE %(under)s" if region_path else "")
        self._is_walked = not region_path
        numbers = range(len(asked.words))
        self._parts = " AND ".join(f"text LIKE %(in_{number})s" for number in numbers)

    @property
    def sql(self) -> str:
        looks = list(self._looks())
        names = [look.name for look in looks]
        written = ", ".join(look.sql(names[:place]) for place, look in enumerate(looks))
        found = " UNION ALL ".join(f"SELECT id FROM {name}" for name in names)
        return (
            f"WITH {written} SELECT {SHOWN}, {self._rank()} AS rank, weight, sort_key, id"
            f" FROM {TABLE} WHERE id IN ({found})"
        )

    def _looks(self) -> Iterator[_Look]:
        """From the surest to the widest. Regions are not in the ordered indexes, but in that of lexemes."""
        asked, within = self._asked, self._within
        if asked.codes:
            yield _Look("coded", "code <> '' AND code = ANY(%(codes)s)", within)
        yield _Look("exact", "NOT is_former AND text = %(whole)s", within)
        if self._is_walked and len(asked.whole) >= BEGINNING:
            beginning = f"NOT is_former AND left(text, {BEGINNING}) = %(beginning)s"
            yield _Look("begun", beginning, f"text LIKE %(begins)s AND {self._kinds}", is_in_order=True)
        yield _Look("beginning", f"NOT is_former AND {_between('text', 'whole', 'beyond')}", within)
        for number in range(len(asked.codes)):
            begun = _between("code", f"code_{number}", f"beyond_code_{number}")
            yield _Look(f"code_begun_{number}", f"code <> '' AND {begun}", within)
        if asked.is_latin:
            yield _Look("spelt", f"NOT is_former AND {_holds('spelt')} AND {self._parts} AND {within}", "true")
            heard = f"{self._all(self._heard)} AND NOT ({self._parts})"
        else:
            heard = f"{self._parts} AND text NOT LIKE %(begins)s"
        if self._is_walked:
            yield _Look("walked", "NOT is_former", f"{heard} AND {self._kinds}", is_in_order=True)
        sought = f"{_holds('query')} AND {self._all(self._matches)} AND {within}"
        yield _Look("sought", sought, "true", by=f"{self._rank()}, {ORDER}", limit="spare")

    def _all(self, ways: Callable[[int], list[str]]) -> str:
        """That each word is borne in one of these ways."""
        return " AND ".join(f"({' OR '.join(ways(number))})" for number in range(len(self._asked.words)))

    def _matches(self, number: int) -> list[str]:
        """In the name, in its initials, as the beginning of its reading or of its code."""
        codes = [f"code LIKE ANY(%(codes_{number})s)"] if self._asked.words[number].codes else []
        reading = [f"reading LIKE %(begins_{number})s"] if self._asked.words[number].is_latin else []
        return [f"text LIKE %(in_{number})s", *self._initials(number), *reading, *codes]

    def _heard(self, number: int) -> list[str]:
        """What of it the ordered index can tell: the sort key is the reading with blanks."""
        reading = f"sort_key LIKE %(sounds_{number})s AND replace(sort_key, ' ', '') LIKE %(begins_{number})s"
        return [f"text LIKE %(in_{number})s", *self._initials(number), reading]

    def _initials(self, number: int) -> list[str]:
        return [f"initials LIKE %(in_{number})s"] if self._asked.words[number].is_latin else []

    def _rank(self) -> str:
        """Exact code, exact name, beginning, part, initials or reading; former names last."""
        exact = "WHEN code = ANY(%(codes)s) THEN 0 " if self._asked.codes else ""
        begun = " OR code LIKE ANY(%(code_begins)s)" if self._asked.codes else ""
        return (
            f"CASE {exact}WHEN is_former THEN 5 WHEN text = %(whole)s THEN 1"
            f" WHEN text LIKE %(begins)s{begun} THEN 2 WHEN {self._parts} THEN 3 ELSE 4 END"
        )


def _between(column: str, first: str, last: str) -> str:
    """A range of an index of patterns. The ends are hidden from the planner, which else may prefer the whole table."""
    return f"{column} ~>=~ (SELECT %({first})s::text) AND {column} ~<~ (SELECT %({last})s::text)"


def _holds(query: str) -> str:
    """What the index of lexemes gives; hidden from the planner too: its guess of common words would be the table."""
    return f"grams @@ (SELECT %({query})s::tsquery)"
