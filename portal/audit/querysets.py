"""All SQL of audit."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Self

from django.db import connection, connections, models

#: What an entry says; its number and its moment the database gives.
SAID: Final = (
    "actor_key",
    "actor_name",
    "acting_as",
    "verb",
    "subject_kind",
    "subject_key",
    "subject_number",
    "facts",
    "address",
    "request",
)
ENTER: Final = f"INSERT INTO audit_entry ({', '.join(SAID)}) VALUES ({', '.join(['%s'] * len(SAID))})"  # noqa: S608

KINDS: Final = """
WITH RECURSIVE kinds AS (
    SELECT min(subject_kind) AS kind FROM audit_entry
    UNION ALL
    SELECT (SELECT min(subject_kind) FROM audit_entry WHERE subject_kind > kinds.kind)
    FROM kinds WHERE kinds.kind IS NOT NULL
)
SELECT kind FROM kinds WHERE kind IS NOT NULL
"""


class EntryQuerySet(models.QuerySet[Any]):
    """Entries by subject and by actor."""

    def about(self, kind: str, key: object) -> Self:
        """What was done to one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_key=str(key)).order_by("id")

    def kinds(self) -> list[str]:
        """Every kind of subject there is, in a look at the index each, however many entries there are of it."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(KINDS)
            return [kind for (kind,) in cursor.fetchall()]

    def enter(self, said: Sequence[Any]) -> None:
        """Insert an entry: its values in the order of `SAID`. Every deed does this: the statement is planned once."""
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(ENTER, said)

    def copy(self, entries: Iterable[Sequence[Any]]) -> None:
        """Insert many by COPY, each as its values in the order of `SAID`, the facts already written as JSON."""
        statement = f"COPY audit_entry ({', '.join(SAID)}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for entry in entries:
                copy.write_row(entry)
