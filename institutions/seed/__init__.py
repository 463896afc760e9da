"""The chapter's part of the demo country, and of the nation it grows to."""

from institutions.seed.country import grow
from institutions.seed.nation import populate

__all__ = ["grow", "populate"]
