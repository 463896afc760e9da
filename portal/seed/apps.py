"""Name and label."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeedConfig(AppConfig):
    name = "portal.seed"
    label = "seed"
    verbose_name = _("示例数据")
