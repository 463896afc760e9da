"""One at a time: a named lock of the database, held to the end of the transaction."""

from django.db import connection


def hold(name: str) -> None:
    """Wait for, and keep, the lock of this name; another process asking for it waits as well."""
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
