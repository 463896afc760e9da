"""Where somebody comes from, whom they say they are, and the page of a door that stays shut."""

from ipaddress import ip_address
from typing import Any

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.accounts.models import User


def client_address(request: HttpRequest | None) -> str:
    """The client's network address, which the server has read past the proxies it trusts; empty when there is none."""
    if request is None:
        return ""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return address if _is_address(address) else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def typed_login(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """The user name behind what was typed, so that name and address count as one account; else what was typed."""
    given = credentials or {}
    typed = given.get("username") or given.get("email") or given.get("login") or ""
    if not typed and request is not None:
        typed = request.POST.get("login") or request.POST.get("username") or ""
    user = find(str(typed))
    return user.username if user is not None else str(typed)[:60]


def find(typed: str) -> User | None:
    """The account meant by a user name or an address."""
    return User.objects.by_login(typed).first() if typed.strip() else None


def locked_out(request: HttpRequest, *_axes: Any) -> HttpResponse:
    """Say that the door stays shut, for how long, and what to do."""
    cool_off = get_cool_off(request)
    minutes = int(cool_off.total_seconds() // 60) if cool_off else 0
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
