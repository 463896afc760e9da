"""The compliance questions that are put to everyone every night, and how much each found in my region."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.web import sockets
from portal.web.views import ScopedView
from portal.workflow.models import DocketEntry


class Checks(ScopedView):
    """Each question with its clause, and the way to what it found."""

    model = DocketEntry
    template_name = "portal/checks.html"
    roles = REGIONAL

    def get(self, request: UserRequest) -> HttpResponse:
        rows = [{"check": check, "standing": check.standing(request.user)} for check in sockets.checks]
        return self.show(rows=rows, title=_("合规核对"))
