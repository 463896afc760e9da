"""People with roles, for tests."""

import itertools
from datetime import date

from portal.access import Role
from portal.accounts.models import User
from portal.accounts.services import assignments

SINCE = date(2020, 1, 1)
PASSWORD = "Tong-Guan-2026"
_serial = itertools.count(1)


def user(role=None, *, region=None, organisation=None, username="", password=None, **facts):
    """A user holding one role, or none."""
    username = username or f"user{next(_serial)}"
    made = User.objects.create_user(username, password, name=facts.pop("name", f"用户{username}"), **facts)
    if role is not None:
        assignments.confer(made, Role(role), by=None, on=SINCE, region=region, organisation=organisation)
    return made
