"""Pages for those who have no role yet: registering an organisation, taking an invitation."""

from typing import Any

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from portal.accounts import reading
from portal.accounts.forms import NewAccountForm, RegistrationForm
from portal.accounts.models import Invitation, User
from portal.accounts.services import invitations, registrations, users
from portal.accounts.views import refusals

log = structlog.get_logger(__name__)
_SECRET = method_decorator(sensitive_post_parameters("password1", "password2"), name="dispatch")


@method_decorator(login_not_required, name="dispatch")
@_SECRET
class RegisterOrganisation(refusals.RefusableForm):
    """An organisation's first or further user asks to act for it."""

    template_name = "accounts/registration_form.html"
    form_class = RegistrationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who is in already says less."""
        return {**super().get_form_kwargs(), "is_signed_in": self.request.user.is_authenticated}

    def do(self, form: RegistrationForm) -> HttpResponse:
        """Account and request stand or fall together."""
        data = form.cleaned_data
        with transaction.atomic():
            user = self.request.user
            if not isinstance(user, User):
                user = users.open_account(
                    data["username"],
                    name=data["person_name"],
                    email=data["email"],
                    password=data["password1"],
                    is_verified=False,
                )
            registrations.request(
                user, data["code"], name=data["organisation_name"], region=data["region"], on=timezone.localdate()
            )
        self._ask_to_verify(user)
        messages.success(
            self.request, _("申请已提交。单位已有管理员的，由其确认；没有的，由注册地主管部门核验授权书后确认。")
        )
        return redirect("accounts:registration-list")

    def _ask_to_verify(self, user: User) -> None:
        """Send the letter that proves the address; without a mail server the account stands all the same."""
        for address in reading.unproved_addresses(user):
            try:
                address.send_confirmation(self.request, signup=True)
            except OSError as error:
                log.warning("verification_unsent", user=user.pk, error=type(error).__name__)


@method_decorator(login_not_required, name="dispatch")
@_SECRET
class AcceptInvitation(refusals.RefusableForm):
    """Whoever holds the letter takes the role, with a new account or the one they are signed in with."""

    template_name = "accounts/invitation_accept.html"
    form_class = NewAccountForm

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """A token that opens nothing says so, and not why."""
        self.invitation = self._invitation()
        if self.invitation is None:
            return render(request, "accounts/invitation_void.html", status=404)
        response = super().dispatch(request, *args, **kwargs)
        # The address holds the secret: it goes nowhere.
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        return response

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """With the account at hand, nothing needs typing."""
        if not isinstance(request.user, User):
            return super().post(request, *args, **kwargs)
        invitations.accept_as(self.kwargs["token"], request.user, at=timezone.now())
        messages.success(request, _("已接受邀请。"))
        return redirect("accounts:home")

    def get_initial(self) -> dict[str, Any]:
        return {"person_name": self.invitation.name if self.invitation else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(invitation=self.invitation, **kwargs)

    def do(self, form: NewAccountForm) -> HttpResponse:
        """A new account, then the door, where a second factor may be asked for."""
        data = form.cleaned_data
        invitations.accept(
            self.kwargs["token"],
            at=timezone.now(),
            username=data["username"],
            name=data["person_name"],
            password=data["password1"],
        )
        messages.success(self.request, _("账号已开通，请登录。"))
        return redirect("account_login")

    def _invitation(self) -> Invitation | None:
        return invitations.open_by_token(self.kwargs["token"], timezone.now())
