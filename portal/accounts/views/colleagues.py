"""Pages for those who answer for others: members, invitations, requests waiting for a word."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from portal.access import Role
from portal.accounts import reading
from portal.accounts.forms import GrantForm, InvitationForm, OfficialInvitationForm, ProofForm, ReasonForm, Styled
from portal.accounts.http import UserRequest
from portal.accounts.models import Registration
from portal.accounts.services import assignments, invitations, registrations
from portal.accounts.views import refusals


class Members(refusals.RefusableForm):
    """Who acts for my organisation; and another role for one of them."""

    template_name = "accounts/member_list.html"
    form_class = GrantForm
    request: UserRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Only for an administrator, and of the organisation of the address."""
        mine = reading.organisations_of(request.user)
        if not mine:
            raise Http404
        self.organisation = get_object_or_404(mine, code=kwargs["code"]) if "code" in kwargs else mine[0]
        self.others = [row for row in mine if row != self.organisation]
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        day = timezone.localdate()
        members = reading.colleagues(self.organisation, self.request.user, day)
        roles = reading.roles_of([self.organisation.pk], day)
        return {**super().get_form_kwargs(), "members": members, "roles": roles}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            organisation=self.organisation,
            others=self.others,
            assignments=reading.assignments_at(self.organisation, timezone.localdate()),
            **kwargs,
        )

    def do(self, form: Styled) -> HttpResponse:
        data = form.cleaned_data
        assignments.grant(
            data["member"],
            Role(data["role"]),
            by=self.request.user,
            on=timezone.localdate(),
            organisation=self.organisation,
            until=data["until"],
        )
        messages.success(self.request, _("已授权。"))
        return redirect("accounts:member-list", self.organisation.code)


class RevokeAssignment(View):
    """Take a colleague's role back."""

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """One of another organisation is not found."""
        assignment = get_object_or_404(reading.revocable(request.user), pk=pk)
        assignments.revoke(assignment, by=request.user, on=timezone.localdate())
        messages.success(request, _("已撤销。"))
        return redirect("accounts:member-list", assignment.organisation.code)  # type: ignore[union-attr]


class Invitations(refusals.RefusableForm):
    """Offers I may make, and those still open."""

    template_name = "accounts/invitation_list.html"
    request: UserRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Only for those who may give roles."""
        self.is_official = request.user.holds(Role.SECURITY_ADMIN)
        self.mine = reading.administered(request.user)
        if not self.is_official and not self.mine:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> Any:
        return OfficialInvitationForm if self.is_official else InvitationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if not self.is_official:
            kwargs["organisations"] = reading.organisations_of(self.request.user)
            kwargs["roles"] = reading.roles_of(self.mine, timezone.localdate())
        return kwargs

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            invitations=reading.open_invitations(self.request.user, timezone.now()), **kwargs
        )

    def do(self, form: Styled) -> HttpResponse:
        data = form.cleaned_data
        invitations.invite(
            data["email"],
            Role(data["role"]),
            by=self.request.user,
            at=timezone.now(),
            name=data["name"],
            region=data.get("region"),
            organisation=data.get("organisation"),
        )
        messages.success(self.request, _("邀请已发出，七日内有效。"))
        return redirect("accounts:invitation-list")


class WithdrawInvitation(View):
    """Take an offer back."""

    def post(self, request: UserRequest, key: Any) -> HttpResponse:
        """One of another organisation is not found."""
        invitation = get_object_or_404(reading.open_invitations(request.user, timezone.now()), key=key)
        invitations.withdraw(invitation, by=request.user, at=timezone.now())
        messages.success(request, _("邀请已撤回。"))
        return redirect("accounts:invitation-list")


class RegistrationQueue(ListView):
    """Requests that wait for my word."""

    template_name = "accounts/registration_queue.html"
    context_object_name = "registrations"
    paginate_by = 50
    request: UserRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Only for officers and administrators of organisations."""
        if not request.user.holds(Role.OFFICER, Role.ORGANISATION_ADMIN):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        return reading.waiting_registrations(self.request.user, timezone.localdate())


class DecideRegistration(View):
    """Yes or no to one of them."""

    decision = "confirm"

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        """One that waits for somebody else is not found."""
        rows = reading.waiting_registrations(request.user, timezone.localdate())
        registration = get_object_or_404(rows, pk=pk)
        form = (ProofForm if self.decision == "confirm" else ReasonForm)(request.POST)
        if not form.is_valid():
            for errors in form.errors.values():
                messages.error(request, str(errors[0]))
            return redirect("accounts:registration-queue")
        self._decide(request, registration, form)
        return redirect("accounts:registration-queue")

    def _decide(self, request: UserRequest, registration: Registration, form: Styled) -> None:
        day = timezone.localdate()
        if self.decision == "confirm":
            registrations.confirm(registration, by=request.user, on=day, proof=form.cleaned_data["proof"])
            messages.success(request, _("已确认。"))
        else:
            registrations.refuse(registration, by=request.user, on=day, reason=form.cleaned_data["reason"])
            messages.success(request, _("已退回，并说明了理由。"))
