"""What an application says in detail: owners, posts, people, means, scopes, papers; and every save of it."""

from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models.choices import Affiliation, EngineerCategory, Item, Level, Post, Section, Tenure, Use
from institutions.models.filings import Filing
from institutions.models.reference import BusinessScope
from institutions.querysets.details import ProfessionalQuerySet
from portal.access import Scope, Scoped

POSITIVE = MinValueValidator(Decimal("0.0001"))
NOT_NEGATIVE = MinValueValidator(0)
OF_THE_FILING = Scope(region="filing__region", organisation="filing__organisation")


class Detail(Scoped):
    """A row of an application, seen by whoever sees the application."""

    filing = models.ForeignKey(Filing, models.CASCADE, verbose_name=_("申请"))
    scope = OF_THE_FILING

    class Meta:
        abstract = True
        default_related_name = "%(class)s_set"


class Shareholder(Detail):
    """An owner of the applicant, and whether a safety authority stands behind it (INS-R11)."""

    name = models.CharField(_("名称"), max_length=120)
    code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    share = models.DecimalField(
        _("持股比例（%）"), max_digits=7, decimal_places=4, validators=[POSITIVE, MaxValueValidator(100)]
    )
    affiliation = models.CharField(_("与监管部门的关系"), max_length=24, choices=Affiliation, blank=True, default="")

    class Meta(Detail.Meta):
        verbose_name = _("股东")
        verbose_name_plural = _("股东")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="share_within_the_whole"),
        ]

    def __str__(self) -> str:
        return self.name


class KeyPost(Detail):
    """Who holds a post the conditions name; grades and years stand with the person in the list of professionals."""

    post = models.CharField(_("岗位"), max_length=30, choices=Post)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+", verbose_name=_("人员"))
    appointed_on = models.DateField(_("任命日期"), null=True, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("关键岗位")
        verbose_name_plural = _("关键岗位")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["filing", "post"], name="one_holder_per_post")]

    def __str__(self) -> str:
        return f"{self.get_post_display()} {self.person}"


class Professional(Detail):
    """
    A person the applicant counts on: grades, contract, and who pays the social insurance.

    `insured_unit` and `insured_months` are evidence against lent certificates; only months paid by the applicant count.
    """

    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+", verbose_name=_("人员"))
    evaluator_level = models.PositiveSmallIntegerField(
        _("安全评价师等级"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(3)]
    )
    evaluator_certificate = models.CharField(_("安全评价师证书编号"), max_length=40, blank=True)
    engineer_level = models.CharField(_("注册安全工程师级别"), max_length=12, choices=Level, blank=True, default="")
    engineer_category = models.CharField(
        _("注册安全工程师类别"), max_length=14, choices=EngineerCategory, blank=True, default=""
    )
    engineer_certificate = models.CharField(_("注册安全工程师注册证编号"), max_length=40, blank=True)
    title = models.CharField(_("技术职称"), max_length=12, choices=Level, blank=True, default="")
    title_name = models.CharField(_("职称名称"), max_length=40, blank=True)
    is_signatory = models.BooleanField(_("授权签字人"), default=False)
    specialties = models.JSONField(_("专业能力"), default=list, blank=True)
    years_in_industry = models.PositiveSmallIntegerField(_("从业年限"), default=0)
    is_full_time = models.BooleanField(_("专职"), default=True)
    contract_from = models.DateField(_("劳动合同起始"), null=True, blank=True)
    contract_to = models.DateField(_("劳动合同截止"), null=True, blank=True, help_text=_("无固定期限留空"))
    insured_unit = models.CharField(_("社会保险缴纳单位"), max_length=120, blank=True)
    insured_months = models.PositiveSmallIntegerField(_("社会保险缴纳月数"), default=0)

    objects = ProfessionalQuerySet.as_manager()

    class Meta(Detail.Meta):
        verbose_name = _("专业人员")
        verbose_name_plural = _("专业人员")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "person"], name="one_row_per_professional"),
            models.CheckConstraint(
                condition=Q(evaluator_level__isnull=True) | Q(evaluator_level__range=(1, 3)),
                name="evaluator_level_one_to_three",
            ),
            models.CheckConstraint(
                condition=Q(contract_to__isnull=True)
                | Q(contract_from__isnull=True)
                | Q(contract_to__gte=models.F("contract_from")),
                name="contract_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="professional_by_person")]

    def __str__(self) -> str:
        return str(self.person)


class Equipment(Detail):
    """An instrument or installation; `value` is what one cost, in CNY 10,000."""

    name = models.CharField(_("名称"), max_length=80)
    model = models.CharField(_("规格型号"), max_length=60, blank=True)
    serial = models.CharField(_("出厂编号"), max_length=60, blank=True)
    quantity = models.PositiveIntegerField(_("数量"), default=1)
    value = models.DecimalField(
        _("单台原值（万元）"), max_digits=14, decimal_places=6, default=0, validators=[NOT_NEGATIVE]
    )
    bought_on = models.DateField(_("购置日期"), null=True, blank=True)
    calibrated_to = models.DateField(_("校准有效期至"), null=True, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("设备")
        verbose_name_plural = _("设备")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(value__gte=0), name="equipment_value_not_negative")]

    def __str__(self) -> str:
        return self.name


class Premises(Detail):
    """A place of work, in square metres; archive rooms are part of the workplace, laboratories stand beside it."""

    address = models.CharField(_("地址"), max_length=200)
    use = models.CharField(_("用途"), max_length=12, choices=Use)
    area = models.DecimalField(
        _("建筑面积（平方米）"), max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    tenure = models.CharField(_("权属"), max_length=8, choices=Tenure, default=Tenure.OWNED)
    lease_to = models.DateField(_("租赁截止"), null=True, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("场所")
        verbose_name_plural = _("场所")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(area__gt=0), name="area_positive")]

    def __str__(self) -> str:
        return f"{self.get_use_display()} {self.address}"


class FilingScope(Detail):
    """A scope of business applied for."""

    business = models.ForeignKey(BusinessScope, models.PROTECT, related_name="+", verbose_name=_("业务范围"))

    class Meta(Detail.Meta):
        verbose_name = _("申请的业务范围")
        verbose_name_plural = _("申请的业务范围")
        ordering = ["business__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["filing", "business"], name="one_row_per_filing_scope")]

    def __str__(self) -> str:
        return str(self.business)


class Evidence(Detail):
    """A paper handed in, and what it proves."""

    item = models.CharField(_("材料"), max_length=24, choices=Item)
    attachment = models.ForeignKey("attachments.Attachment", models.PROTECT, related_name="+", verbose_name=_("附件"))
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("证明材料")
        verbose_name_plural = _("证明材料")
        ordering = ["item", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "item", "attachment"], name="one_row_per_item_and_file")
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()} {self.attachment}"


class CommitmentLetter(Detail):
    """The legal representative's letter: that the duties and liabilities are known and the materials are true."""

    signed_by = models.CharField(_("签署人"), max_length=60)
    signed_on = models.DateField(_("签署日期"))
    attachment = models.ForeignKey(
        "attachments.Attachment", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签署件")
    )

    class Meta(Detail.Meta):
        verbose_name = _("承诺书")
        verbose_name_plural = _("承诺书")
        constraints = [models.UniqueConstraint(fields=["filing"], name="one_letter_per_filing")]

    def __str__(self) -> str:
        return f"{self.signed_by} {self.signed_on}"


class SectionSave(Detail):
    """One save of one section, kept for good: what a form filled in on an older version is compared with."""

    section = models.CharField(_("部分"), max_length=16, choices=Section)
    version = models.PositiveIntegerField(_("版本"))
    data = models.JSONField(_("内容"), encoder=DjangoJSONEncoder)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("保存人"))
    at = models.DateTimeField(_("保存时间"), auto_now_add=True)

    class Meta(Detail.Meta):
        verbose_name = _("申请的历次保存")
        verbose_name_plural = _("申请的历次保存")
        ordering = ["filing", "section", "version"]
        constraints = [
            models.UniqueConstraint(fields=["filing", "section", "version"], name="one_save_per_section_version")
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.section} {self.version}"
