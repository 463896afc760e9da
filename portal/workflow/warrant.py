"""Who may do a move: role, competence, kinship and four eyes, in one place for buttons and deeds alike."""

from datetime import date
from functools import cached_property
from typing import Final

from django.utils.translation import gettext as _

from portal.access import Grant, Role
from portal.access.roles import ORGANISATIONAL, REGIONAL
from portal.accounts.models import User
from portal.errors import Refused
from portal.law import Instrument, Objection
from portal.law.instruments import CLASSIFIED_PROTECTION, LICENSING
from portal.parties.models import Employment
from portal.workflow.machine import Machine, Move
from portal.workflow.models import Stateful, Step

CIVIL_SERVANTS: Final = Instrument("civil-servants", "中华人民共和国公务员法", "主席令第20号")
#: A civil servant withdraws where the matter touches their own interest.
KINSHIP: Final = CIVIL_SERVANTS.article(76, confirmed=False)
#: Powers are exercised by the authority that holds them.
COMPETENCE: Final = LICENSING.article(22)
#: Separation of duties: who examines does not approve.
FOUR_EYES: Final = CLASSIFIED_PROTECTION.article(8)


def authorise(machine: Machine, move: Move, subject: Stateful, by: User | None, *, on: date) -> Role:
    """The role under which `by` does the move on that day; raises Refused with every reason against it."""
    if by is None:
        if Role.CLOCK not in move.roles:
            raise Refused(Objection(_("该动作须由人员办理"), move.basis))
        return Role.CLOCK
    Refused.unless_clear(objections(machine, move, subject, by, on=on))
    return next(role for grant in by.grants for role in [_role_for(grant, move, subject)] if role)


class Ties:
    """What binds a person to a matter on a day: where they belong, and what they did to it; each asked once at most."""

    def __init__(self, subject: Stateful, by: User, *, on: date) -> None:
        self.subject, self.by, self.on = subject, by, on

    @cached_property
    def to_applicant(self) -> bool:
        """Whether they belong to the organisation the matter is about, by account or by employment."""
        organisation = getattr(self.subject, "organisation_id", None)
        if organisation is None:
            return False
        if any(grant.organisation_id == organisation for grant in self.by.grants):
            return True
        if self.by.person_id is None:
            return False
        here = Employment.objects.filter(person=self.by.person_id, organisation=organisation)
        return here.filter(period__contains=self.on).exists()

    @cached_property
    def moves_made(self) -> frozenset[str]:
        """The moves of this matter they made themselves."""
        steps = Step.objects.about(self.subject.machine.kind, self.subject.pk).filter(by=self.by)
        return frozenset(steps.values_list("move", flat=True))


def objections(
    machine: Machine, move: Move, subject: Stateful, by: User, *, on: date, ties: Ties | None = None
) -> list[Objection]:
    """Every reason why this person may not do this move to this matter on that day; empty if they may."""
    ties = ties or Ties(subject, by, on=on)
    if not any(_role_for(grant, move, subject) for grant in by.grants):
        roles = "、".join(str(role.label) for role in move.roles)
        return [
            Objection(_("办理“%(move)s”须为有管辖权的%(roles)s") % {"move": move.label, "roles": roles}, COMPETENCE)
        ]
    found = []
    is_official = not any(role in ORGANISATIONAL for role in move.roles)
    if is_official and ties.to_applicant:
        found.append(Objection(_("与申请单位有任职关系，应当回避"), KINSHIP))
    if move.apart_from and ties.moves_made.intersection(move.apart_from):
        earlier = "、".join(str(machine[name].label) for name in move.apart_from)
        found.append(Objection(_("已办理“%(earlier)s”的人员不能再办理本步骤") % {"earlier": earlier}, FOUR_EYES))
    return found


def _role_for(grant: Grant, move: Move, subject: Stateful) -> Role | None:
    for role in move.roles:
        if role not in grant.role.includes:
            continue
        if role in REGIONAL and not grant.is_competent_for(getattr(subject, "region_id", "")):
            continue
        if role in ORGANISATIONAL and grant.organisation_id != getattr(subject, "organisation_id", None):
            continue
        return role
    return None
