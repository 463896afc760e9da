"""The chapter's part of the demo country, and of the nation it grows to."""

from institutions.seed.nation import populate
from institutions.seed.plans import grow

__all__ = ["grow", "populate"]
