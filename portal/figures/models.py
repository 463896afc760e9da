"""What figures keeps."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.figures.querysets import FigureQuerySet


class FigureRow(models.Model):
    """
    One figure's value over a period, nationally or in a region.

    A row supersedes the value written in the rules for its period; a regional row supersedes the national one.
    """

    code = models.CharField(_("代码"), max_length=60)
    region = models.ForeignKey("regions.Region", models.PROTECT, null=True, blank=True, verbose_name=_("适用地区"))
    value = models.CharField(_("数值"), max_length=60)
    unit = models.CharField(_("单位"), max_length=20)
    period = DateRangeField(_("适用期间"), help_text=_("含起始日，不含截止日"))
    basis = models.CharField(_("依据"), max_length=200)
    label = models.CharField(_("名称"), max_length=200)
    is_confirmed = models.BooleanField(_("已核对原文"), default=False)

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("法定数值")
        verbose_name_plural = _("法定数值")
        constraints = [
            ExclusionConstraint(
                name="one_figure_a_day_nationally",
                expressions=[("code", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(region__isnull=True),
            ),
            ExclusionConstraint(
                name="one_figure_a_day_a_region",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(region__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.value}"
