"""The reference rows: scopes of business, and the specialties each needs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from institutions.models.choices import Kind


class BusinessScope(models.Model):
    """A scope of business of annex 1; one whose wording was not read in the annex says so."""

    code = models.SlugField(_("代码"), max_length=40, unique=True)
    kind = models.CharField(_("机构类别"), max_length=12, choices=Kind)
    name = models.CharField(_("名称"), max_length=80)
    order = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_confirmed = models.BooleanField(_("已核对原文"), default=False)
    since = models.DateField(_("启用"), null=True, blank=True)
    until = models.DateField(_("停用"), null=True, blank=True, help_text=_("自该日起不再受理"))

    class Meta:
        verbose_name = _("业务范围")
        verbose_name_plural = _("业务范围")
        ordering = ["kind", "order", "code"]

    def __str__(self) -> str:
        return self.name


class ScopeSpecialty(models.Model):
    """How many full-time professionals of a specialty a scope needs."""

    scope = models.ForeignKey(BusinessScope, models.CASCADE, related_name="specialties", verbose_name=_("业务范围"))
    specialty = models.CharField(_("专业能力"), max_length=40)
    minimum = models.PositiveSmallIntegerField(_("最少人数"), default=1)
    is_confirmed = models.BooleanField(_("已核对原文"), default=False)

    class Meta:
        verbose_name = _("专业能力配备标准")
        verbose_name_plural = _("专业能力配备标准")
        ordering = ["scope", "pk"]
        constraints = [models.UniqueConstraint(fields=["scope", "specialty"], name="one_minimum_per_scope_specialty")]

    def __str__(self) -> str:
        return f"{self.scope} {self.specialty} {self.minimum}"
