"""What a session must be at every request: alone where it must, fresh, with every factor, under a young password."""

import time
from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts import passwords, second_factor
from portal.accounts.events import SignedOut
from portal.accounts.models import User
from portal.events import announce

#: Seconds without a request after which a session ends (GB/T 22239-2019, 8.1.4.1 b).
ADMINISTRATORS_IDLE: Final = 15 * 60
OTHERS_IDLE: Final = 30 * 60
#: The mark of last use is written no more often than this, in seconds.
GRAIN: Final = 30
#: A page that asks by itself sends this header, so that an abandoned desk still goes idle.
PASSIVE_HEADER: Final = "X-Passive"
SOLE: Final = "sole_session"
_SEEN: Final = "last_seen"
_FACTOR: Final = "second_factor"
#: What somebody may do who has yet to set a second factor or a new password.
_OPEN_TO_ALL: Final = frozenset({"account_logout", "account_reauthenticate", "set_language", "javascript-catalog"})
_TO_SET_A_FACTOR: Final = ("mfa_",)
_TO_SET_A_PASSWORD: Final = ("account_change_password", "account_set_password", "mfa_")

Next = Callable[[HttpRequest], HttpResponse]


class SessionRules:
    """Ends sessions gone idle, and those of an administrator who signed in elsewhere."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User) and (because := self._ended(request, request.user)):
            return self._show_out(request, request.user, because)
        return self.get_response(request)

    def _ended(self, request: HttpRequest, user: User) -> str:
        now = int(time.time())
        seen = request.session.get(_SEEN)
        if seen is not None and now - seen > (ADMINISTRATORS_IDLE if user.is_administrator else OTHERS_IDLE):
            return "idle"
        if user.sole_session and user.is_administrator and request.session.get(SOLE) != user.sole_session:
            return "elsewhere"
        if seen is None or (now - seen >= GRAIN and PASSIVE_HEADER not in request.headers):
            request.session[_SEEN] = now
        return ""

    def _show_out(self, request: HttpRequest, user: User, because: str) -> HttpResponse:
        with transaction.atomic():
            announce(SignedOut(user.pk, because))
        request.signed_out_because = because  # type: ignore[attr-defined]
        logout(request)
        said = {
            "idle": _("长时间没有操作，已自动退出，请重新登录。"),
            "elsewhere": _("您的账号已在别处登录。管理员同一时间只能有一个会话。"),
        }
        messages.warning(request, said[because])
        address = resolve_url("account_login")
        if request.method == "GET" and not request.headers.get("HX-Request"):
            return redirect_to_login(request.get_full_path(), address)
        return _sent(request, address)


class Proofs:
    """Sends those who lack a compulsory second factor, or whose password is too old, to set it first."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            name = resolve(request.path_info).view_name if _is_ours(request) else ""
            if not name.startswith(_TO_SET_A_FACTOR) and name not in _OPEN_TO_ALL and self._lacks_factor(request, user):
                messages.warning(request, _("您的角色须启用双因素认证后才能使用系统，请先设置。"))
                return _sent(request, resolve_url("mfa_activate_totp"))
            if (
                not name.startswith(_TO_SET_A_PASSWORD)
                and name not in _OPEN_TO_ALL
                and passwords.is_overdue(user, timezone.now())
            ):
                messages.warning(request, _("密码已使用超过 90 日，请先修改。"))
                return _sent(request, resolve_url("account_change_password"))
        return self.get_response(request)

    def _lacks_factor(self, request: HttpRequest, user: User) -> bool:
        if request.session.get(_FACTOR) or not second_factor.is_compulsory(user):
            return False
        if second_factor.is_set(user):
            request.session[_FACTOR] = True
            return False
        return True


def _is_ours(request: HttpRequest) -> bool:
    """Whether the address leads anywhere: what leads nowhere is judged like any page behind the wall."""
    try:
        resolve(request.path_info)
    except Exception:  # noqa: BLE001 - Resolver404 in all its forms
        return False
    return True


def _sent(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": _("请先在网页上完成身份验证。"), "location": address}, status=403)
    return HttpResponseRedirect(address)
