"""What can be done to the index of names: enter, enter many, take out; and ask it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.models import BigIntegerField, QuerySet
from django.db.models.functions import Cast

from portal.search import lexemes, words
from portal.search.models import NameEntry

LONGEST_NAME: Final = 200
BATCH: Final = 2000
#: Of a query: how many rows are looked at for each subject shown, since former names are rows of their own.
SPARE: Final = 3
#: Advisory lock: single entries share it, a bulk load has it alone, so neither undoes the other.
LOCK: Final = 0x5EA2C4


@dataclass(frozen=True)
class Subject:
    """Something that can be found: its present name first, its former names after it."""

    kind: str
    key: str
    names: Sequence[str]
    code: str = ""
    region_path: str = ""
    weight: int = 0
    is_person: bool = False


@dataclass(frozen=True)
class Match:
    """What was found: `title` is its present name, `name` the one that matched; rank 0 is the best, 5 a former name."""

    kind: str
    key: str
    title: str
    name: str
    code: str
    region_path: str
    rank: int

    @property
    def is_former(self) -> bool:
        return self.name != self.title


class _Row(NamedTuple):
    kind: str
    key: str
    title: str
    name: str
    is_former: bool
    text: str
    initials: str
    reading: str
    sort_key: str
    code: str
    region_path: str
    weight: int
    grams: str


COLUMNS: Final = _Row._fields
TABLE: Final = NameEntry._meta.db_table  # noqa: SLF001 - the only public way to a table's name
INDEXES: Final = NameEntry._meta.indexes  # noqa: SLF001
#: How COPY wants the signs that end its columns and rows, and the one it escapes with.
ESCAPED: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
#: Of each builder of an index: what GIN sorts in memory need not be merged.
BUILDING_MEMORY: Final = "512MB"


@transaction.atomic
def index(
    kind: str,
    key: str,
    names: Sequence[str],
    code: str = "",
    region_path: str = "",
    *,
    weight: int = 0,
    is_person: bool = False,
) -> None:
    """Enter a subject, or enter it anew; names that are no longer its own are forgotten."""
    _lock(shared=True)
    rows = list(_rows(Subject(kind, str(key), names, code, region_path, weight, is_person)))
    NameEntry.objects.filter(kind=kind, key=key).exclude(text__in=[row.text for row in rows]).delete()
    NameEntry.objects.bulk_create(
        [NameEntry(**row._asdict()) for row in rows],
        update_conflicts=True,
        unique_fields=["kind", "key", "text"],
        update_fields=[name for name in COLUMNS if name not in {"kind", "key", "text"}],
    )


@transaction.atomic
def index_many(subjects: Iterable[Subject], *, anew: bool = False) -> int:
    """
    Enter many subjects by COPY, in batches; returns the number of names. Each subject is given once.

    `anew` is for loads that make the index grow manifold: none of the subjects may be in it yet (IntegrityError), and
    what it is searched by is built once, after the last name. Nobody searches meanwhile; the constraints stay.
    """
    _lock(shared=False)
    with _searched_by_nobody() if anew else nullcontext():
        return sum(_enter(batch, is_new=anew) for batch in _batches(subjects))


def remove(kind: str, key: str) -> None:
    """Take a subject out of the index."""
    NameEntry.objects.filter(kind=kind, key=key).delete()


def find(text: str, kinds: Iterable[str] | None = None, limit: int = 20, *, region_path: str = "") -> list[Match]:
    """
    Subjects by code or any part of a present or former name, by initials or by reading; the best first, one query.

    Words between spaces must all be found. Without a letter or digit nothing is asked and nothing found.
    """
    asked = lexemes.ask(text)
    if not asked.words or limit < 1:
        return []
    entries = _within(NameEntry.objects.matching(asked), kinds, region_path).ranked(asked)
    columns = [item.name for item in fields(Match)]
    found: dict[tuple[str, str], Match] = {}
    for row in entries.values_list(*columns)[: limit * SPARE]:
        found.setdefault((row[0], row[1]), Match(*row))
    return list(found.values())[:limit]


def keys(text: str, kind: str) -> QuerySet[Any, Any]:
    """The numeric keys that match, as a subquery: `filter(organisation__in=names.keys(text, "organisation"))`."""
    asked = lexemes.ask(text)
    entries = NameEntry.objects.filter(kind=kind)
    entries = entries.matching(asked) if asked.words else entries.none()
    return entries.annotate(number=Cast("key", BigIntegerField())).values("number")


def _within(entries: Any, kinds: Iterable[str] | None, region_path: str) -> Any:
    if kinds is not None:
        entries = entries.filter(kind__in=list(kinds))
    return entries.filter(region_path__startswith=region_path) if region_path else entries


def _rows(subject: Subject) -> Iterator[_Row]:
    """One row a name; a former name that reads like a present one is not repeated."""
    seen = set()
    title = subject.names[0][:LONGEST_NAME] if subject.names else ""
    code = words.normalise_code(subject.code)
    for place, full in enumerate(subject.names):
        name = full[:LONGEST_NAME]
        whole = words.matchable(name)
        text = whole[:LONGEST_NAME]
        if not text or text in seen:
            continue
        seen.add(text)
        initials, reading, sort_key = lexemes.read(whole, is_person=subject.is_person)
        initials = initials[:LONGEST_NAME]
        own = code if place == 0 else ""
        yield _Row(
            kind=subject.kind,
            key=str(subject.key),
            title=title,
            name=name,
            is_former=place > 0,
            text=text,
            initials=initials,
            reading=reading[:1200],
            sort_key=sort_key[:1400],
            code=own,
            region_path=subject.region_path,
            weight=subject.weight,
            grams=lexemes.of_name(text, initials, reading, own, subject.region_path),
        )


def _batches(subjects: Iterable[Subject]) -> Iterator[list[Subject]]:
    remaining = iter(subjects)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _enter(batch: Sequence[Subject], *, is_new: bool) -> int:
    if not is_new:
        _forget(batch)
    rows = [row for subject in batch for row in _rows(subject)]
    _copy(rows)
    return len(rows)


def _forget(batch: Sequence[Subject]) -> None:
    by_kind: dict[str, list[str]] = {}
    for subject in batch:
        by_kind.setdefault(subject.kind, []).append(str(subject.key))
    for kind, several in by_kind.items():
        NameEntry.objects.filter(kind=kind, key__in=several).delete()


def _copy(rows: Iterable[_Row]) -> None:
    statement = f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join([_line(row) for row in rows]))


def _line(row: _Row) -> str:
    """The row as COPY reads it; few have a sign that COPY would take for its own."""
    line = "\t".join(map(str, row))
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(row):
        line = "\t".join(str(part).translate(ESCAPED) for part in row)
    return line + "\n"


@contextmanager
def _searched_by_nobody() -> Iterator[None]:
    """Without the indexes that search needs, which are built at the end, all the faster with memory of their own."""
    with connection.schema_editor() as editor:
        for known in INDEXES:
            editor.remove_index(NameEntry, known)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('maintenance_work_mem', %s, true)", [BUILDING_MEMORY])
    with connection.schema_editor() as editor:
        for known in INDEXES:
            editor.add_index(NameEntry, known)


def _lock(*, shared: bool) -> None:
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
