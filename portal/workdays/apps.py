"""Name and label; the calendar is held through a request, and the notices that come with the portal are loaded."""

from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkdaysConfig(AppConfig):
    name = "portal.workdays"
    label = "workdays"
    verbose_name = _("工作日历")

    def ready(self) -> None:
        from portal.workdays import notices, table

        request_started.connect(table.hold_for_request, dispatch_uid="workdays.hold")
        request_finished.connect(table.release, dispatch_uid="workdays.release")
        post_migrate.connect(notices.load_missing_after_migrate, sender=self, dispatch_uid="workdays.load")
