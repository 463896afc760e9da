"""Pages about oneself: what I hold, my sessions, my requests."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from portal.accounts import reading
from portal.accounts.http import UserRequest
from portal.accounts.models import Registration
from portal.accounts.services import registrations, users


class Home(TemplateView):
    """My account: roles, password, factors, sessions."""

    template_name = "accounts/home.html"
    request: UserRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = reading.own_assignments(self.request.user, timezone.localdate())
        return super().get_context_data(assignments=rows, **kwargs)


class SessionList(ListView):
    """Where I am signed in."""

    template_name = "accounts/session_list.html"
    context_object_name = "sessions"
    request: UserRequest

    def get_queryset(self) -> Any:
        return reading.own_sessions(self.request.user, timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(current=self.request.session.session_key, **kwargs)

    def post(self, request: UserRequest) -> HttpResponse:
        """End every session but this one."""
        for session in self.get_queryset().exclude(session_key=request.session.session_key):
            users.end_session(session, by=request.user)
        messages.success(request, _("已结束其他全部会话。"))
        return redirect("usersessions_list")


class EndSession(View):
    """End one of my sessions."""

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """Somebody else's is not found."""
        session = get_object_or_404(UserSession, pk=pk, user=request.user)
        users.end_session(session, by=request.user)
        messages.success(request, _("会话已结束。"))
        return redirect("usersessions_list")


class RegistrationList(ListView):
    """My requests to act for organisations."""

    template_name = "accounts/registration_list.html"
    context_object_name = "registrations"
    request: UserRequest

    def get_queryset(self) -> Any:
        return reading.own_registrations(self.request.user, timezone.localdate())


class WithdrawRegistration(View):
    """Take my request back."""

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """Somebody else's is not found."""
        registration = get_object_or_404(Registration, pk=pk, user=request.user)
        registrations.withdraw(registration, by=request.user, on=timezone.localdate())
        return redirect("accounts:registration-list")
