"""Organisations and persons, for tests."""

import itertools
from datetime import date

from portal.parties.services import organisations, people
from tests.factories.codes import credit_code, identity_number

ON = date(2020, 1, 1)
_serial = itertools.count(1)


def organisation(region, **facts):
    """One in the register, entered by the portal itself."""
    code = facts.pop("code", "") or credit_code()
    name = facts.pop("name", f"安评技术服务有限公司{next(_serial)}")
    return organisations.enter(code, name, region, by=None, on=ON, **facts)


def person(name="", identity="", **facts):
    """One of whom the identity number is known."""
    return people.enter(
        name or f"张三{next(_serial)}", identity or identity_number(), by=None, on=facts.pop("on", ON), **facts
    )
