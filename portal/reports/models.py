"""What reports keeps."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.access import Role, Scope, Scoped
from portal.reports.periods import Cycle


def private_storage() -> Storage:
    """Where files lie that only officers of the region may fetch."""
    return storages["private"]


class ReportRun(Scoped):
    """
    A report as it was produced: what it said that day, whatever becomes of the rows behind it.

    `until` is the first day no longer counted.
    """

    uuid = models.UUIDField(_("编号"), default=uuid.uuid4, unique=True, editable=False)
    report = models.CharField(_("报表"), max_length=80)
    title = models.CharField(_("名称"), max_length=160)
    cycle = models.CharField(_("周期"), max_length=10, choices=Cycle)
    start = models.DateField(_("起始日"))
    until = models.DateField(_("截止日（不含）"))
    region = models.ForeignKey("regions.Region", models.PROTECT, verbose_name=_("地区"))
    rows = models.JSONField(_("数据"), default=list, encoder=DjangoJSONEncoder)
    generated_at = models.DateTimeField(_("生成时间"))
    xlsx = models.FileField(_("Excel 工作簿"), storage=private_storage, upload_to="reports/%Y/", blank=True)
    pdf = models.FileField(_("PDF 文件"), storage=private_storage, upload_to="reports/%Y/", blank=True)

    scope = Scope(region="region", roles=frozenset({Role.OFFICER, Role.REVIEWER, Role.APPROVER}))

    class Meta:
        verbose_name = _("报表期次")
        verbose_name_plural = _("报表期次")
        ordering = ["-start", "report"]
        constraints = [
            models.UniqueConstraint(fields=["report", "start", "region"], name="one_run_a_report_period_region")
        ]

    def __str__(self) -> str:
        return self.title


class Subscription(models.Model):
    """A person's wish about one report of one region, where it differs from what their office brings with it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("用户"))
    report = models.CharField(_("报表"), max_length=80)
    region = models.ForeignKey("regions.Region", models.PROTECT, related_name="+", verbose_name=_("地区"))
    is_wanted = models.BooleanField(_("接收"), default=True)

    class Meta:
        verbose_name = _("报表订阅")
        verbose_name_plural = _("报表订阅")
        constraints = [
            models.UniqueConstraint(fields=["user", "report", "region"], name="one_wish_a_report_region_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.report}"
