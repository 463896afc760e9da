"""Facts announcements announces."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Announced:
    """An announcement was published."""

    pk: int
    kind: str
    number: str
    organisation_id: int | None
    on: date


@dataclass(frozen=True)
class AnnouncementCorrected:
    """Another announcement stands in the place of the old one."""

    old: int
    new: int
    reason: str
    on: date


@dataclass(frozen=True)
class AnnouncementWithdrawn:
    """An announcement was taken back, with its reason published."""

    pk: int
    number: str
    reason: str
    on: date


@dataclass(frozen=True)
class ObjectionLodged:
    """Somebody objected; who, stays with the officers."""

    pk: int
    number: str
    announcement: int
    region: str
    on: date


@dataclass(frozen=True)
class ObjectionAnswered:
    """An objection was answered; `is_upheld` says that it was right."""

    pk: int
    number: str
    announcement: int
    is_upheld: bool
    on: date
