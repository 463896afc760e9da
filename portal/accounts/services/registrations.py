"""How an organisation comes to the portal by itself, and who answers for the first administrator."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.accounts import basis, events
from portal.accounts.models import Assignment, Registration, User
from portal.accounts.services import assignments
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties import codes
from portal.parties.models import Organisation
from portal.parties.services import organisations
from portal.regions.models import Region


@transaction.atomic
def request(user: User, code: str, *, name: str, region: Region, on: date) -> Registration:
    """
    Ask to act for the organisation of a code; the same request again is returned as it stands.

    Of an organisation the register knows, its own name and region count, whatever was typed. Nothing is entered in
    the register until somebody answerable confirms.
    """
    organisation = Organisation.objects.by_code(code).select_related("region").first()
    code = organisation.code if organisation else codes.normalise_code(code)
    user = User.objects.select_for_update().get(pk=user.pk)
    pending = Registration.objects.pending().filter(user=user, code=code).first()
    if pending is not None:
        return pending
    if organisation is not None:
        name, region = organisation.name, organisation.region
        found = [*organisations.unless_active(organisation), *_membership_objections(user, organisation, on)]
    else:
        name = organisations.clean_name(name)
        found = [*codes.code_objections(code), *organisations.name_objections(name)]
    Refused.unless_clear(found)
    registration = Registration.objects.create(
        user=user, code=code, name=name, region=region, organisation=organisation, requested_on=on
    )
    announce(events.RegistrationRequested(registration.pk, user.pk, code, region.pk))
    return registration


@transaction.atomic
def present_letter(registration: Registration, key: str, *, by: User) -> None:
    """Attach the letter of authorisation: the key of a file the applicant handed in."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if registration.user_id != by.pk or registration.state != Registration.State.PENDING:
        raise Refused(Objection(_("申请已经办结，或者不是本人的申请"), basis.REGISTRATION))
    registration.letter = key
    registration.save(update_fields=["letter"])


@transaction.atomic
def confirm(registration: Registration, *, by: User, on: date, proof: str = "") -> Assignment:
    """
    Say that this person may act for the organisation.

    The first one becomes its administrator, on the word of an officer of the region, who states the letter seen;
    later ones become clerks, on the word of the administrator. Raises Refused.
    """
    registration = _decidable(registration, by, on)
    organisation = Organisation.objects.by_code(registration.code).first()
    if organisation is None:
        _require_proof(registration, proof)
        organisation = organisations.enter(registration.code, registration.name, registration.region, by=by, on=on)
    organisation = organisations.locked(organisation)
    if has_administrator(organisation, on):
        # Another officer confirmed another applicant a moment ago: from then on the administrator decides.
        if not assignments.administers(by, organisation):
            raise Refused(Objection(_("该单位已有管理员，由其确认"), basis.REGISTRATION))
        role = Role.APPLICANT
    else:
        _require_proof(registration, proof)
        role = Role.ORGANISATION_ADMIN
    assignment = assignments.confer(registration.user, role, by=by, on=on, organisation=organisation)
    registration.organisation, registration.proof = organisation, proof.strip()
    _decide(registration, Registration.State.CONFIRMED, by, on)
    announce(
        events.RegistrationConfirmed(
            registration.pk, registration.user_id, registration.code, registration.proof, by.pk
        )
    )
    return assignment


@transaction.atomic
def refuse(registration: Registration, *, by: User, on: date, reason: str) -> None:
    """Say that this person may not act for the organisation, and why."""
    registration = _decidable(registration, by, on)
    if not reason.strip():
        raise Refused(Objection(_("请说明理由"), basis.REGISTRATION, "reason"))
    registration.reason = reason.strip()
    _decide(registration, Registration.State.REFUSED, by, on)
    announce(
        events.RegistrationRefused(registration.pk, registration.user_id, registration.code, registration.reason, by.pk)
    )


@transaction.atomic
def withdraw(registration: Registration, *, by: User, on: date) -> None:
    """Take one's own request back."""
    registration = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if registration.user_id != by.pk:
        raise Refused(Objection(_("不是本人的申请"), basis.OWN))
    if registration.state == Registration.State.PENDING:
        _decide(registration, Registration.State.WITHDRAWN, by, on)


def has_administrator(organisation: Organisation, on: date) -> bool:
    """Whether somebody administers the organisation that day, with an account that works."""
    rows = Assignment.objects.of_organisation(organisation.pk).in_force(on)
    return rows.filter(role=Role.ORGANISATION_ADMIN, user__is_active=True).exists()


def _decidable(registration: Registration, by: User, on: date) -> Registration:
    row = Registration.objects.select_for_update(of=("self",)).select_related("user", "region")
    registration = row.get(pk=registration.pk)
    if registration.state != Registration.State.PENDING:
        raise Refused(Objection(_("该申请已经办结"), basis.REGISTRATION, found=registration.get_state_display()))
    if registration.user_id == by.pk:
        raise Refused(Objection(_("不能确认本人的申请"), basis.OWN))
    if not Registration.objects.awaiting(by, on).filter(pk=registration.pk).exists():
        raise Refused(Objection(_("该申请不由您确认"), basis.AUTHORITY))
    return registration


def _decide(registration: Registration, state: str, by: User, on: date) -> None:
    registration.state, registration.decided_by, registration.decided_on = state, by, on
    registration.save(update_fields=["state", "decided_by", "decided_on", "organisation", "proof", "reason"])


def _require_proof(registration: Registration, proof: str) -> None:
    if not proof.strip() and not registration.letter:
        raise Refused(Objection(_("请写明所核验的授权书（文号、日期或者附件）"), basis.REGISTRATION, "proof"))


def _membership_objections(user: User, organisation: Organisation, on: date) -> list[Objection]:
    rows = Assignment.objects.of_organisation(organisation.pk).in_force(on)
    if rows.filter(user=user).exists():
        return [Objection(_("您已是该单位的成员"), basis.REGISTRATION, "code")]
    return []
