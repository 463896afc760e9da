"""What this chapter tells: facts in the past tense, primitives only."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class FilingFact:
    """A fact of an application: its number, the applicant's code, and the day."""

    number: str
    organisation: str
    on: date


@dataclass(frozen=True)
class FilingSubmitted(FilingFact):
    """Handed in, for the first time or corrected."""

    kind: str
    type: str
    region: str
    is_correction: bool


@dataclass(frozen=True)
class FilingAccepted(FilingFact):
    """Accepted, by an officer or by lapse of time; the decision is due by `due_on`."""

    is_deemed: bool
    due_on: date | None


@dataclass(frozen=True)
class CorrectionRequired(FilingFact):
    """The applicant was told everything to correct, by `due_on`."""

    items: int
    due_on: date


@dataclass(frozen=True)
class AcceptanceRefused(FilingFact):
    """The application does not belong here, or is none."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class FilingWithdrawn(FilingFact):
    """Taken back by the applicant, or by lapse of the time to correct."""

    is_lapse: bool


@dataclass(frozen=True)
class ExpertReviewConvened(FilingFact):
    """The clock stands still while experts review, until `ends_by` at most."""

    ends_by: date


@dataclass(frozen=True)
class SeatAssigned(FilingFact):
    """An expert was drawn: the user is asked to declare and to speak."""

    user: int


@dataclass(frozen=True)
class ExpertReviewConcluded(FilingFact):
    """The panel has spoken and the clock runs again."""

    favours: bool


@dataclass(frozen=True)
class DecisionExtended(FilingFact):
    """The time to decide was extended, once."""

    due_on: date
    reason: str


@dataclass(frozen=True)
class FilingDecided(FilingFact):
    """Signed: found fit or not."""

    is_granted: bool
    document: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class QualificationFact:
    """A fact of a qualification: its number, the holder's code, its kind, and the day."""

    number: str
    organisation: str
    kind: str
    on: date


@dataclass(frozen=True)
class QualificationGranted(QualificationFact):
    """A new standing in the register."""

    scopes: tuple[str, ...]
    valid_to: date


@dataclass(frozen=True)
class QualificationChanged(QualificationFact):
    """Renewed, or its scopes or particulars changed."""

    scopes: tuple[str, ...]
    valid_to: date


@dataclass(frozen=True)
class QualificationMoved(QualificationFact):
    """Its state is another: rectifying, suspended, expired, cancelled, withdrawn, revoked, active again."""

    state: str
    reason: str


@dataclass(frozen=True)
class ConditionsLost(QualificationFact):
    """The nightly sweep found conditions its holder no longer meets, to be put right by `rectify_by`."""

    conditions: tuple[str, ...]
    rectify_by: date


@dataclass(frozen=True)
class ConditionsRegained(QualificationFact):
    """Nothing stands against it any more."""


@dataclass(frozen=True)
class ProceedingFact:
    """A fact of a proceeding: its number, the party's code, and the day."""

    number: str
    organisation: str
    on: date


@dataclass(frozen=True)
class RightsTold(ProceedingFact):
    """The party was told what is intended and its rights; it may speak, or ask to be heard, until a day."""

    measure: str
    until: date
    may_be_heard: bool


@dataclass(frozen=True)
class StatementMade(ProceedingFact):
    """The party spoke for itself."""


@dataclass(frozen=True)
class HearingAsked(ProceedingFact):
    """The party asked to be heard; the hearing is to be held by `hold_by`."""

    hold_by: date


@dataclass(frozen=True)
class HearingAnnounced(ProceedingFact):
    """The hearing is on a day, at a place, under the user `chair`."""

    held_on: date
    place: str
    chair: int


@dataclass(frozen=True)
class ProceedingDecided(ProceedingFact):
    """Signed: imposed, or dropped."""

    measure: str
    is_imposed: bool
    document: str


@dataclass(frozen=True)
class OrganisationBarred:
    """An organisation may not apply until a day."""

    organisation: str
    ground: str
    since: date
    until: date | None
    reference: str
