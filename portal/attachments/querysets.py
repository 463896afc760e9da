"""All SQL of attachments."""

from typing import Self

from portal.access import ScopedQuerySet


class AttachmentQuerySet(ScopedQuerySet):
    """Files by what the scanner said."""

    def unscanned(self) -> Self:
        return self.filter(scan="pending")
