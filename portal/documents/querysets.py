"""All SQL of documents."""

from typing import Self

from portal.access import ScopedQuerySet


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
