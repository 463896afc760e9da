"""Who is told: the people of an organisation, the officers of a region."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from portal.access import Role
from portal.accounts.models import User

CLERKS = (Role.APPLICANT, Role.ORGANISATION_ADMIN)


def clerks_of(organisation: int, on: date) -> Iterable[User]:
    """The people who act for an organisation."""
    return _holding(CLERKS, on, organisation=organisation)


def officials_of(region: str | None, on: date, *roles: Role) -> Iterable[User]:
    """The people who hold one of these roles in a region."""
    return _holding(roles or (Role.OFFICER,), on, region=region) if region else []


def _holding(roles: Iterable[Role], on: date, **where: object) -> Iterable[User]:
    live = Q(assignments__until__isnull=True) | Q(assignments__until__gt=on)
    place = {f"assignments__{name}": value for name, value in where.items()}
    return User.objects.filter(
        live, is_active=True, assignments__role__in=list(roles), assignments__since__lte=on, **place
    ).distinct()
