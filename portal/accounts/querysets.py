"""All SQL of accounts."""

from datetime import date, datetime
from typing import Any, Self

from django.contrib.auth.models import BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from portal.access import Role
from portal.access.roles import REGIONAL


class UserManager(BaseUserManager[Any]):
    """Users by name."""

    def create_user(self, username: str, password: str | None = None, **facts: Any) -> Any:
        """A user with a usable password, or none."""
        user = self.model(username=self.model.normalize_username(username), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **facts: Any) -> Any:
        """A user with every permission; production makes administrators by assignment instead."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **facts)

    def by_login(self, login: str) -> models.QuerySet[Any]:
        """The user of this name or address, as people type it at the door."""
        name = self.model.normalize_username(login.strip())
        return self.filter(Q(username__iexact=name) | Q(email__iexact=name)).order_by("pk")

    def holding(self, role: str, region: str, on: date) -> models.QuerySet[Any]:
        """Open accounts that hold this role in this very region on that day."""
        live = Q(assignments__until__isnull=True) | Q(assignments__until__gt=on)
        rows = self.filter(live, is_active=True, assignments__role=role, assignments__region=region)
        return rows.filter(assignments__since__lte=on).distinct()

    def idle_since(self, moment: datetime) -> models.QuerySet[Any]:
        """Enabled accounts nobody signed in to, nor anybody enabled, since a moment."""
        last = Coalesce("last_login", "date_joined")
        return (
            self.filter(is_active=True)
            .alias(last=last)
            .filter(Q(enabled_at__isnull=True) | Q(enabled_at__lt=moment), last__lt=moment)
        )


class AssignmentQuerySet(models.QuerySet[Any]):
    """Assignments by date and place."""

    def in_force(self, on: date) -> Self:
        return self.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)

    def not_over(self, on: date) -> Self:
        """In force or to come."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=on))

    def of_organisation(self, organisation: int) -> Self:
        return self.filter(organisation=organisation)


class InvitationQuerySet(models.QuerySet[Any]):
    """Invitations by token and state."""

    def by_token(self, token: str) -> Self:
        """The invitation of this token; at most one."""
        return self.filter(token_hash=self.model.hash_of(token))

    def open(self, at: datetime) -> Self:
        """Those that can still be accepted."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)

    def unsent(self, at: datetime) -> Self:
        """Open offers whose letter has not gone out."""
        return self.open(at).filter(sent_at__isnull=True)

    def of_organisations(self, keys: list[int]) -> Self:
        return self.filter(organisation__in=keys)


class RegistrationQuerySet(models.QuerySet[Any]):
    """Requests to act for an organisation."""

    def pending(self) -> Self:
        return self.filter(state=self.model.State.PENDING)

    def awaiting(self, user: Any, on: date) -> Self:
        """Those this user is to decide: of organisations administered, or of regions where none is."""
        administered = [grant.organisation_id for grant in user.grants if grant.role == Role.ORGANISATION_ADMIN]
        paths = [
            grant.region_path
            for grant in user.grants
            if grant.role in REGIONAL and grant.role == Role.OFFICER and grant.region_path is not None
        ]
        mine = Q(has_administrator=True, code__in=self._codes(administered))
        for path in paths:
            mine |= Q(region__path__startswith=path, has_administrator=False)
        return self.pending().with_administrator(on).filter(mine).exclude(user=user).select_related("user", "region")

    def with_administrator(self, on: date) -> Self:
        """Told whether the organisation has an administrator that day."""
        assignment = self.model.user.field.related_model.assignments.rel.related_model
        return self.annotate(
            has_administrator=Exists(
                assignment.objects.in_force(on).filter(
                    role=Role.ORGANISATION_ADMIN,
                    organisation__code=OuterRef("code"),
                    user__is_active=True,
                )
            )
        )

    def _codes(self, organisations: list[int]) -> models.QuerySet[Any]:
        organisation = self.model.organisation.field.related_model
        return organisation.objects.filter(pk__in=organisations).values("code")
