"""Facts documents announces."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class DocumentIssued:
    """A paper was issued; its PDF is still to be made."""

    pk: int
    paper: str
    number: str
    subject_kind: str
    subject_key: str
    on: date


@dataclass(frozen=True)
class DocumentLapsed:
    """A paper holds no longer: `status` is revoked, replaced or void."""

    pk: int
    number: str
    status: str
    reason: str
    on: date


@dataclass(frozen=True)
class NumberVoided:
    """A number was taken out of use without a paper."""

    text: str
    reason: str
    on: date
