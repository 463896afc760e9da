"""Jobs and liveness, for reading."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.jobs.models import Job, Pulse


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing is added, changed or deleted by hand."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ("title", "kind", "owner", "state", "done", "total", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind")
    search_fields = ("uuid", "title", "owner__username")
    list_select_related = ("owner",)
    exclude = ("source", "result")


@admin.register(Pulse)
class PulseAdmin(ReadOnly):
    list_display = ("process", "at")
