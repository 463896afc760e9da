"""Facts accounts announces; users by key, never with what they typed. `by` is None when the portal itself acts."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SignedIn:
    """Somebody proved who they are, with every factor asked for."""

    user: int
    address: str


@dataclass(frozen=True)
class SignInFailed:
    """Somebody did not; `user` is None when no account goes by what was typed."""

    user: int | None
    address: str


@dataclass(frozen=True)
class LockedOut:
    """Too many failures: the account is shut for that address."""

    user: int | None
    address: str


@dataclass(frozen=True)
class SignedOut:
    """Somebody left, or was shown out: `because` is "asked", "idle" or "elsewhere"."""

    user: int
    because: str


@dataclass(frozen=True)
class SessionEnded:
    """A session was ended from another one."""

    user: int
    by: int


@dataclass(frozen=True)
class PasswordChanged:
    """A password was set."""

    user: int


@dataclass(frozen=True)
class SecondFactorChanged:
    """A second factor was added, removed or reset: `change` tells which."""

    user: int
    kind: str
    change: str
    by: int


@dataclass(frozen=True)
class AccountOpened:
    """A new account."""

    user: int
    username: str
    by: int | None


@dataclass(frozen=True)
class AccountDisabled:
    """An account was shut."""

    user: int
    reason: str
    by: int | None


@dataclass(frozen=True)
class AccountEnabled:
    """An account was opened again."""

    user: int
    by: int | None


@dataclass(frozen=True)
class AssignmentGranted:
    """A role was given."""

    assignment: int
    user: int
    role: str
    region: str | None
    organisation: int | None
    by: int | None
    on: date


@dataclass(frozen=True)
class AssignmentRevoked:
    """A role was taken back."""

    assignment: int
    user: int
    role: str
    region: str | None
    organisation: int | None
    by: int | None
    on: date


@dataclass(frozen=True)
class InvitationSent:
    """Somebody was offered a role."""

    invitation: int
    role: str
    region: str | None
    organisation: int | None
    by: int


@dataclass(frozen=True)
class InvitationAccepted:
    """The offer was taken."""

    invitation: int
    user: int


@dataclass(frozen=True)
class InvitationWithdrawn:
    """The offer was taken back."""

    invitation: int
    by: int


@dataclass(frozen=True)
class RegistrationRequested:
    """Somebody asks to act for an organisation."""

    registration: int
    user: int
    code: str
    region: str


@dataclass(frozen=True)
class RegistrationConfirmed:
    """Somebody answerable said yes; `proof` is what they saw."""

    registration: int
    user: int
    code: str
    proof: str
    by: int


@dataclass(frozen=True)
class RegistrationRefused:
    """Somebody answerable said no."""

    registration: int
    user: int
    code: str
    reason: str
    by: int
