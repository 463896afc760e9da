"""What parties keeps."""

import re
import unicodedata
import uuid
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portal.parties import cipher, codes
from portal.parties.querysets import EmploymentQuerySet, OrganisationQuerySet, PersonQuerySet

_NOT_IN_A_KEY = re.compile(r"[\s()\[\]<>《》〈〉【】「」·・.,，。、:：;；'\"“”‘’\-_—–/&]")


class NameKey(Func):
    """A name without widths, spaces and punctuation; the database's twin of `Organisation.key_of`."""

    arity = 1
    template = (
        r"lower(regexp_replace(normalize(%(expressions)s, NFKC),"
        r" '[\s()\[\]<>《》〈〉【】「」·・.,，。、:：;；''\"“”‘’\-_—–/&]', '', 'g'))"
    )
    output_field = models.CharField()


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
    ended_on = models.DateField(_("终止日期"), null=True, blank=True, help_text=_("合并、分立或者终止之日"))
    name_key = models.GeneratedField(
        verbose_name=_("名称检索键"),
        expression=NameKey("name"),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("单位")
        verbose_name_plural = _("单位")
        constraints = [
            models.CheckConstraint(
                name="organisation_code_has_a_known_form",
                condition=Q(code__regex=r"^[0-9A-HJ-NPQRTUWXY]{18}$")
                | Q(code__regex=r"^[0-9]{15}$")
                | Q(code_status="overridden"),
            ),
            models.CheckConstraint(
                name="organisation_ends_after_it_began",
                condition=Q(ended_on__isnull=True) | Q(founded_on__isnull=True) | Q(ended_on__gte=F("founded_on")),
            ),
        ]
        indexes = [models.Index(fields=["name_key"], name="organisation_name_key")]

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def key_of(name: str) -> str:
        """The name as duplicates are sought by: widths, spaces and punctuation aside."""
        return _NOT_IN_A_KEY.sub("", unicodedata.normalize("NFKC", name)).lower()


class FormerName(models.Model):
    """A name an organisation went by until it was renamed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="former_names", verbose_name=_("单位"))
    name = models.CharField(_("曾用名"), max_length=120)
    period = DateRangeField(_("使用期间"), help_text=_("不知起始日的，起始为空"))
    name_key = models.GeneratedField(
        verbose_name=_("名称检索键"),
        expression=NameKey("name"),
        output_field=models.CharField(max_length=120),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("曾用名")
        verbose_name_plural = _("曾用名")
        ordering = ["-period"]
        constraints = [
            ExclusionConstraint(
                name="one_former_name_a_day",
                expressions=[("organisation", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [models.Index(fields=["name_key"], name="former_name_key")]

    def __str__(self) -> str:
        return self.name


class FormerCode(models.Model):
    """A code an organisation was known by: the legacy number its credit code replaced."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="former_codes", verbose_name=_("单位"))
    code = models.CharField(_("原代码"), max_length=18, unique=True)
    until = models.DateField(_("至"), help_text=_("自该日起不再使用"))

    class Meta:
        verbose_name = _("原代码")
        verbose_name_plural = _("原代码")

    def __str__(self) -> str:
        return self.code


class FormerRegion(models.Model):
    """Where an organisation was registered until it moved."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="former_regions", verbose_name=_("单位")
    )
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("原注册地"))
    until = models.DateField(_("至"), help_text=_("自该日起迁出"))

    class Meta:
        verbose_name = _("原注册地")
        verbose_name_plural = _("原注册地")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "until"], name="one_move_a_day_an_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.region}"


class CodeOverride(models.Model):
    """
    A named officer let a code stand that fails its check.

    The officer is kept by name as well as key: the entry outlives the account, which belongs to a layer above.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="code_overrides", verbose_name=_("单位")
    )
    code = models.CharField(_("代码"), max_length=18)
    objections = models.JSONField(_("校验意见"), default=list)
    reason = models.CharField(_("理由"), max_length=500)
    decided_by = models.BigIntegerField(_("决定人编号"))
    decided_by_name = models.CharField(_("决定人"), max_length=120)
    decided_on = models.DateField(_("决定日期"))

    class Meta:
        verbose_name = _("代码人工确认")
        verbose_name_plural = _("代码人工确认")

    def __str__(self) -> str:
        return f"{self.code} {self.decided_by_name}"


class Succession(models.Model):
    """One organisation's rights and duties passed to another on a day (Civil Code art. 67)."""

    class Kind(models.TextChoices):
        MERGER = "merger", _("合并")
        SPLIT = "split", _("分立")
        SUCCESSION = "succession", _("承继")
        DUPLICATE = "duplicate", _("重复登记归并")

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions", verbose_name=_("原单位"))
    successor = models.ForeignKey(
        Organisation, models.PROTECT, related_name="predecessions", verbose_name=_("承继单位")
    )
    kind = models.CharField(_("方式"), max_length=12, choices=Kind)
    on = models.DateField(_("日期"))
    note = models.CharField(_("说明"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("合并分立承继")
        verbose_name_plural = _("合并分立承继")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "kind", "on"], name="one_succession_a_deed"),
            models.CheckConstraint(name="nobody_succeeds_itself", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Person(models.Model):
    """A natural person; the identity number is kept encrypted and found by its keyed hash only."""

    key = models.UUIDField(_("编号"), unique=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    name = models.CharField(_("姓名"), max_length=60)
    identity_cipher = models.BinaryField(_("身份证件号码（加密）"), null=True)
    identity_hash = models.BinaryField(_("身份证件号码（检索）"), null=True, unique=True)
    phone_cipher = models.BinaryField(_("手机号码（加密）"), null=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")
        constraints = [
            models.CheckConstraint(
                name="identity_is_sealed_and_found_together",
                condition=Q(identity_cipher__isnull=True, identity_hash__isnull=True)
                | Q(identity_cipher__isnull=False, identity_hash__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def place(self, field: str) -> str:
        """What a sealed value of this person is bound to."""
        return f"person.{field}:{self.key}"

    @property
    def birth_on(self) -> date | None:
        """The date of birth, from the sealed identity number; for rules, never for display."""
        if self.identity_cipher is None:
            return None
        return codes.birth_of(cipher.unseal(self.identity_cipher, self.place("identity")))


class Employment(models.Model):
    """A person's work at an organisation over a period; full-time work is at one unit at a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments", verbose_name=_("人员"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="employments", verbose_name=_("单位"))
    post = models.CharField(_("岗位"), max_length=60, blank=True)
    is_full_time = models.BooleanField(_("专职"), default=True)
    period = DateRangeField(_("期间"), help_text=_("含入职日，不含离职日"))

    objects = EmploymentQuerySet.as_manager()

    class Meta:
        verbose_name = _("任职")
        verbose_name_plural = _("任职")
        constraints = [
            ExclusionConstraint(
                name="one_full_time_unit_at_a_time",
                expressions=[("person", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_full_time=True),
            ),
            ExclusionConstraint(
                name="one_employment_a_unit_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="employment_begins_on_a_day",
                condition=Q(period__startswith__isnull=False, period__isempty=False),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "is_full_time"], name="employment_of_organisation")]

    def __str__(self) -> str:
        return f"{self.person} @ {self.organisation}"
