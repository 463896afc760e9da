"""Reading of announcements and objections; they change only through services."""

from django.contrib import admin

from portal.access.admin import ReadOnlyAdmin
from portal.announcements.models import Announcement, PublicityItem, PublicityList, PublicObjection
from portal.workflow.admin import StateFilter


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    list_display = ("number", "title", "region", "published_on", "objection_until", "status")
    list_filter = ("status", "kind")
    list_select_related = ("region",)
    search_fields = ("number", "title")


@admin.register(PublicObjection)
class PublicObjectionAdmin(ReadOnlyAdmin):
    list_display = ("number", "announcement", "region", "state", "lodged_on")
    list_filter = (StateFilter,)
    list_select_related = ("announcement", "region")
    exclude = ("name_cipher", "phone_cipher", "code", "request_key")


@admin.register(PublicityItem)
class PublicityItemAdmin(ReadOnlyAdmin):
    list_display = ("kind", "document_number", "deed", "organisation", "region", "decided_on", "due_on", "carried_by")
    list_filter = ("kind", "deed")
    list_select_related = ("organisation", "region", "carried_by")
    search_fields = ("document_number",)


@admin.register(PublicityList)
class PublicityListAdmin(ReadOnlyAdmin):
    list_display = ("name", "region", "kind", "day", "rows", "handed_over_on", "receipt")
    list_filter = ("kind",)
    list_select_related = ("region",)
    search_fields = ("name",)
