"""All SQL of audit."""

from typing import Any, Self

from django.db import models


class EntryQuerySet(models.QuerySet[Any]):
    """Entries by subject and by actor."""

    def about(self, kind: str, key: object) -> Self:
        """What was done to one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_key=str(key)).order_by("id")
