"""The inbox: what the portal told me."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from portal.accounts.http import UserRequest
from portal.notifications import services
from portal.notifications.models import Message
from portal.web.listing import Keyset, Sort
from portal.web.views import ScopedView

NEWEST = Sort("new", "", "created_at", descending=True)


class Inbox(ScopedView):
    """My messages, newest first; POST marks all as read."""

    model = Message
    template_name = "portal/inbox.html"

    def get(self, request: UserRequest) -> HttpResponse:
        page = Keyset(self.rows(), NEWEST, 30, request.GET.get("after", ""))
        return self.show(page=page, rows=page.rows, query="")

    def post(self, request: UserRequest) -> HttpResponse:
        services.mark_read(request.user, timezone.now())
        return redirect("inbox")


class OpenMessage(ScopedView):
    """Mark one message as read and go where it leads."""

    model = Message
    lookup = "uuid"

    def post(self, request: UserRequest, uuid: str) -> HttpResponse:
        message = self.get_object()
        services.mark_read(request.user, timezone.now(), [message.uuid])
        return redirect(message.link or "inbox")
