"""The application itself."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models.choices import FilingType, Kind, Regime
from institutions.querysets.filings import ANNOUNCED, FilingQuerySet
from institutions.rules.filing import BY_CONDITIONS
from institutions.states import FILING, OPEN, FilingState
from portal.access import Scope, Scoped
from portal.workflow.models import Stateful


class Filing(Scoped, Stateful):
    """
    An institution's application to be found fit and announced.

    `region` is the competent province, entered when the application is handed in: until then no authority sees it.
    The facts of the organisation are those of the day it was handed in.
    """

    number = models.CharField(_("申请编号"), max_length=20, unique=True)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="filings", verbose_name=_("申请单位")
    )
    kind = models.CharField(_("机构类别"), max_length=12, choices=Kind)
    type = models.CharField(_("申请类型"), max_length=16, choices=FilingType, default=FilingType.INITIAL)
    regime = models.CharField(_("管理方式"), max_length=24, choices=Regime, blank=True)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, verbose_name=_("受理地区"))
    qualification = models.ForeignKey(
        "institutions.Qualification",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="filings",
        verbose_name=_("所涉资质"),
    )

    is_legal_person = models.BooleanField(_("独立法人"), default=True)
    fixed_assets = models.DecimalField(
        _("固定资产（万元）"),
        max_digits=16,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    registered_capital = models.DecimalField(
        _("注册资本（万元）"), max_digits=16, decimal_places=6, null=True, blank=True
    )
    legal_representative = models.CharField(_("法定代表人"), max_length=60, blank=True)
    registered_address = models.CharField(_("注册地址"), max_length=200, blank=True)
    office_address = models.CharField(_("办公地址"), max_length=200, blank=True)
    postcode = models.CharField(_("邮政编码"), max_length=6, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    website = models.URLField(_("网站"), blank=True)
    contact = models.CharField(_("联系人"), max_length=60, blank=True)
    introduction = models.TextField(_("单位简介"), blank=True)

    changed_on = models.DateField(_("变更日期"), null=True, blank=True)
    change_note = models.TextField(_("变更事项"), blank=True)

    organisation_name = models.CharField(_("申请时名称"), max_length=120, blank=True)
    submitted_on = models.DateField(_("首次提交日期"), null=True, editable=False)
    received_on = models.DateField(_("收到材料日期"), null=True, editable=False)
    accepted_on = models.DateField(_("受理日期"), null=True, editable=False)
    decided_on = models.DateField(_("决定日期"), null=True, editable=False)
    is_deemed_accepted = models.BooleanField(_("视为受理"), default=False, editable=False)
    is_late = models.BooleanField(_("逾期提出"), default=False, editable=False)
    has_priority = models.BooleanField(_("优先审查"), default=False, editable=False)

    machine = FILING
    named_by = ("organisation",)
    scope = Scope(region="region", organisation="organisation")
    objects = FilingQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("机构申请")
        verbose_name_plural = _("机构申请")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(state__in=OPEN), name="one_open_filing_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(region__isnull=False) | Q(state__in=[FilingState.DRAFT, FilingState.WITHDRAWN]),
                name="handed_in_filing_has_a_region",
            ),
            models.CheckConstraint(
                condition=Q(fixed_assets__isnull=True) | Q(fixed_assets__gte=0), name="filing_assets_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "state", "-id"], name="filing_by_region"),
            models.Index(fields=["organisation", "-id"], name="filing_by_organisation"),
            # The application a qualification stands on: the last one decided that weighed the conditions.
            models.Index(
                fields=["qualification", "-decided_on", "-id"],
                name="filing_carrying",
                condition=Q(state__in=ANNOUNCED, type__in=sorted(BY_CONDITIONS)),
            ),
            # The days a month is counted by.
            models.Index(fields=["submitted_on"], name="filing_by_submission"),
            models.Index(fields=["accepted_on"], name="filing_by_acceptance"),
            models.Index(fields=["decided_on"], name="filing_by_decision"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What the docket calls it: 某某公司 安全评价 首次申请."""
        name = self.organisation_name or self.organisation.name
        return f"{name} {self.get_kind_display()} {self.get_type_display()}"
