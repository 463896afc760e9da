"""On hearing what happens in the packages below, which cannot call the trail: enter it."""

import re
from dataclasses import asdict
from types import ModuleType
from typing import Any, Final

from django.db import models

from portal.accounts import events as accounts
from portal.accounts.models import Assignment, Invitation, Registration, User
from portal.audit.trail import record
from portal.events import listens
from portal.parties import events as parties
from portal.parties.models import Employment, Organisation, Person

#: What an entry is about, by the field of the fact that names it; the first that the fact has.
SUBJECTS: Final[dict[str, type[models.Model]]] = {
    "assignment": Assignment,
    "invitation": Invitation,
    "registration": Registration,
    "employment": Employment,
    "person": Person,
    "predecessor": Organisation,
    "organisation": Organisation,
    "user": User,
}
#: Deeds somebody does to themselves: the fact names nobody else.
_OWN: Final = (accounts.SignedIn, accounts.SignedOut, accounts.PasswordChanged, accounts.InvitationAccepted)


def facts_of(module: ModuleType) -> list[type]:
    """The facts a package announces."""
    return [fact for fact in vars(module).values() if isinstance(fact, type) and fact.__module__ == module.__name__]


def verb_of(fact: type) -> str:
    """`PersonalDataRead` is entered as "personal-data-read"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", fact.__name__).lower()


def enter(fact: Any) -> None:
    """Facts hold keys and words, never personal data: they are entered as they are."""
    told = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in asdict(fact).items()}
    by = told.pop("by", None)
    if isinstance(fact, _OWN):
        by = told.get("user")
    name = next((name for name in SUBJECTS if told.get(name) is not None), None)
    subject = SUBJECTS[name](pk=told[name]) if name else None
    record(verb_of(type(fact)), subject, by=User.objects.filter(pk=by).first() if by else None, facts=told)


for _module in (accounts, parties):
    for _fact in facts_of(_module):
        listens(_fact)(enter)
