"""What every test stands on: a database that keeps its reference rows, and the cast."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck, settings

from portal.access import Role
from tests.country import _declared, _empty, _own_country, country, grown, lasting_country  # noqa: F401 - fixtures
from tests.factories import institutions as factories

# What is found must not hang on how busy the machine is.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")

#: Loaded by migrations; tests that commit empty every other table between them.
REFERENCE_PREFIXES = ("regions_", "workdays_", "institutions_businessscope", "institutions_scopespecialty")


@pytest.fixture(autouse=True, scope="session")
def _reference_rows_survive() -> Iterator[None]:
    flush = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        kept = [table for table in tables if not table.startswith(REFERENCE_PREFIXES)]
        return flush(self, style, kept, **options)

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = flush


@pytest.fixture
def institute(db):
    """An institution of Henan, and its clerk below."""
    return factories.an_institution("中原安全评价有限公司")


@pytest.fixture
def applicant(institute):
    return factories.a_user("钱申请", Role.APPLICANT, organisation=institute)


@pytest.fixture
def officer(db):
    return factories.a_user("孙承办", Role.OFFICER, region="410000")


@pytest.fixture
def reviewer(db):
    return factories.a_user("李审核", Role.REVIEWER, region="410000")


@pytest.fixture
def approver(db):
    return factories.a_user("周签发", Role.APPROVER, region="410000")


@pytest.fixture
def stranger(db):
    """An officer of Hubei: sees nothing of Henan's."""
    return factories.a_user("吴邻省", Role.OFFICER, region="420000")


@pytest.fixture
def experts(db):
    return factories.some_experts(7)
