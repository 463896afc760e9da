"""Reading of attachments; nothing is added, changed or removed here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from portal.attachments.models import Attachment


@admin.register(Attachment)
class AttachmentAdmin(admin.ModelAdmin):
    list_display = ("name", "purpose", "organisation", "size", "scan", "uploaded_at")
    list_filter = ("scan", "purpose")
    search_fields = ("name", "sha256")

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False
