"""What workdays keeps."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.workdays.querysets import HolidayNoticeQuerySet


class HolidayNotice(models.Model):
    """
    The State Council's yearly notice of holidays; its presence makes the year's deadlines certain.

    `changed_at` moves with every change to the notice or its days, so that no process counts by an old calendar.
    """

    year = models.PositiveSmallIntegerField(_("年度"), primary_key=True)
    url = models.URLField(_("通知网址"), blank=True)
    changed_at = models.DateTimeField(_("更新时间"), default=timezone.now, editable=False)

    objects = HolidayNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("节假日安排通知")
        verbose_name_plural = _("节假日安排通知")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class Adjustment(models.Model):
    """A day the notice takes out of, or puts into, the working days."""

    day = models.DateField(_("日期"), unique=True)
    is_working = models.BooleanField(_("上班"))
    festival = models.CharField(_("节日"), max_length=20)
    notice = models.ForeignKey(
        HolidayNotice, models.CASCADE, related_name="adjustments", verbose_name=_("节假日安排通知")
    )

    class Meta:
        verbose_name = _("工作日调整")
        verbose_name_plural = _("工作日调整")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_working=False) | Q(day__iso_week_day__in=(6, 7)),
                name="only_weekends_are_made_up",
                violation_error_message=_("周一至周五不会是调休上班日"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.festival}"
