"""All SQL of the pages' own rows."""

from typing import Self

from portal.access import ScopedQuerySet


class SavedSearchQuerySet(ScopedQuerySet):
    """Saved searches by page."""

    def of_page(self, path: str) -> Self:
        return self.filter(path=path)
