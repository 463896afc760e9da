"""What is kept of a proceeding against a qualification: why, what the party said, the hearing, the decision."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models.choices import Measure, Verdict
from institutions.models.qualifications import Qualification
from institutions.querysets.proceedings import ProceedingQuerySet
from institutions.states import LIVE, PROCEEDING
from portal.access import Scope, Scoped
from portal.workflow.models import Stateful

OF_THE_PROCEEDING = Scope(region="proceeding__region", organisation="proceeding__organisation")


class Proceeding(Scoped, Stateful):
    """
    A case opened to suspend, restore, withdraw, revoke or strike out a qualification.

    `facts` is what the authority holds to be so; the day the party was told is the term's beginning.
    """

    number = models.CharField(_("案号"), max_length=20, unique=True)
    qualification = models.ForeignKey(
        Qualification, models.PROTECT, related_name="proceedings", verbose_name=_("机构资质")
    )
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", verbose_name=_("当事人"))
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("办理机关地区"))
    measure = models.CharField(_("拟作出的处理"), max_length=16, choices=Measure)
    facts = models.TextField(_("认定的事实"))
    opened_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("调查人员"))
    opened_on = models.DateField(_("立案日期"))
    notified_on = models.DateField(_("告知日期"), null=True, editable=False)
    decided_on = models.DateField(_("决定日期"), null=True, editable=False)

    machine = PROCEEDING
    scope = Scope(region="region", organisation="organisation")
    objects = ProceedingQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("资质处理案件")
        verbose_name_plural = _("资质处理案件")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification"], condition=Q(state__in=LIVE), name="one_open_proceeding_a_qualification"
            )
        ]
        indexes = [models.Index(fields=["region", "state", "-id"], name="proceeding_by_region")]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """What the docket calls it: 某某公司 安全评价 责令停业整顿."""
        return f"{self.qualification.title} {self.get_measure_display()}"


class ProceedingDetail(Scoped):
    """A row of a proceeding, seen by whoever sees the proceeding."""

    proceeding = models.ForeignKey(Proceeding, models.CASCADE, verbose_name=_("案件"))
    scope = OF_THE_PROCEEDING

    class Meta:
        abstract = True
        default_related_name = "%(class)s_set"


class ProceedingReason(ProceedingDetail):
    """One reason for the measure, with the clause it stands on."""

    text = models.CharField(_("理由"), max_length=400)
    basis = models.CharField(_("依据"), max_length=200)

    class Meta(ProceedingDetail.Meta):
        verbose_name = _("处理理由")
        verbose_name_plural = _("处理理由")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class Statement(ProceedingDetail):
    """What the party said for itself, on a day."""

    text = models.TextField(_("陈述申辩意见"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("提交人"))
    on = models.DateField(_("日期"))

    class Meta(ProceedingDetail.Meta):
        verbose_name = _("陈述申辩")
        verbose_name_plural = _("陈述申辩")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.proceeding} {self.on}"


class Hearing(ProceedingDetail):
    """The hearing of a proceeding: asked for, announced, held on record; or given up."""

    asked_on = models.DateField(_("申请日期"))
    asked_for = models.TextField(_("申请理由"), blank=True)
    announced_on = models.DateField(_("通知日期"), null=True, blank=True)
    held_on = models.DateField(_("听证日期"), null=True, blank=True)
    at = models.TimeField(_("时间"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    chair = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("主持人")
    )
    is_public = models.BooleanField(_("公开举行"), default=True)
    attendees = models.JSONField(_("参加人员"), default=list)
    record = models.TextField(_("听证笔录"), blank=True)
    recorded_on = models.DateField(_("登记日期"), null=True, blank=True)
    given_up_on = models.DateField(_("放弃日期"), null=True, blank=True)

    class Meta(ProceedingDetail.Meta):
        verbose_name = _("听证")
        verbose_name_plural = _("听证")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["proceeding"], name="one_hearing_a_proceeding"),
            models.CheckConstraint(
                condition=Q(recorded_on__isnull=True) | Q(chair__isnull=False) & ~Q(record=""),
                name="hearing_record_has_chair_and_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proceeding} {self.held_on or self.asked_on}"


class ProceedingDecision(ProceedingDetail):
    """A decision as drafted, reviewed and signed; a draft sent back stays, and another takes its place."""

    verdict = models.CharField(_("结论"), max_length=8, choices=Verdict)
    note = models.TextField(_("说明"), blank=True)
    response = models.TextField(_("对陈述申辩意见的采纳情况"), blank=True)
    on_record = models.TextField(_("对听证笔录的采信情况"), blank=True)
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

    class Meta(ProceedingDetail.Meta):
        verbose_name = _("处理决定")
        verbose_name_plural = _("处理决定")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proceeding"], condition=Q(is_current=True), name="one_current_proceeding_decision"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("drafted_by")),
                name="proceeding_reviewer_is_not_the_drafter",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | (~Q(decided_by=models.F("drafted_by")) & ~Q(decided_by=models.F("reviewed_by"))),
                name="proceeding_signer_is_a_third_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proceeding} {self.get_verdict_display()}"
