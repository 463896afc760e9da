"""What can be done with an extract of the market regulator: many organisations entered or updated at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.access.roles import REGIONAL
from portal.database.among import Among
from portal.database.bulk import unswept
from portal.errors import Refused
from portal.events import announce, announce_many
from portal.law import Objection
from portal.parties import basis, codes, events
from portal.parties.actor import Actor
from portal.parties.models import FormerCode, FormerName, FormerRegion, Organisation
from portal.parties.services import organisations
from portal.regions.models import Region
from portal.search import names

BATCH: Final = 5000
#: What an extract tells of an organisation besides code, name and region.
TOLD: Final = ("legal_representative", "registered_address", "founded_on", "registered_capital", "phone")
_KEPT: Final = ("name", "region_id", *TOLD)
_ENTERED: Final = ("id", "code", "code_status", "status", *_KEPT, "office_address", "postcode", "website")
_TABLE: Final = Organisation._meta.db_table  # noqa: SLF001 - the only public way to a table's name


@dataclass(frozen=True, slots=True)
class Line:
    """What the extract says of one organisation; None in `facts` (in the order of TOLD) where it says nothing."""

    code: str
    name: str
    region: str
    facts: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """
    A line, and the organisation it is about: None when nobody of this code is in the register.

    `named_since` is the first day of its present name, `moved_on` the day of its latest move, as far as known.
    """

    line: Line
    organisation: Organisation | None
    named_since: date | None = None
    moved_on: date | None = None

    @property
    def is_renamed(self) -> bool:
        return self.organisation is not None and self.organisation.name != self.line.name

    @property
    def is_moved(self) -> bool:
        return self.organisation is not None and self.organisation.region_id != self.line.region

    def changes(self) -> dict[str, Any]:
        """The facts the extract tells otherwise than the register."""
        told = zip(TOLD, self.line.facts, strict=True)
        return {fact: value for fact, value in told if value is not None and getattr(self.organisation, fact) != value}


@dataclass(frozen=True)
class Taken:
    """How many were entered, how many of those known had changed; the keys the new ones lie between."""

    entered: int
    changed: int
    keys: tuple[int, int] | None


def line(code: str, name: str, region: str, facts: Sequence[Any]) -> Line:
    """A line as the register would keep it; its values have passed the rules of code, name, day and telephone."""
    *others, phone = facts
    return Line(
        codes.normalise_code(code),
        organisations.clean_name(name),
        region,
        (*others, codes.normalise_phone(phone) if phone else None),
    )


def match(lines: Sequence[Line]) -> list[Match]:
    """Each line with its organisation, found by code, present or former."""
    rows = Organisation.objects.all()
    asked = [one.code for one in lines]
    known = {row.code: row for row in rows.of_codes(asked)}
    former = dict(FormerCode.objects.filter(Among(F("code"), asked)).values_list("code", "organisation"))
    bearers = rows.in_bulk(set(former.values()))
    known |= {code: bearers[key] for code, key in former.items()}
    found = [Match(one, known.get(one.code)) for one in lines] if known else [Match(one, None) for one in lines]
    return _with_history(found) if known else found


def locked(matches: Sequence[Match]) -> list[Match]:
    """
    The same with every organisation as it stands now, locked until the transaction ends.

    Who was nobody's match stays so: a code that was entered meanwhile is for the register's constraint to tell.
    """
    # In one order whoever asks, so that two extracts never wait for each other.
    keys = sorted(one.organisation.pk for one in matches if one.organisation is not None)
    if not keys:
        return list(matches)
    now: dict[int, Organisation] = {}
    for batch in _batches(keys):
        now |= Organisation.objects.select_for_update().order_by("pk").in_bulk(batch)
    return _with_history(
        [Match(one.line, now[one.organisation.pk] if one.organisation is not None else None) for one in matches]
    )


def objections(matches: Sequence[Match], *, by: Actor | None, on: date) -> Iterator[tuple[int, Objection]]:
    """
    What speaks against each line, with the line's place; `field` says which of its values.

    The same rules hold as where one organisation is renamed or moved at a time; whoever acts for a region takes only
    what is registered there, before and after.
    """
    regions = Region.objects.in_bulk({one.line.region for one in matches} | _present_regions(matches))
    verdicts = {code: _of_region(code, regions, by, on) for code in {one.line.region for one in matches}}
    places: dict[int, int] = {}
    for place, one in enumerate(matches):
        known = one.organisation
        if known is None:
            yield from ((place, objection) for objection in verdicts[one.line.region])
            continue
        if one.is_moved:
            yield from ((place, objection) for objection in verdicts[one.line.region])
        if (first := places.setdefault(known.pk, place)) != place:
            yield place, Objection(_("与另一行为同一单位"), basis.UNIQUE, "code", found=matches[first].line.code)
        if not _may(by, regions[known.region_id]):
            yield place, Objection(_("该单位的登记地不在本人管辖范围内"), basis.EXTRACT, "region")
        if one.is_renamed:
            for objection in organisations.rename_objections(known, one.named_since, on):
                yield place, _about("name", objection)
        if one.is_moved:
            for objection in organisations.move_objections(known, one.moved_on, on):
                yield place, _about("region", objection)


@unswept()
@transaction.atomic
def take(matches: Sequence[Match], *, source: str, by: Actor | None, on: date) -> Taken:
    """
    Enter who is new and record what changed, as `enter`, `rename`, `change_region` and `describe` do it one by one.

    `matches` are locked and without objections; `source` names the file. Raises Refused when one of the codes was
    entered by somebody else meanwhile. Who is new is not yet found by name: `index` follows, in steps that let others
    enter names between them.
    """
    keys = _enter([one.line for one in matches if one.organisation is None], by, on)
    entered = len(keys)
    changed = _change([one for one in matches if one.organisation is not None], by, on)
    announce(events.ExtractTaken(source, len(matches), entered, changed, by.pk if by else None, on))
    return Taken(entered, changed, (min(keys), max(keys)) if keys else None)


def index(first: int, last: int) -> Iterator[int]:
    """Let those whose keys lie between these be found by name, a transaction a step; yields where each step ended."""
    while batch := list(Organisation.objects.filter(pk__gte=first, pk__lte=last).with_names().order_by("pk")[:BATCH]):
        names.index_many(map(organisations.subject, batch))
        first = batch[-1].pk + 1
        yield batch[-1].pk


def _enter(lines: Sequence[Line], by: Actor | None, on: date) -> list[int]:
    if not lines:
        return []
    keys = _keys(len(lines))
    legacy, valid = Organisation.CodeStatus.LEGACY.value, Organisation.CodeStatus.VALID.value
    rows = (
        (
            key,
            one.code,
            legacy if codes.is_legacy(one.code) else valid,
            "active",
            one.name,
            one.region,
            one.facts[0] or "",
            one.facts[1] or "",
            one.facts[2],
            one.facts[3],
            one.facts[4] or "",
            "",
            "",
            "",
        )
        for key, one in zip(keys, lines, strict=True)
    )
    try:
        _copy(_TABLE, _ENTERED, rows)
    except IntegrityError as error:
        if code := _code_in(str(error)):
            raise Refused(organisations.taken(code)) from error
        raise
    teller = by.pk if by else None
    announce_many(
        [events.OrganisationEntered(key, one.code, one.name, teller, on) for key, one in zip(keys, lines, strict=True)]
    )
    return keys


def _change(matches: Sequence[Match], by: Actor | None, on: date) -> int:
    teller = by.pk if by else None
    renamed, moved, described, rows = [], [], [], []
    formerly_named, formerly_at, again = [], [], []
    for one in matches:
        known, told = one.organisation, one.line
        assert known is not None  # noqa: S101 - who is new was entered
        changes = one.changes()
        if not (changes or one.is_renamed or one.is_moved):
            continue
        if one.is_renamed:
            formerly_named.append(FormerName(organisation=known, name=known.name, period=(one.named_since, on)))
            renamed.append(events.OrganisationRenamed(known.pk, known.code, known.name, told.name, teller, on))
        if one.is_moved:
            formerly_at.append(FormerRegion(organisation=known, region_id=known.region_id, until=on))
            moved.append(events.OrganisationMoved(known.pk, known.code, known.region_id, told.region, teller, on))
        if one.is_renamed or one.is_moved:
            again.append(known.pk)
        if changes:
            fields = tuple(sorted(changes))
            described.append(events.OrganisationDescribed(known.pk, known.code, fields, teller, on))
        present = {fact: changes.get(fact, getattr(known, fact)) for fact in TOLD}
        rows.append((known.pk, told.name, told.region, *present.values()))
    _update(rows)
    FormerName.objects.bulk_create(formerly_named, batch_size=BATCH)
    FormerRegion.objects.bulk_create(formerly_at, batch_size=BATCH)
    for batch in _batches(again):
        names.index_many(map(organisations.subject, Organisation.objects.filter(pk__in=batch).with_names()))
    for facts in (described, renamed, moved):
        announce_many(facts)
    return len(rows)


def _update(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write these rows by one statement."""
    if not rows:
        return
    columns = ", ".join(("id", *_KEPT))
    told = ", ".join(f"{name} = told.{name}" for name in _KEPT)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE extract ON COMMIT DROP AS SELECT {columns} FROM {_TABLE} WITH NO DATA"  # noqa: S608
        )
        _copy("extract", ("id", *_KEPT), rows)
        cursor.execute(f"UPDATE {_TABLE} AS known SET {told} FROM extract AS told WHERE known.id = told.id")  # noqa: S608
        cursor.execute("DROP TABLE extract")


def _copy(table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _keys(count: int) -> list[int]:
    """So many primary keys, never given to anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [_TABLE])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", [sequence, count])
        return [row[0] for row in cursor.fetchall()]


def _code_in(message: str) -> str:
    """The code PostgreSQL names where it says which one stands in the register already."""
    return message.partition("(code)=(")[2].partition(")")[0]


def _with_history(matches: Sequence[Match]) -> list[Match]:
    """With the days a rename and a move are measured by, asked only for those who are renamed or moved."""
    renamed = [one.organisation.pk for one in matches if one.is_renamed and one.organisation]
    moved = [one.organisation.pk for one in matches if one.is_moved and one.organisation]
    named: dict[int, date] = {}
    for batch in _batches(renamed):
        for former in FormerName.objects.filter(organisation__in=batch).order_by("period"):
            named[former.organisation_id] = former.period.upper
    left: dict[int, date] = {}
    for batch in _batches(moved):
        left |= dict(
            FormerRegion.objects.filter(organisation__in=batch).order_by("until").values_list("organisation", "until")
        )
    return [
        one
        if one.organisation is None
        else Match(
            one.line,
            one.organisation,
            named.get(one.organisation.pk, one.organisation.founded_on),
            left.get(one.organisation.pk),
        )
        for one in matches
    ]


def _present_regions(matches: Sequence[Match]) -> set[str]:
    return {one.organisation.region_id for one in matches if one.organisation is not None}


def _of_region(code: str, regions: dict[Any, Region], by: Actor | None, on: date) -> list[Objection]:
    region = regions.get(code)
    if region is None:
        return [Objection(_("没有这一行政区划"), basis.EXTRACT, "region", found=code)]
    found = organisations.region_objections(region, on)
    if not _may(by, region):
        found.append(Objection(_("该行政区划不在本人管辖范围内"), basis.EXTRACT, "region", found=region.full_name))
    return found


def _may(by: Actor | None, region: Region) -> bool:
    if by is None or by.holds(Role.SYSTEM_ADMIN):
        return True
    return any(grant.role in REGIONAL and grant.covers_region(region.path) for grant in by.grants)


def _about(field: str, objection: Objection) -> Objection:
    return Objection(objection.message, objection.basis, field, objection.required, objection.found)


def _batches(things: Sequence[Any]) -> Iterator[list[Any]]:
    remaining = iter(things)
    while batch := list(islice(remaining, BATCH)):
        yield batch
