"""Reading of attachments; nothing is added, changed or removed here."""

from django.contrib import admin

from portal.access.admin import ReadOnlyAdmin
from portal.attachments.models import Attachment


@admin.register(Attachment)
class AttachmentAdmin(ReadOnlyAdmin):
    list_display = ("name", "purpose", "organisation", "size", "scan", "uploaded_at")
    list_filter = ("scan", "purpose")
    list_select_related = ("organisation",)
    search_fields = ("name", "sha256")
