"""What a favourable decision leaves behind: the qualification; and what bars an organisation from applying."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from institutions.models.choices import Ground, Kind, Regime
from institutions.models.reference import BusinessScope
from institutions.querysets.qualifications import ApplicationBarQuerySet, QualificationQuerySet
from institutions.states import HELD, QUALIFICATION
from portal.access import Role, Scope, Scoped
from portal.workflow.models import Stateful


class Qualification(Scoped, Stateful):
    """
    An institution's standing in the register, in the scopes announced, from one day to another.

    Both days are included. In the licence regime a certificate carries it; in both it is announced.
    """

    number = models.CharField(_("资质编号"), max_length=40, unique=True)
    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="qualifications", verbose_name=_("机构")
    )
    kind = models.CharField(_("机构类别"), max_length=12, choices=Kind)
    regime = models.CharField(_("管理方式"), max_length=24, choices=Regime)
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("审查机关地区"))
    granted_on = models.DateField(_("首次取得日期"))
    valid_from = models.DateField(_("有效期自"))
    valid_to = models.DateField(_("有效期至"))
    announcement = models.ForeignKey(
        "announcements.Announcement",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("最近公告"),
    )
    certificate = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("资质证书")
    )
    end_reason = models.CharField(_("终止原因"), max_length=300, blank=True)

    machine = QUALIFICATION
    named_by = ("organisation",)
    scope = Scope(region="region", organisation="organisation")
    objects = QualificationQuerySet.as_manager()

    class Meta(Stateful.Meta):
        verbose_name = _("机构资质")
        verbose_name_plural = _("机构资质")
        ordering = ["-granted_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"], condition=Q(state__in=HELD), name="one_held_qualification_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")), name="qualification_ends_after_it_begins"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "valid_to"], name="qualification_by_end"),
            models.Index(fields=["granted_on", "id"], name="qualification_first_days"),
            models.Index(fields=["valid_to", "id"], name="qualification_last_days"),
            models.Index(fields=["region", "kind", "state"], name="qualification_by_region"),
            # Off this alone the register's facets and total are counted, and one kind in one state is listed.
            models.Index(
                fields=["kind", "state", "granted_on", "id"],
                name="register_by_kind_and_state",
                condition=Q(announcement__isnull=False),
                include=["region"],
            ),
            # As people type it: a pattern in force may put small letters into a number.
            models.Index(Upper("number"), name="qualification_by_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        return f"{self.organisation.name} {self.get_kind_display()}"


class QualificationScope(Scoped):
    """A scope of business a qualification covers, and since when."""

    qualification = models.ForeignKey(Qualification, models.CASCADE, related_name="scopes", verbose_name=_("资质"))
    business = models.ForeignKey(BusinessScope, models.PROTECT, related_name="+", verbose_name=_("业务范围"))
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True, help_text=_("自该日起不再包含"))

    scope = Scope(region="qualification__region", organisation="qualification__organisation")

    class Meta:
        verbose_name = _("资质的业务范围")
        verbose_name_plural = _("资质的业务范围")
        ordering = ["business__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["qualification", "business"],
                condition=Q(until__isnull=True),
                name="one_live_row_per_qualification_scope",
            )
        ]

    def __str__(self) -> str:
        return str(self.business)

    def covers(self, on: date) -> bool:
        """Whether it is covered that day."""
        return self.since <= on and (self.until is None or self.until > on)


class QualificationSeries(models.Model):
    """The run of qualification numbers of a region and kind; its row is the lock."""

    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("地区"))
    kind = models.CharField(_("机构类别"), max_length=12, choices=Kind)
    last = models.PositiveIntegerField(_("已用序号"), default=0)

    class Meta:
        verbose_name = _("资质编号序列")
        verbose_name_plural = _("资质编号序列")
        constraints = [models.UniqueConstraint(fields=["region", "kind"], name="one_series_per_region_and_kind")]

    def __str__(self) -> str:
        return f"{self.region_id} {self.kind} {self.last}"


class ApplicationBar(Scoped):
    """
    A period in which an organisation may not apply, or a record that counts against it.

    `until` is the first free day; empty for no end yet.
    """

    organisation = models.ForeignKey(
        "parties.Organisation", models.PROTECT, related_name="application_bars", verbose_name=_("单位")
    )
    ground = models.CharField(_("事由"), max_length=20, choices=Ground)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True, help_text=_("自该日起可以申请"))
    reference = models.CharField(_("文书或者记录"), max_length=200)
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("作出机关地区"))
    lifted_on = models.DateField(_("解除日期"), null=True, blank=True)
    lift_reason = models.CharField(_("解除原因"), max_length=200, blank=True)

    scope = Scope(
        region="region",
        organisation="organisation",
        roles=frozenset({Role.OFFICER, Role.REVIEWER, Role.APPROVER, Role.APPLICANT, Role.ORGANISATION_ADMIN}),
    )
    objects = ApplicationBarQuerySet.as_manager()

    class Meta:
        verbose_name = _("禁止申请记录")
        verbose_name_plural = _("禁止申请记录")
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "ground", "since", "reference"], name="one_bar_per_record"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")), name="bar_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_ground_display()} {self.since}"
