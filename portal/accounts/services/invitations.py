"""Offering a role by letter, and taking it: once, in time, by whoever holds the token."""

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.accounts import basis, events
from portal.accounts.models import Invitation, User
from portal.accounts.services import assignments, users
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties.models import Organisation
from portal.regions.models import Region

LIFE: Final = timedelta(days=7)


@transaction.atomic
def invite(
    email: str,
    role: Role,
    *,
    by: User,
    at: datetime,
    name: str = "",
    region: Region | None = None,
    organisation: Organisation | None = None,
) -> Invitation:
    """
    Offer a role to whoever reads mail at an address; the letter follows.

    An open offer of the same to the same is replaced: the older letter no longer opens anything.
    """
    role, day = Role(role), _day(at)
    Refused.unless_clear(
        [
            *assignments.authority_objections(role, region, organisation, by=by, on=day),
            *assignments.place_objections(role, region, organisation, on=day),
        ],
    )
    email = email.strip().lower()
    older = Invitation.objects.open(at).filter(email=email, role=role, region=region, organisation=organisation)
    older.update(withdrawn_at=at)
    invitation = Invitation(
        email=email,
        name=name.strip(),
        role=role,
        region=region,
        organisation=organisation,
        invited_by=by,
        invited_at=at,
        expires_at=at + LIFE,
    )
    invitation.token_hash = Invitation.hash_of(token_of(invitation))
    invitation.save(force_insert=True)
    announce(
        events.InvitationSent(invitation.pk, role, invitation.region_id, invitation.organisation_id, by.pk),
    )
    return invitation


def token_of(invitation: Invitation) -> str:
    """The secret in the letter: made again from the row and the portal's own key, so that no copy need be kept."""
    return salted_hmac("portal.accounts.invitation", invitation.key.hex, algorithm="sha256").hexdigest()


def open_by_token(token: str, at: datetime) -> Invitation | None:
    """The invitation this token still opens, or None: unknown, used, withdrawn and expired look alike."""
    row = Invitation.objects.by_token(token).select_related("region", "organisation", "invited_by").first()
    return row if row is not None and row.is_open(at) else None


@transaction.atomic
def accept(token: str, *, at: datetime, username: str, name: str, password: str) -> User:
    """Open an account with the role offered. Raises Refused when the token opens nothing, or somebody was quicker."""
    invitation = _locked(token, at)
    user = users.open_account(
        username, name=name, email=invitation.email, password=password, is_verified=True, by=invitation.invited_by
    )
    _take(invitation, user, at)
    return user


@transaction.atomic
def accept_as(token: str, user: User, *, at: datetime) -> None:
    """Take the role offered with an account one has."""
    _take(_locked(token, at), user, at)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Take an offer back; one already taken or over is left alone."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_open(at):
        return
    Refused.unless_clear(
        assignments.authority_objections(
            Role(invitation.role), invitation.region, invitation.organisation, by=by, on=_day(at)
        ),
    )
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    announce(events.InvitationWithdrawn(invitation.pk, by.pk))


def _day(at: datetime) -> date:
    return at.astimezone(timezone.get_current_timezone()).date()


def _locked(token: str, at: datetime) -> Invitation:
    rows = Invitation.objects.by_token(token).select_for_update(of=("self",))
    invitation = rows.select_related("region", "organisation", "invited_by").first()
    if invitation is None or not invitation.is_open(at):
        raise Refused(Objection(_("邀请无效、已使用或者已过期，请联系邀请人重新发送"), basis.INVITATION))
    return invitation


def _take(invitation: Invitation, user: User, at: datetime) -> None:
    role, day = Role(invitation.role), _day(at)
    found = assignments.authority_objections(
        role, invitation.region, invitation.organisation, by=invitation.invited_by, on=day
    )
    if found:
        raise Refused(Objection(_("邀请人已无权作出该授权，请联系本单位管理员"), basis.INVITATION))
    if user.pk == invitation.invited_by_id:
        raise Refused(Objection(_("不能变更本人的授权"), basis.OWN))
    assignments.confer(
        user, role, by=invitation.invited_by, on=day, region=invitation.region, organisation=invitation.organisation
    )
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    announce(events.InvitationAccepted(invitation.pk, user.pk))
