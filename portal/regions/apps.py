"""Name and label; the divisions that come with the portal are loaded after each migration."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RegionsConfig(AppConfig):
    name = "portal.regions"
    label = "regions"
    verbose_name = _("行政区划")

    def ready(self) -> None:
        from portal.regions import loading

        post_migrate.connect(loading.load_after_migrate, sender=self, dispatch_uid="regions.load")
