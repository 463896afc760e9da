"""Who is told: the people of an organisation, the officers of a region."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from django.db.models import Exists, F, OuterRef, QuerySet

from portal.access import Role
from portal.accounts.models import Assignment, User
from portal.database.among import Among
from portal.database.kept import kept

CLERKS = (Role.APPLICANT, Role.ORGANISATION_ADMIN)


def clerks_of(organisation: int, on: date) -> Iterable[User]:
    """The people who act for an organisation."""
    return _of_organisation(list(map(str, CLERKS)), on, organisation)


def officials_of(region: str | None, on: date, *roles: Role) -> Iterable[User]:
    """The people who hold one of these roles in a region."""
    return _of_region(list(map(str, roles or (Role.OFFICER,))), on, region) if region else []


def officials(roles: Any, on: Any, region: Any) -> QuerySet[User]:
    """The people who hold one of these roles in a region, to choose from; `officials_of` tells them."""
    return User.objects.filter(Exists(_held(roles, on).filter(region=region)), is_active=True)


@kept
def _of_organisation(roles: list[str], on: date, organisation: int) -> QuerySet[User]:
    return User.objects.filter(Exists(_held(roles, on).filter(organisation=organisation)), is_active=True)


_of_region: Final = kept(officials)


def _held(roles: Any, on: Any) -> QuerySet[Assignment]:
    return Assignment.objects.in_force(on).filter(Among(F("role"), roles), user=OuterRef("pk")).order_by()
