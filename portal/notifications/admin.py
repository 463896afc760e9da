"""Messages and the outbox, for reading; endpoints are their organisations' business."""

from django.contrib import admin

from portal.access.admin import ReadOnlyAdmin
from portal.notifications.models import Delivery, Endpoint, Message


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("title", "user", "event", "created_at", "read_at")
    list_filter = ("event",)
    search_fields = ("key", "user__username")
    list_select_related = ("user",)


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = ("key", "channel", "state", "attempts", "next_at", "sent_at", "last_error")
    list_filter = ("channel", "state")
    search_fields = ("key",)


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin):
    list_display = ("organisation", "url", "is_active", "created_at")
    list_select_related = ("organisation",)
