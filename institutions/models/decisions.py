"""What the authority told the applicant: the corrections asked for, and the decision with its reasons."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models.choices import Outcome, Section
from institutions.models.details import Detail
from portal.access import Scope, Scoped


class CorrectionItem(Detail):
    """One thing to correct, of the one complete list."""

    section = models.CharField(_("部分"), max_length=16, choices=Section)
    text = models.CharField(_("需要补正的内容"), max_length=400)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    told_on = models.DateField(_("告知日期"))
    resolved_on = models.DateField(_("补正日期"), null=True, blank=True)

    class Meta(Detail.Meta):
        verbose_name = _("补正内容")
        verbose_name_plural = _("补正内容")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Decision(Detail):
    """A decision as drafted, reviewed and signed; a draft sent back stays, and another takes its place."""

    outcome = models.CharField(_("结论"), max_length=8, choices=Outcome)
    bases = models.JSONField(_("法律依据"), default=list)
    note = models.TextField(_("说明"), blank=True)
    conditions = models.JSONField(_("条件审查结果"), default=list)
    is_false_materials = models.BooleanField(_("隐瞒情况或者提供虚假材料"), default=False)
    drafted_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("经办"))
    drafted_on = models.DateField(_("拟定日期"))
    reviewed_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("审核")
    )
    reviewed_on = models.DateField(_("审核日期"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("签发")
    )
    decided_on = models.DateField(_("签发日期"), null=True, blank=True)
    is_current = models.BooleanField(_("现行"), default=True)

    class Meta(Detail.Meta):
        verbose_name = _("决定")
        verbose_name_plural = _("决定")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["filing"], condition=Q(is_current=True), name="one_current_decision"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("drafted_by")),
                name="reviewer_is_not_the_drafter",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=models.F("drafted_by")) & ~Q(decided_by=models.F("reviewed_by"))),
                name="signer_is_a_third_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing} {self.get_outcome_display()}"


class DecisionReason(Scoped):
    """One reason of a refusal, with the clause it stands on."""

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="reasons", verbose_name=_("决定"))
    text = models.CharField(_("理由"), max_length=400)
    basis = models.CharField(_("依据"), max_length=200)
    required = models.CharField(_("要求"), max_length=200, blank=True)
    found = models.CharField(_("实际"), max_length=400, blank=True)

    scope = Scope(region="decision__filing__region", organisation="decision__filing__organisation")

    class Meta:
        verbose_name = _("决定理由")
        verbose_name_plural = _("决定理由")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
