"""What can be done to the index of names: enter, enter many, take out; and ask it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.models import BigIntegerField, CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.db.models.lookups import IsNull

from portal.search import answers, lexemes, words
from portal.search.models import NameEntry

LONGEST_NAME: Final = 200
#: An entry of an ordered index has sort key, name and initials, and must fit a third of a page whatever the script.
LONGEST_SORT_KEY: Final = 300
BATCH: Final = 2000
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
#: Where a load waits to be sorted, and the memory that sorting and each builder of an index may take.
LOADED, LOADING_MEMORY = "search_loaded", "512MB"


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

    `anew` is for loads that make the index grow manifold: none of the subjects may be in it yet (IntegrityError). The
    names are laid down in the order they are found in, and what they are searched by is built once, at the end, while
    nobody searches; the constraints stay. VACUUM ANALYZE afterwards tells the planner what there is.
    """
    _lock(shared=False)
    if anew:
        return _load(subjects)
    entered = 0
    for batch in _batches(subjects):
        _forget(batch)
        entered += _copy(batch, TABLE)
    return entered


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
    found: dict[tuple[str, str], Match] = {}
    for row in answers.answer(asked, None if kinds is None else list(kinds), limit, region_path):
        found.setdefault(
            (row.kind, row.key),
            Match(row.kind, row.key, row.title, row.name, row.code, row.region_path, row.rank),
        )
    return list(found.values())[:limit]


def keys(text: str, kind: str) -> QuerySet[Any, Any]:
    """The numeric keys that match, as a subquery."""
    asked = lexemes.ask(text)
    entries = NameEntry.objects.filter(kind=kind)
    entries = entries.matching(asked) if asked.words else entries.none()
    return entries.annotate(number=Cast("key", BigIntegerField())).values("number")


def are_common(text: str) -> bool:
    """Whether so many names hold these very words that a list had better look for them itself."""
    asked = lexemes.ask(text)
    return bool(asked.words) and not asked.is_latin and NameEntry.objects.is_common(asked)


def borne(text: str, kind: str, column: str) -> Any:
    """
    A condition on the rows of a list: that the subject whose key stands in `column` bears these words.

    Words that few names bear are looked up in the index; of common ones each row is asked, so that a page is full soon:
    `rows.filter(names.borne("河南 安评", "organisation", "organisation_id"))`.
    """
    asked = lexemes.ask(text)
    if not asked.words or not NameEntry.objects.is_common(asked):
        return Q(**{f"{column}__in": keys(text, kind)})
    named = NameEntry.objects.filter(kind=kind, key=Cast(OuterRef(column), CharField())).bearing(asked)
    # A value that the index of keys and names tells by itself; EXISTS the planner might turn round to read every name.
    return IsNull(Subquery(named.annotate(is_borne=Value(True)).values("is_borne")[:1]), False)


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
            sort_key=sort_key[:LONGEST_SORT_KEY],
            code=own,
            region_path=subject.region_path,
            weight=subject.weight,
            grams=lexemes.of_name(text, initials, reading, own, subject.region_path),
        )


def _batches(subjects: Iterable[Subject]) -> Iterator[list[Subject]]:
    remaining = iter(subjects)
    while batch := list(islice(remaining, BATCH)):
        yield batch


def _forget(batch: Sequence[Subject]) -> None:
    by_kind: dict[str, list[str]] = {}
    for subject in batch:
        by_kind.setdefault(subject.kind, []).append(str(subject.key))
    for kind, several in by_kind.items():
        NameEntry.objects.filter(kind=kind, key__in=several).delete()


def _copy(batch: Sequence[Subject], table: str) -> int:
    lines = [_line(row) for subject in batch for row in _rows(subject)]
    statement = f"COPY {table} ({', '.join(COLUMNS)}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines))
    return len(lines)


def _line(row: _Row) -> str:
    """The row as COPY reads it; few have a sign that COPY would take for its own."""
    line = "\t".join(map(str, row))
    if "\\" in line or "\n" in line or "\r" in line or line.count("\t") >= len(row):
        line = "\t".join(str(part).translate(ESCAPED) for part in row)
    return line + "\n"


def _load(subjects: Iterable[Subject]) -> int:
    """By way of a table that is sorted: neighbours in the answers then lie on the same page."""
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {LOADED} AS SELECT {columns} FROM {TABLE} WITH NO DATA")  # noqa: S608
    entered = sum(_copy(batch, LOADED) for batch in _batches(subjects))
    with connection.schema_editor() as editor:
        for known in INDEXES:
            editor.remove_index(NameEntry, known)
    with connection.cursor() as cursor:
        for setting in ("work_mem", "maintenance_work_mem"):
            cursor.execute("SELECT set_config(%s, %s, true)", [setting, LOADING_MEMORY])
        cursor.execute(
            f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM {LOADED} ORDER BY weight DESC, sort_key"  # noqa: S608
        )
        cursor.execute(f"DROP TABLE {LOADED}")
    with connection.schema_editor() as editor:
        for known in INDEXES:
            editor.add_index(NameEntry, known)
    return entered


def _lock(*, shared: bool) -> None:
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [LOCK])
