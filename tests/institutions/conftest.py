"""What several tests of the chapter begin with."""

import pytest

from portal.access import Role
from tests.factories import institutions as factories


@pytest.fixture
def qualification(institute, applicant, officer, reviewer, approver):
    return factories.a_qualification(officer, reviewer, approver, organisation=institute, by=applicant)


@pytest.fixture
def chair(db):
    return factories.a_user("冯主持", Role.REVIEWER, region="410000")
