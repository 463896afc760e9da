"""Jobs and liveness, for reading."""

from django.contrib import admin

from portal.access.admin import ReadOnlyAdmin
from portal.jobs.models import Job, Pulse


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ("title", "kind", "owner", "state", "done", "total", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind")
    search_fields = ("uuid", "title", "owner__username")
    list_select_related = ("owner",)
    exclude = ("source", "result")


@admin.register(Pulse)
class PulseAdmin(ReadOnlyAdmin):
    list_display = ("process", "at")
