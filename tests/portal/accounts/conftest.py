"""Who comes to the door."""

import pytest

from portal.access import Role
from portal.regions.models import Region
from tests.factories import accounts, parties
from tests.factories.accounts import PASSWORD


@pytest.fixture
def henan(db):
    return Region.objects.get(code="410000")


@pytest.fixture
def firm(henan):
    return parties.organisation(henan, name="河南安评技术有限公司")


@pytest.fixture
def head(firm):
    return accounts.user(Role.ORGANISATION_ADMIN, organisation=firm, password=PASSWORD, email="head@example.com")


@pytest.fixture
def officer(henan):
    return accounts.user(Role.OFFICER, region=henan, password=PASSWORD)


@pytest.fixture
def security(db):
    return accounts.user(Role.SECURITY_ADMIN, password=PASSWORD)
