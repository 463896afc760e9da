"""Reading of announcements and objections; they change only through services."""

from django.contrib import admin

from portal.access.admin import ReadOnlyAdmin
from portal.announcements.models import Announcement, PublicObjection


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnlyAdmin):
    list_display = ("number", "title", "region", "published_on", "objection_until", "status")
    list_filter = ("status", "kind")
    list_select_related = ("region",)
    search_fields = ("number", "title")


@admin.register(PublicObjection)
class PublicObjectionAdmin(ReadOnlyAdmin):
    list_display = ("number", "announcement", "region", "state", "lodged_on")
    list_filter = ("state",)
    list_select_related = ("announcement", "region")
    exclude = ("name_cipher", "phone_cipher", "code", "request_key")
