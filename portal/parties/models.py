"""What parties keeps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """A legal person or other organisation, known by its unified social credit code (GB 32100-2015)."""

    class CodeStatus(models.TextChoices):
        VALID = "valid", _("校验通过")
        LEGACY = "legacy", _("旧注册号")
        OVERRIDDEN = "overridden", _("人工确认")

    class Status(models.TextChoices):
        ACTIVE = "active", _("存续")
        MERGED = "merged", _("已合并")
        DISSOLVED = "dissolved", _("已终止")

    code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    code_status = models.CharField(_("代码校验"), max_length=10, choices=CodeStatus, default=CodeStatus.VALID)
    name = models.CharField(_("名称"), max_length=120)
    status = models.CharField(_("登记状态"), max_length=10, choices=Status, default=Status.ACTIVE)
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("注册地"))
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    registered_address = models.CharField(_("注册地址"), max_length=200, blank=True)
    office_address = models.CharField(_("办公地址"), max_length=200, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    website = models.URLField(_("网站"), blank=True)
    founded_on = models.DateField(_("成立日期"), null=True, blank=True)
    registered_capital = models.DecimalField(
        _("注册资本（万元）"), max_digits=16, decimal_places=6, null=True, blank=True
    )

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A natural person; the identity number is kept encrypted and found by its keyed hash only."""

    name = models.CharField(_("姓名"), max_length=60)
    identity_cipher = models.BinaryField(_("身份证件号码（加密）"), null=True)
    identity_hash = models.BinaryField(_("身份证件号码（检索）"), null=True, unique=True)
    phone_cipher = models.BinaryField(_("手机号码（加密）"), null=True)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """A person's work at an organisation over a period; full-time work is at one unit at a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments", verbose_name=_("人员"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments", verbose_name=_("单位"))
    post = models.CharField(_("岗位"), max_length=60, blank=True)
    is_full_time = models.BooleanField(_("专职"), default=True)
    period = DateRangeField(_("期间"))

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            ExclusionConstraint(
                name="one_full_time_unit_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_full_time=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} @ {self.organisation}"
