"""What every test stands on: a database that keeps its reference rows, and the cast."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.postgresql.operations import DatabaseOperations

#: Loaded by migrations; tests that commit empty every other table between them.
REFERENCE_PREFIXES = ("regions_", "workdays_")


@pytest.fixture(autouse=True, scope="session")
def _reference_rows_survive() -> Iterator[None]:
    flush = DatabaseOperations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        kept = [table for table in tables if not table.startswith(REFERENCE_PREFIXES)]
        return flush(self, style, kept, **options)

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = flush
