"""Pages about oneself: what I hold, my sessions, my requests."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import ListView, TemplateView, View

from portal.accounts.http import UserRequest
from portal.accounts.models import Assignment, Registration
from portal.accounts.services import registrations, users
from portal.accounts.views.tabs import WithTabs


class Home(WithTabs, TemplateView):
    """My account: roles, password, factors, sessions."""

    template_name = "accounts/home.html"
    request: UserRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Assignment.objects.not_over(timezone.localdate()).filter(user=self.request.user)
        return super().get_context_data(assignments=rows.select_related("region", "organisation"), **kwargs)


class SessionList(WithTabs, ListView):
    """Where I am signed in."""

    template_name = "accounts/session_list.html"
    context_object_name = "sessions"
    request: UserRequest

    def get_queryset(self) -> Any:
        alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
        return UserSession.objects.filter(user=self.request.user, session_key__in=alive).order_by("-created_at")

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


class RegistrationList(WithTabs, ListView):
    """My requests to act for organisations."""

    template_name = "accounts/registration_list.html"
    context_object_name = "registrations"
    request: HttpRequest

    def get_queryset(self) -> Any:
        return (
            Registration.objects.with_administrator(timezone.localdate())
            .filter(user=self.request.user)
            .select_related("region")
            .order_by("-requested_on", "-pk")
        )


class WithdrawRegistration(View):
    """Take my request back."""

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """Somebody else's is not found."""
        registration = get_object_or_404(Registration, pk=pk, user=request.user)
        registrations.withdraw(registration, by=request.user, on=timezone.localdate())
        return redirect("accounts:registration-list")
