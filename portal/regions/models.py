"""
What regions keeps.

Divisions and their changes come from the files in `data/`: real-china-division, CC BY 4.0, and the Ministry of Civil
Affairs' list of April 2019; `data/README.md` says which is which.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.regions.querysets import RegionQuerySet


class Level(models.TextChoices):
    """The tier of an administrative division."""

    COUNTRY = "country", _("国家")
    PROVINCE = "province", _("省级")
    CITY = "city", _("地级")
    COUNTY = "county", _("县级")


class Region(models.Model):
    """
    An administrative division, in force or retired; its key is the GB/T 2260 code.

    `path` is the materialised way down the tree: "" for the country, "41/4110/411002/" for a county.
    """

    code = models.CharField(_("区划代码"), max_length=6, primary_key=True)
    name = models.CharField(_("名称"), max_length=60)
    full_name = models.CharField(_("全称"), max_length=120)
    level = models.CharField(_("层级"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("上级")
    )
    path = models.CharField(_("路径"), max_length=30)
    since = models.DateField(_("启用"), null=True, blank=True)
    until = models.DateField(_("停用"), null=True, blank=True, help_text=_("自该日起不再使用"))

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政区划")
        verbose_name_plural = _("行政区划")
        ordering = ["code"]
        indexes = [models.Index(fields=["path"], name="region_path_prefix", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.full_name

    @property
    def path_codes(self) -> list[str]:
        """The codes from the country down to this region: ["000000", "410000", "411000", "411002"]."""
        return ["000000", *(part.ljust(6, "0") for part in self.path.split("/") if part)]


class RegionChange(models.Model):
    """A division renamed, recoded, founded or abolished; `on` is 1 January where only the year is known."""

    on = models.DateField(_("日期"))
    kind = models.CharField(_("变更类型"), max_length=20)
    old_code = models.CharField(_("原代码"), max_length=6, blank=True, db_index=True)
    old_name = models.CharField(_("原名称"), max_length=60, blank=True)
    new_code = models.CharField(_("现代码"), max_length=6, blank=True)
    new_name = models.CharField(_("现名称"), max_length=60, blank=True)
    document = models.CharField(_("文号"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("行政区划变更")
        verbose_name_plural = _("行政区划变更")
        ordering = ["on", "old_code", "new_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["on", "old_code", "new_code", "old_name", "new_name"], name="one_row_a_region_change"
            ),
            models.UniqueConstraint(
                fields=["on", "old_code"], condition=~Q(old_code=""), name="one_successor_a_code_and_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y} {self.kind} {self.old_code}{self.old_name} → {self.new_code}{self.new_name}"
