"""Name and label; the notices that come with the portal are loaded."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "portal.workdays"
    label = "workdays"
    verbose_name = _("工作日历")

    def ready(self) -> None:
        from portal.workdays import notices

        post_migrate.connect(notices.load_missing_after_migrate, sender=self, dispatch_uid="workdays.load")
