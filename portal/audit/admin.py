"""The trail is read here, by the audit administrator; nothing is written."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.audit.models import Entry


@admin.register(Entry)
class EntryAdmin(admin.ModelAdmin):
    """Newest first; no add, no change, no delete."""

    list_display = ["at", "actor_name", "acting_as", "verb", "subject_kind", "subject_number"]
    list_filter = ["subject_kind"]
    search_fields = ["actor_name", "verb", "subject_number"]
    ordering = ["-id"]
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
