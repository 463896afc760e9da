"""On hearing what happens in the packages below, which cannot call the trail: enter it."""

import re
from collections.abc import Sequence
from datetime import date
from types import ModuleType
from typing import Any, Final

from django.db import models

from portal.accounts import events as accounts
from portal.accounts.models import Assignment, Invitation, Registration, User
from portal.audit.trail import kind_of, record, record_many
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
    about, by, told = _read(fact)
    subject = SUBJECTS[about](pk=told[about]) if about else None
    record(verb_of(type(fact)), subject, by=_person(by), facts=told)


def enter_many(facts: Sequence[Any]) -> None:
    """An entry for each of the facts of one deed, which one person did."""
    kinds = {name: kind_of(model()) for name, model in SUBJECTS.items()}
    read = [_read(fact) for fact in facts]
    deeds = ((kinds[about], str(told[about]), told) if about else ("", "", told) for about, _by, told in read)
    record_many(verb_of(type(facts[0])), deeds, by=_person(read[0][1]))


def _read(fact: Any) -> tuple[str, Any, dict[str, Any]]:
    """Which of its fields names the subject, if any; whose deed it is; and what it tells."""
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in vars(fact).items()}
    by = told.pop("by", None)
    if isinstance(fact, _OWN):
        by = told.get("user")
    return next((name for name in SUBJECTS if told.get(name) is not None), ""), by, told


def _person(key: Any) -> User | None:
    return User.objects.filter(pk=key).first() if key else None


for _module in (accounts, parties):
    for _fact in facts_of(_module):
        listens(_fact, many=enter_many)(enter)
