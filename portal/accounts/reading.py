"""What the pages of the door ask: rows a user may see, by what the user holds."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from portal.access import Role
from portal.accounts.models import Assignment, Invitation, Registration, User
from portal.accounts.services.assignments import COLLEAGUES
from portal.parties.models import Organisation


def own_assignments(user: User, on: date) -> QuerySet[Assignment]:
    """What the user holds or will hold."""
    return Assignment.objects.not_over(on).filter(user=user).select_related("region", "organisation")


def own_sessions(user: User, at: datetime) -> QuerySet[UserSession]:
    """Where the user is signed in."""
    alive = Session.objects.filter(expire_date__gt=at).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=alive).order_by("-created_at")


def own_registrations(user: User, on: date) -> QuerySet[Registration]:
    """The user's requests, the newest first, told who decides."""
    rows = Registration.objects.with_administrator(on).filter(user=user)
    return rows.select_related("region").order_by("-requested_on", "-pk")


def waiting_registrations(user: User, on: date) -> QuerySet[Registration]:
    """Requests that wait for this user's word."""
    return Registration.objects.awaiting(user, on)


def deciders(registration: Registration, on: date) -> QuerySet[User]:
    """Who is to decide a request: the organisation's administrators; where there is none, the nearest officers."""
    rows = Assignment.objects.in_force(on).filter(user__is_active=True).exclude(user=registration.user_id)
    heads = rows.filter(role=Role.ORGANISATION_ADMIN, organisation__code=registration.code)
    if not heads.exists():
        parts = registration.region.path.strip("/").split("/")
        above = ["/".join(parts[: length + 1]) + "/" for length in range(len(parts))]
        officers = rows.filter(role=Role.OFFICER, region__path__in=above)
        nearest = officers.order_by("-region__path").values_list("region", flat=True).first()
        heads = officers.filter(region=nearest)
    return User.objects.filter(pk__in=heads.values("user"))


def unproved_addresses(user: User) -> QuerySet[EmailAddress]:
    """The user's addresses nobody has shown to be theirs."""
    return EmailAddress.objects.filter(user=user, verified=False)


def letter_awaited(user: User, key: int) -> Registration | None:
    """The user's own undecided request of this key."""
    return Registration.objects.pending().filter(user=user, pk=key).select_related("organisation", "region").first()


def administered(user: User) -> list[int]:
    """The organisations this user administers today."""
    return [
        grant.organisation_id
        for grant in user.grants
        if grant.role == Role.ORGANISATION_ADMIN and grant.organisation_id is not None
    ]


def organisations_of(user: User) -> QuerySet[Organisation]:
    """The organisations this user administers today, by name."""
    return Organisation.objects.filter(pk__in=administered(user)).order_by("name")


def assignments_at(organisation: Organisation, on: date) -> QuerySet[Assignment]:
    """Who acts for an organisation, or will."""
    rows = Assignment.objects.of_organisation(organisation.pk).not_over(on)
    return rows.select_related("user").order_by("user__name", "role")


def colleagues(organisation: Organisation, user: User, on: date) -> QuerySet[User]:
    """The others who act for an organisation."""
    rows = Assignment.objects.of_organisation(organisation.pk).not_over(on)
    return User.objects.filter(pk__in=rows.values("user")).exclude(pk=user.pk)


def revocable(user: User) -> QuerySet[Assignment]:
    """Assignments at the organisations this user administers."""
    return Assignment.objects.filter(organisation__in=administered(user)).select_related("organisation")


def roles_of(organisations: list[int], on: date) -> list[Role]:
    """What an administrator of these organisations may give."""
    rows = Assignment.objects.in_force(on).filter(organisation__in=organisations)
    held = {Role(role) for role in rows.values_list("role", flat=True).distinct()}
    return [role for role in Role if role in held | COLLEAGUES]


def open_invitations(user: User, at: datetime) -> QuerySet[Invitation]:
    """Open offers this user may take back."""
    rows = Invitation.objects.open(at).select_related("organisation", "region", "invited_by")
    return rows if user.holds(Role.SECURITY_ADMIN) else rows.of_organisations(administered(user))
