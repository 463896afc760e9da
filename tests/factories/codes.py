"""Codes that pass their checks, from the parts a test cares for."""

import itertools

from stdnum.cn import ric

from portal.parties.codes import credit_check, organisation_check

_serial = itertools.count(1)


def credit_code(body="", region="410000", prefix="91"):
    """A credit code whose both check digits hold; `body` is the eight characters of the organisation code."""
    body = body or f"MA{next(_serial):06d}"
    head = f"{prefix}{region}{body}{organisation_check(body)}"
    return head + credit_check(head)


def identity_number(born="19900101", region="410102", serial=None):
    """A citizen's number whose check digit holds."""
    head = f"{region}{born}{next(_serial) % 1000 if serial is None else serial:03d}"
    return head + ric.calc_check_digit(head + "0")
