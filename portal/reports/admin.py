"""Produced reports, for reading."""

from django.contrib import admin

from portal.access.admin import ReadOnlyAdmin
from portal.reports.models import ReportRun


@admin.register(ReportRun)
class ReportRunAdmin(ReadOnlyAdmin):
    list_display = ("title", "report", "start", "region", "generated_at")
    list_filter = ("report", "cycle")
    list_select_related = ("region",)
    exclude = ("xlsx", "pdf")
