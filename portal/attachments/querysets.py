"""All SQL of attachments."""

from typing import Final, Self

from django.db import connection

from portal.access import ScopedQuerySet

HAND_OVER: Final = "UPDATE attachments_attachment SET region_id = %s WHERE id = ANY(%s)"


class AttachmentQuerySet(ScopedQuerySet):
    """Files by what the scanner said."""

    def unscanned(self) -> Self:
        return self.filter(scan="pending")

    def hand_over(self, keys: list[int], region: str) -> None:
        """Put these files before the authority of this region."""
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(HAND_OVER, [region, keys])
