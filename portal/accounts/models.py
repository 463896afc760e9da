"""What accounts keeps."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from portal.access import Grant, Role
from portal.accounts.querysets import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """One person's account; what it may do comes from its assignments."""

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    email = models.EmailField(_("电子邮箱"), blank=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, verbose_name=_("人员"))
    is_staff = models.BooleanField(_("可进入管理后台"), default=False)
    is_active = models.BooleanField(_("启用"), default=True)
    date_joined = models.DateTimeField(_("开户时间"), default=timezone.now)

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
        today = timezone.localdate()
        rows = self.assignments.filter(Q(since__lte=today), Q(until__isnull=True) | Q(until__gt=today)).values_list(
            "role",
            "region__path",
            "region_id",
            "organisation_id",
        )
        return tuple(Grant(Role(role), path, code, organisation) for role, path, code, organisation in rows)

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

    class Meta:
        verbose_name = _("授权")
        verbose_name_plural = _("授权")

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()}"
