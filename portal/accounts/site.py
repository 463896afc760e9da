"""The admin site: entered through the one door, by the three administrations."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import User


class PortalAdminSite(AdminSite):
    """Django's admin without a door of its own: a second one would know no second factor and no lock."""

    site_title = _("管理后台")
    site_header = _("安全生产社会化服务平台 · 管理后台")
    index_title = _("管理后台")

    def has_permission(self, request: HttpRequest) -> bool:
        """Administrators by assignment, and staff."""
        user = request.user
        return isinstance(user, User) and user.is_active and (user.is_staff or user.is_administrator)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The door is allauth's; who is in already but may not come here goes home."""
        target = request.GET.get(REDIRECT_FIELD_NAME) or resolve_url("admin:index")
        if request.user.is_authenticated:
            return self._home(request)
        return redirect_to_login(target, resolve_url("account_login"))

    def _home(self, request: HttpRequest) -> HttpResponse:
        from_admin = self.has_permission(request)
        return HttpResponse(status=302, headers={"Location": resolve_url("admin:index") if from_admin else "/"})
