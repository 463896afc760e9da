"""What the bearer of a token may use it for; whoever is signed in to the pages needs no scope."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from portal.rest.models import ApiToken


class ScopeMissing(exceptions.PermissionDenied):
    """The token was not issued for this."""

    default_code = "insufficient_scope"
    default_detail = _("令牌没有所需的权限。")

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope
        self.auth_header = f'Bearer error="insufficient_scope", scope="{scope}"'


class TokenScopePermission(BasePermission):
    """The view says `reading` and `writing`; a token without that scope, or a view without it, is a no."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = request.auth
        if not isinstance(token, ApiToken):
            return True
        scope = needed(request.method or "GET", view)
        if not scope or scope not in token.scopes:
            raise ScopeMissing(scope)
        return True


def needed(method: str, view: Any) -> str:
    """The scope this method of the view needs; empty where tokens open nothing."""
    return getattr(view, "reading" if method in SAFE_METHODS else "writing", "")
