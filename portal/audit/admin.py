"""The trail is read here, by the audit administrator; nothing is written."""

from django.contrib import admin

from portal.access.admin import ReadOnlyAdmin
from portal.audit.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Newest first."""

    list_display = ["at", "actor_name", "acting_as", "verb", "subject_kind", "subject_number"]
    list_filter = ["subject_kind"]
    search_fields = ["actor_name", "verb", "subject_number"]
    ordering = ["-id"]
