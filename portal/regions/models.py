"""What regions keeps."""

from django.db import models
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
