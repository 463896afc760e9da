"""The review: experts, the panel drawn, what they declared and said, and the check on site."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.models.details import OF_THE_FILING, Detail
from institutions.querysets.reviews import ExpertQuerySet, PanelQuerySet, SeatQuerySet
from portal.access import Scope, Scoped


class Expert(Scoped):
    """A member of a region's register of experts; `employer` is where a tie to an applicant is looked for."""

    user = models.OneToOneField("accounts.User", models.PROTECT, related_name="expert", verbose_name=_("用户"))
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("专家库地区"))
    employer = models.ForeignKey(
        "parties.Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("工作单位")
    )
    specialties = models.JSONField(_("专业"), default=list)
    title = models.CharField(_("职称"), max_length=40, blank=True)
    is_active = models.BooleanField(_("在库"), default=True)

    scope = Scope(region="region", user="user")
    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = _("评审专家")
        verbose_name_plural = _("评审专家")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)


class Panel(Detail):
    """One drawing of a panel for an application; the seed and the list drawn from let anyone draw again."""

    seed = models.CharField(_("抽取种子"), max_length=80)
    size = models.PositiveSmallIntegerField(_("人数"))
    drawn_from = models.JSONField(_("候选名单"), default=list)
    left_out = models.JSONField(_("回避名单"), default=list)
    convened_on = models.DateField(_("评审起始"))
    ends_by = models.DateField(_("不计时截止"))
    concluded_on = models.DateField(_("评审结束"), null=True, blank=True)
    favours = models.BooleanField(_("结论为通过"), null=True, blank=True)
    conclusion = models.TextField(_("结论"), blank=True)

    scope = Scope(region="filing__region", organisation="filing__organisation", expert="seats__expert__user")
    objects = PanelQuerySet.as_manager()

    class Meta(Detail.Meta):
        verbose_name = _("专家组")
        verbose_name_plural = _("专家组")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["filing"], condition=Q(concluded_on__isnull=True), name="one_panel_at_a_time"
            ),
            models.CheckConstraint(condition=Q(size__gte=1), name="panel_has_members"),
        ]

    def __str__(self) -> str:
        return f"{self.filing} {self.convened_on}"


class PanelSeat(Scoped):
    """One expert's seat: the declaration before the opinion, and the replacement where there is a conflict."""

    panel = models.ForeignKey(Panel, models.CASCADE, related_name="seats", verbose_name=_("专家组"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats", verbose_name=_("专家"))
    order = models.PositiveSmallIntegerField(_("顺序"))
    declared_on = models.DateField(_("声明日期"), null=True, blank=True)
    has_conflict = models.BooleanField(_("存在利益冲突"), null=True, blank=True)
    conflict_note = models.CharField(_("冲突说明"), max_length=300, blank=True)
    replaced_on = models.DateField(_("替换日期"), null=True, blank=True)
    favours = models.BooleanField(_("同意通过"), null=True, blank=True)
    opinion = models.TextField(_("意见"), blank=True)
    opined_on = models.DateField(_("意见日期"), null=True, blank=True)

    # Who said what is for the authority; the applicant learns the conclusion.
    scope = Scope(region="panel__filing__region", user="expert__user")
    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("专家席位")
        verbose_name_plural = _("专家席位")
        ordering = ["panel", "order"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "expert"], name="one_seat_per_expert"),
            models.CheckConstraint(
                condition=Q(opined_on__isnull=True) | Q(declared_on__isnull=False, has_conflict=False),
                name="no_opinion_before_a_clear_declaration",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} @ {self.panel_id}"


class SiteCheck(Detail):
    """What was found on site, by whom and when."""

    on = models.DateField(_("核查日期"))
    place = models.CharField(_("核查地点"), max_length=200)
    persons = models.JSONField(_("核查人员"), default=list)
    findings = models.TextField(_("核查情况"))
    is_passed = models.BooleanField(_("符合要求"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("登记人"))

    scope = OF_THE_FILING

    class Meta(Detail.Meta):
        verbose_name = _("现场核查")
        verbose_name_plural = _("现场核查")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.filing} {self.on}"


class SitePhoto(Scoped):
    """A photograph taken on site; its hash stands with the attachment."""

    check_record = models.ForeignKey(SiteCheck, models.CASCADE, related_name="photos", verbose_name=_("现场核查"))
    attachment = models.ForeignKey("attachments.Attachment", models.PROTECT, related_name="+", verbose_name=_("照片"))
    caption = models.CharField(_("说明"), max_length=100, blank=True)

    scope = Scope(region="check_record__filing__region", organisation="check_record__filing__organisation")

    class Meta:
        verbose_name = _("现场照片")
        verbose_name_plural = _("现场照片")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.caption or str(self.attachment)
