"""Who gives and takes roles, and which roles go together."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.access.roles import ADMINISTRATIVE, ORGANISATIONAL, REGIONAL
from portal.accounts import basis, events
from portal.accounts.models import Assignment, User
from portal.errors import Refused
from portal.events import announce
from portal.law import Objection
from portal.parties.models import Organisation
from portal.regions.models import Region

#: What an organisation's administrator may give to colleagues besides the roles the organisation itself holds.
COLLEAGUES = frozenset({Role.ORGANISATION_ADMIN, Role.APPLICANT})


@transaction.atomic
def grant(
    user: User,
    role: Role,
    *,
    by: User,
    on: date,
    region: Region | None = None,
    organisation: Organisation | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Assignment:
    """
    Give a role from `since` (today unless told) until the day before `until`; one already held is returned.

    The security administrator gives any role, an organisation's administrator those of the organisation; nobody
    gives anything to themselves. Raises Refused with every objection.
    """
    found = authority_objections(role, region, organisation, by=by, on=on)
    if by.pk == user.pk:
        found.append(Objection(_("不能变更本人的授权"), basis.OWN))
    Refused.unless_clear(found)
    return confer(user, role, by=by, on=on, region=region, organisation=organisation, since=since, until=until)


def confer(
    user: User,
    role: Role,
    *,
    by: User | None,
    on: date,
    region: Region | None = None,
    organisation: Organisation | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Assignment:
    """Give a role where the caller has made sure that `by` may: the accepted invitation, the confirmed registration."""
    role, since = Role(role), since or on
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        running = Assignment.objects.not_over(since).filter(user=user)
        same = running.in_force(since).filter(role=role, region=region, organisation=organisation).first()
        if same is not None:
            return same
        Refused.unless_clear(
            [
                *place_objections(role, region, organisation, on=on),
                *_separation_objections(role, [Role(held) for held in running.values_list("role", flat=True)]),
                *_account_objections(user),
                *_date_objections(since, until),
            ],
        )
        assignment = Assignment(
            user=user,
            role=role,
            region=region,
            organisation=organisation,
            since=since,
            until=until,
            granted_by=by,
        )
        _save_new(assignment)
        if user.is_superuser:
            # Whoever opened the portal with every right keeps the one that was given now (GB/T 22239-2019, 8.1.4.2 d).
            user.is_superuser = False
            user.save(update_fields=["is_superuser"])
        announce(
            events.AssignmentGranted(
                assignment.pk,
                user.pk,
                role,
                assignment.region_id,
                assignment.organisation_id,
                by.pk if by else None,
                since,
            )
        )
    return assignment


@transaction.atomic
def revoke(assignment: Assignment, *, by: User, on: date) -> None:
    """Take a role back from a day on; one that is over is left alone."""
    row = Assignment.objects.select_for_update(of=("self",)).select_related("user", "region", "organisation")
    assignment = row.get(pk=assignment.pk)
    if assignment.until is not None and assignment.until <= on:
        return
    found = authority_objections(Role(assignment.role), assignment.region, assignment.organisation, by=by, on=on)
    if by.pk == assignment.user_id:
        found.append(Objection(_("不能变更本人的授权"), basis.OWN))
    Refused.unless_clear(found)
    assignment.until = max(on, assignment.since)
    assignment.revoked_by = by
    assignment.save(update_fields=["until", "revoked_by"])
    announce(
        events.AssignmentRevoked(
            assignment.pk,
            assignment.user_id,
            assignment.role,
            assignment.region_id,
            assignment.organisation_id,
            by.pk,
            on,
        )
    )


def authority_objections(
    role: Role, region: Region | None, organisation: Organisation | None, *, by: User, on: date
) -> list[Objection]:
    """Why this user may not give or take this role in this place; nothing if they may."""
    if by.is_active and by.holds(Role.SECURITY_ADMIN):
        return []
    if by.is_active and region is None and organisation is not None and administers(by, organisation):
        held = Assignment.objects.of_organisation(organisation.pk).in_force(on).values_list("role", flat=True)
        if role in COLLEAGUES or (role in ORGANISATIONAL and role in set(held)):
            return []
    return [Objection(_("无权授予或者撤销该角色"), basis.AUTHORITY, "role", found=str(role.label))]


def administers(user: User, organisation: Organisation) -> bool:
    """Whether the user administers this very organisation today."""
    return any(
        grant.role == Role.ORGANISATION_ADMIN and grant.organisation_id == organisation.pk for grant in user.grants
    )


def place_objections(
    role: Role, region: Region | None, organisation: Organisation | None, *, on: date
) -> list[Objection]:
    """Whether the role can be held there."""
    found = []
    if role == Role.CLOCK:
        found.append(Objection(_("期限届满由系统执行，不能授予个人"), basis.PLACE, "role"))
    if role in REGIONAL and region is None:
        found.append(Objection(_("该角色须指定地区"), basis.PLACE, "region", found=str(role.label)))
    if role in ORGANISATIONAL and organisation is None:
        found.append(Objection(_("该角色须指定单位"), basis.PLACE, "organisation", found=str(role.label)))
    if region is not None and role not in REGIONAL and role != Role.EXPERT:
        found.append(Objection(_("该角色不按地区授予"), basis.PLACE, "region", found=str(role.label)))
    if organisation is not None and role not in ORGANISATIONAL:
        found.append(Objection(_("该角色不按单位授予"), basis.PLACE, "organisation", found=str(role.label)))
    if region is not None and region.until is not None and region.until <= on:
        found.append(Objection(_("该行政区划已停用"), basis.PLACE, "region", found=region.full_name))
    if organisation is not None and organisation.status != Organisation.Status.ACTIVE:
        found.append(Objection(_("该单位已合并或者终止"), basis.PLACE, "organisation", found=organisation.name))
    return found


def _separation_objections(role: Role, held: list[Role]) -> list[Objection]:
    if not held:
        return []
    if role in ADMINISTRATIVE and any(other != role for other in held):
        return [Objection(_("管理员角色不得与其他角色兼任"), basis.SEPARATION, "role", found=str(role.label))]
    if role not in ADMINISTRATIVE and any(other in ADMINISTRATIVE for other in held):
        return [Objection(_("该用户是管理员，不得兼任其他角色"), basis.SEPARATION, "role", found=str(role.label))]
    return []


def _account_objections(user: User) -> list[Objection]:
    return [] if user.is_active else [Objection(_("该账号已停用"), basis.ACCOUNT, "user")]


def _date_objections(since: date, until: date | None) -> list[Objection]:
    if until is not None and until <= since:
        return [Objection(_("失效日期须晚于生效日期"), basis.DATES, "until", str(since), str(until))]
    return []


def _save_new(assignment: Assignment) -> None:
    try:
        with transaction.atomic():
            assignment.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(Objection(_("与该用户已有的授权期间重叠"), basis.DATES, "since")) from error
