"""What the nightly sweep found: a condition no longer met, from the day it was seen to the day it ended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models.qualifications import Qualification
from institutions.querysets.findings import FindingQuerySet
from portal.access import Scope, Scoped


class ConditionFinding(Scoped):
    """
    One condition of one qualification, not met from `opened_on` on (INS-R24).

    `required`, `found` and `basis` are as they stood on `seen_on`, the last sweep that saw it. It is to be put right by
    `rectify_by`, a proposal of the table of figures.
    """

    class Ending(models.TextChoices):
        CURED = "cured", _("已整改")
        MOOT = "moot", _("资质已不在有效状态")

    qualification = models.ForeignKey(
        Qualification, models.PROTECT, related_name="findings", verbose_name=_("机构资质")
    )
    code = models.CharField(_("条件代码"), max_length=80)
    name = models.CharField(_("条件"), max_length=200)
    required = models.CharField(_("要求"), max_length=200)
    found = models.CharField(_("现有"), max_length=400)
    basis = models.CharField(_("依据"), max_length=200)
    opened_on = models.DateField(_("发现日期"))
    seen_on = models.DateField(_("最近核对日期"))
    rectify_by = models.DateField(_("整改期限"))
    ended_on = models.DateField(_("终结日期"), null=True, blank=True)
    ending = models.CharField(_("结果"), max_length=8, choices=Ending, blank=True, default="")

    scope = Scope(region="qualification__region", organisation="qualification__organisation")
    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("条件保持问题")
        verbose_name_plural = _("条件保持问题")
        ordering = ["rectify_by", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "code"],
                condition=Q(ended_on__isnull=True),
                name="one_open_finding_a_condition",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ending="") | Q(ended_on__isnull=False) & ~Q(ending=""),
                name="ended_finding_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["rectify_by", "id"], name="finding_by_day"),
            models.Index(fields=["qualification", "-id"], name="finding_of_qualification"),
        ]

    def __str__(self) -> str:
        return f"{self.qualification} {self.code} {self.opened_on}"
