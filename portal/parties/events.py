"""Facts parties announces; `by` is the user's key, None when the portal itself acts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OrganisationEntered:
    """A new organisation stands in the register."""

    organisation: int
    code: str
    name: str
    by: int | None
    on: date


@dataclass(frozen=True)
class CodeOverridden:
    """A named officer let a code stand that fails its check."""

    organisation: int
    code: str
    reason: str
    by: int
    on: date


@dataclass(frozen=True)
class OrganisationRecoded:
    """A legacy number gave way to a credit code."""

    organisation: int
    before: str
    code: str
    by: int | None
    on: date


@dataclass(frozen=True)
class OrganisationDescribed:
    """An organisation's own facts changed; which, not to what."""

    organisation: int
    code: str
    fields: tuple[str, ...]
    by: int | None
    on: date


@dataclass(frozen=True)
class OrganisationRenamed:
    """An organisation goes by a new name."""

    organisation: int
    code: str
    before: str
    name: str
    by: int | None
    on: date


@dataclass(frozen=True)
class OrganisationMoved:
    """An organisation is registered in another region."""

    organisation: int
    code: str
    before: str
    region: str
    by: int | None
    on: date


@dataclass(frozen=True)
class OrganisationSucceeded:
    """Rights and duties passed on: by merger, split, succession, or because one was entered twice."""

    predecessor: int
    predecessor_code: str
    successor: int
    successor_code: str
    kind: str
    by: int | None
    on: date


@dataclass(frozen=True)
class OrganisationEnded:
    """An organisation ceased to exist."""

    organisation: int
    code: str
    by: int | None
    on: date


@dataclass(frozen=True)
class ExtractTaken:
    """An extract of the market regulator's was taken in whole: from which file, how many lines, what became of them."""

    source: str
    lines: int
    entered: int
    changed: int
    by: int | None
    on: date


@dataclass(frozen=True)
class PersonEntered:
    """A new person is known."""

    person: int
    by: int | None
    on: date


@dataclass(frozen=True)
class PersonChanged:
    """A person's data changed; which, not to what."""

    person: int
    field: str
    by: int | None


@dataclass(frozen=True)
class PersonalDataRead:
    """Somebody saw a person's data unmasked, and said what for."""

    person: int
    field: str
    reason: str
    by: int


@dataclass(frozen=True)
class EmploymentStarted:
    """A person works at an organisation."""

    employment: int
    person: int
    organisation: int
    is_full_time: bool
    by: int | None
    on: date


@dataclass(frozen=True)
class EmploymentEnded:
    """A person no longer works there, from this day."""

    employment: int
    person: int
    organisation: int
    by: int | None
    on: date
