"""Reading of divisions, which come from files; and the changes officers may complete."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.regions.models import Region, RegionChange


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    list_display = ("code", "full_name", "level", "since", "until")
    list_filter = ("level",)
    search_fields = ("code", "full_name")
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RegionChange)
class RegionChangeAdmin(admin.ModelAdmin):
    """A change written here holds at once; those from the files come back with the next migration if deleted."""

    list_display = ("on", "kind", "old_code", "old_name", "new_code", "new_name", "document")
    list_filter = ("kind",)
    search_fields = ("old_code", "old_name", "new_code", "new_name")
    date_hierarchy = "on"
