"""The window: what other chapters may ask of institutions; read-only, and never a model of ours."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from institutions.models import Professional, Qualification
from portal.parties.models import Organisation, Person


@dataclass(frozen=True)
class Standing:
    """A qualification as others may know it; both days are included."""

    number: str
    kind: str
    state: str
    state_label: str
    scopes: tuple[str, ...]
    scope_codes: tuple[str, ...]
    granted_on: date
    valid_from: date
    valid_to: date
    is_in_force: bool
    announcement: str


def is_filed(organisation: Organisation, on: date, kind: str = "") -> bool:
    """Whether it may work as an institution on this day, of this kind or of any."""
    rows = Qualification.objects.in_force(on).filter(organisation=organisation)
    return (rows.filter(kind=kind) if kind else rows).exists()


def covers(organisation: Organisation, scope: str, on: date) -> bool:
    """Whether it may work in this scope on this day; `scope` is a code such as evaluation-coal."""
    return Qualification.objects.in_force(on).filter(organisation=organisation).covering(scope, on).exists()


def live_scopes(organisation: Organisation, on: date) -> frozenset[str]:
    """The codes of the scopes it may work in on this day."""
    rows = Qualification.objects.in_force(on).filter(organisation=organisation).prefetch_related("scopes__business")
    return frozenset(
        scope.business.code
        for row in rows
        for scope in row.scopes.all()
        if scope.since <= on and (scope.until is None or scope.until > on)
    )


def filed(on: date, kind: str = "", scope: str = "") -> QuerySet[Organisation]:
    """The organisations that may work as institutions on this day."""
    rows = Qualification.objects.in_force(on)
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.covering(scope, on) if scope else rows
    return Organisation.objects.filter(pk__in=rows.values("organisation"))


def standings(organisation: Organisation, on: date) -> list[Standing]:
    """Every qualification it has or had, the latest first."""
    rows = (
        Qualification.objects.published()
        .filter(organisation=organisation)
        .with_force(on)
        .select_related("announcement")
        .prefetch_related("scopes__business")
    )
    return [_standing(row, is_in_force=row.is_in_force) for row in rows]


def _standing(row: Qualification, *, is_in_force: bool) -> Standing:
    live = [scope.business for scope in row.scopes.all() if scope.until is None]
    return Standing(
        row.number,
        row.kind,
        row.state,
        str(row.state_label),
        tuple(scope.name for scope in live),
        tuple(scope.code for scope in live),
        row.granted_on,
        row.valid_from,
        row.valid_to,
        is_in_force,
        row.announcement.number if row.announcement else "",
    )


def is_number(number: str) -> bool:
    """Whether this is the number of an announced qualification."""
    return Qualification.objects.published().filter(number=number).exists()


def professionals_of(organisation: Organisation, on: date) -> QuerySet[Person]:
    """The persons listed in its last decided application, for head-counts; none if it may not work on this day."""
    held = Qualification.objects.in_force(on).filter(organisation=organisation)
    rows = Professional.objects.in_register().filter(filing__qualification__in=held)
    return Person.objects.filter(pk__in=rows.values("person"))
