"""All SQL of documents."""

from typing import Any, Final, Self

from django.db import connection, models

from portal.access import ScopedQuerySet

#: The row written stays locked: whoever asks for the next number waits until this one is given out, or given back.
NEXT: Final = """
    INSERT INTO documents_docseries (organ_id, code, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (organ_id, code, year) DO UPDATE SET last = documents_docseries.last + 1
    RETURNING id, organ_id, code, year, last
"""
ADVANCED: Final = ("id", "organ_id", "code", "year", "last")


class DocSeriesQuerySet(models.QuerySet[Any]):
    """Series of numbers, and the next of one."""

    def advance(self, organ: Any, code: str, year: int) -> Any:
        """The series moved on by one, begun if it is new, and locked until the transaction ends."""
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(NEXT, [organ.pk, code, year])
            return self.model.from_db(self.db, ADVANCED, cursor.fetchone())


class DocumentQuerySet(ScopedQuerySet):
    """Papers by subject, by file, by what is still to be done."""

    def about(self, kind: str, key: object) -> Self:
        """Papers of one matter, oldest first."""
        return self.filter(subject_kind=kind, subject_key=str(key)).order_by("issued_on", "pk")

    def valid(self) -> Self:
        return self.filter(status="valid")

    def published(self) -> Self:
        return self.filter(is_public=True).exclude(status="void")

    def unrendered(self) -> Self:
        return self.filter(pdf_path="")
