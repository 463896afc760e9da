"""Firms and officials the tests of papers, files and announcements stand on."""

from datetime import date

from portal.access import Role
from portal.accounts.models import User
from portal.parties.models import Organisation


def a_firm(region, code="91410000MA40000017", name="河南安评技术有限公司"):
    return Organisation.objects.create(code=code, name=name, region=region)


def an_official(username, region, role=Role.OFFICER):
    user = User.objects.create_user(username, name=username)
    user.assignments.create(role=role, region=region, since=date(2020, 1, 1))
    return user
