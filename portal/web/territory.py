"""Which regions an official's page may be about: the widest one held, and those at or below what is held."""

from portal.access import Grant
from portal.access.roles import REGIONAL
from portal.accounts.models import User
from portal.regions.models import Region


def widest(user: User) -> str:
    """The code of the widest region an official acts for: what a page is about until another is named."""
    held = [
        (grant.region_path, grant.region_code)
        for grant in _held(user)
        if grant.region_code and grant.region_path is not None
    ]
    _path, code = min(held, key=lambda place: len(place[0]))
    return code


def covers(user: User, region: Region) -> bool:
    """Whether it is one an official acts for, or below."""
    return any(grant.covers_region(region.path) for grant in _held(user))


def _held(user: User) -> list[Grant]:
    """An expert belongs to a region too, and sees nothing of it by that."""
    return [grant for grant in user.grants if grant.role in REGIONAL]
