"""What accounts keeps."""

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.access import Grant, Role
from portal.access.roles import ADMINISTRATIVE, ORGANISATIONAL, REGIONAL, TWO_FACTOR
from portal.accounts.querysets import (
    AssignmentQuerySet,
    InvitationQuerySet,
    RegistrationQuerySet,
    UserManager,
)
from portal.database.kept import kept


class Days(Func):
    """The period from `since` until the day before `until`."""

    function = "daterange"
    output_field = DateRangeField()


class User(AbstractBaseUser, PermissionsMixin):
    """One person's account; what it may do comes from its assignments."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("电子邮箱"), blank=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, verbose_name=_("人员"))
    is_staff = models.BooleanField(_("可进入管理后台"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    date_joined = models.DateTimeField(_("开户时间"), default=timezone.now)
    password_changed_at = models.DateTimeField(_("口令修改时间"), null=True, blank=True, editable=False)
    enabled_at = models.DateTimeField(_("重新启用时间"), null=True, blank=True, editable=False)
    disabled_because = models.CharField(_("停用原因"), max_length=200, blank=True)
    sole_session = models.CharField(_("唯一会话"), max_length=40, blank=True, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("用户")
        verbose_name_plural = _("用户")

    def __str__(self) -> str:
        return self.name or self.username

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The roles in force today, read once a request."""
        rows = _grants_of(self.pk, timezone.localdate())
        return tuple(Grant(Role(role), path, code, organisation) for role, path, code, organisation in rows)

    @property
    def is_administrator(self) -> bool:
        """Whether one of the three separated administrations is held."""
        return any(grant.role in ADMINISTRATIVE for grant in self.grants)

    @property
    def needs_two_factors(self) -> bool:
        """Whether a second factor is compulsory (GB/T 22239-2019, 8.1.4.1 d): for whoever administers, too."""
        return self.is_staff or self.is_superuser or any(grant.role in TWO_FACTOR for grant in self.grants)

    def holds(self, *roles: Role) -> bool:
        """Whether one of these roles is held, anywhere."""
        return any(grant.role.includes & set(roles) for grant in self.grants)


class Assignment(models.Model):
    """A role held in a region or an organisation over a period."""

    user = models.ForeignKey(User, models.CASCADE, related_name="assignments", verbose_name=_("用户"))
    role = models.CharField(_("角色"), max_length=30, choices=Role)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name=_("地区"))
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("单位")
    )
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True, help_text=_("自该日起失效"))
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("授权人")
    )
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("撤销人")
    )

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")
        ordering = ["user", "since"]
        constraints = [
            models.CheckConstraint(
                name="regional_role_has_region",
                violation_error_message=_("该角色须指定地区"),
                condition=~Q(role__in=sorted(REGIONAL)) | Q(region__isnull=False),
            ),
            models.CheckConstraint(
                name="organisational_role_has_organisation",
                violation_error_message=_("该角色须指定单位"),
                condition=~Q(role__in=sorted(ORGANISATIONAL)) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_began", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            ExclusionConstraint(
                name="one_assignment_a_role_a_place",
                violation_error_message=_("与该用户已有的授权期间重叠"),
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("region", Value("")), RangeOperators.EQUAL),
                    (Coalesce("organisation", Value(0)), RangeOperators.EQUAL),
                    (Days("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="administration_stands_alone",
                violation_error_message=_("管理员角色不得与其他角色兼任"),
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    (
                        Case(When(role__in=sorted(ADMINISTRATIVE), then=F("role")), default=Value("")),
                        RangeOperators.NOT_EQUAL,
                    ),
                    (Days("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"

    def is_in_force(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


@kept
def _grants_of(user: int, on: date) -> models.QuerySet[Assignment, Any]:
    held = Assignment.objects.in_force(on).filter(user=user).order_by("since", "pk")
    return held.values_list("role", "region__path", "region_id", "organisation_id")


class Invitation(models.Model):
    """
    A role offered to whoever holds the token, once, until it expires.

    Only the token's hash is kept; the token itself is in the letter and nowhere else.
    """

    key = models.UUIDField(_("编号"), unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    token_hash = models.CharField(_("令牌摘要"), max_length=64, unique=True, editable=False)
    email = models.EmailField(_("电子邮箱"))
    name = models.CharField(_("姓名"), max_length=60, blank=True)
    role = models.CharField(_("角色"), max_length=30, choices=Role)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name=_("地区"))
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("单位")
    )
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("邀请人"))
    invited_at = models.DateTimeField(_("邀请时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    accepted_at = models.DateTimeField(_("接受时间"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("接受人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    sent_at = models.DateTimeField(_("邀请函发出时间"), null=True, blank=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                name="invitation_is_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_is_accepted_or_withdrawn",
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.get_role_display()}"

    @staticmethod
    def hash_of(token: str) -> str:
        """What is kept of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be accepted."""
        return self.accepted_at is None and self.withdrawn_at is None and at < self.expires_at


class Registration(models.Model):
    """
    A user's request to act for an organisation, until somebody answerable confirms it.

    Where the organisation has an administrator, that administrator decides; else an officer of the region does,
    having seen the letter of authorisation, and the user becomes the first administrator.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("待确认")
        CONFIRMED = "confirmed", _("已确认")
        REFUSED = "refused", _("未通过")
        WITHDRAWN = "withdrawn", _("已撤回")

    user = models.ForeignKey(User, models.PROTECT, related_name="registrations", verbose_name=_("申请人"))
    code = models.CharField(_("统一社会信用代码"), max_length=18)
    name = models.CharField(_("单位名称"), max_length=120)
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("注册地"))
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, verbose_name=_("单位")
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PENDING)
    letter = models.CharField(_("授权书附件"), max_length=36, blank=True, help_text=_("附件编号"))
    proof = models.CharField(_("核验说明"), max_length=200, blank=True)
    requested_on = models.DateField(_("申请日期"))
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("决定人")
    )
    reason = models.CharField(_("理由"), max_length=500, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位账号申请")
        verbose_name_plural = _("单位账号申请")
        ordering = ["requested_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "code"], condition=Q(state="pending"), name="one_pending_registration_a_code"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.user}"


class PasswordRecord(models.Model):
    """A password a user had, hashed; the last ones may not be used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="password_records", verbose_name=_("用户"))
    password = models.CharField(_("口令摘要"), max_length=128)
    set_at = models.DateTimeField(_("设定时间"))

    class Meta:
        verbose_name = _("曾用口令")
        verbose_name_plural = _("曾用口令")
        ordering = ["-set_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user} {timezone.localtime(self.set_at):%Y-%m-%d}"
