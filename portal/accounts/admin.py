"""Users and assignments, for the security administrator; every change goes through a service."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.access.admin import CappedPaginator
from portal.accounts.models import Assignment, Invitation, Registration, User
from portal.accounts.services import assignments, users
from portal.errors import Refused


def told(request: HttpRequest, refused: Refused) -> None:
    """Say what was refused."""
    for objection in refused.objections:
        messages.error(request, str(objection))


class Fixed:
    """Opened, but not edited in place."""

    def has_change_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


class UserAssignments(Fixed, admin.TabularInline):
    model = Assignment
    fk_name = "user"
    fields = ("role", "region", "organisation", "since", "until")

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


@admin.register(User)
class UserAdmin(Fixed, admin.ModelAdmin):
    """Accounts are opened by invitation; here they are shut, opened again, and freed of lost second factors."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_display = ("username", "name", "is_active", "last_login", "disabled_because")
    list_filter = ("is_active",)
    search_fields = ("username", "name", "email")
    fields = ("username", "name", "email", "is_active", "disabled_because", "date_joined", "last_login")
    ordering = ("username",)
    inlines = (UserAssignments,)
    actions = ("disable", "enable", "reset_second_factor")

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False

    @admin.action(description=_("停用"), permissions=["view"])
    def disable(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset:
            self._try(request, users.disable, user, reason=gettext("安全管理员停用"), by=request.user)

    @admin.action(description=_("重新启用"), permissions=["view"])
    def enable(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset:
            self._try(request, users.enable, user, by=request.user, at=timezone.now())

    @admin.action(description=_("重置双因素认证"), permissions=["view"])
    def reset_second_factor(self, request: HttpRequest, queryset: Any) -> None:
        for user in queryset:
            self._try(request, users.reset_second_factor, user, by=request.user)

    def _try(self, request: HttpRequest, deed: Any, user: User, **facts: Any) -> None:
        try:
            deed(user, **facts)
        except Refused as refused:
            told(request, refused)


class AssignmentForm(forms.ModelForm):
    """The service's objections, shown beside the fields."""

    granting: User

    class Meta:
        model = Assignment
        fields = ("user", "role", "region", "organisation", "since", "until")

    def clean(self) -> dict[str, Any]:
        """Ask what the service will ask; the service asks again."""
        data = super().clean() or {}
        if self.errors:
            return data
        role, day = Role(data["role"]), timezone.localdate()
        found = assignments.place_objections(role, data["region"], data["organisation"], on=day)
        if data["user"] == self.granting:
            raise ValidationError(gettext("不能变更本人的授权"))
        if found:
            raise ValidationError([str(objection) for objection in found])
        return data


@admin.register(Assignment)
class AssignmentAdmin(Fixed, admin.ModelAdmin):
    """Given and taken back, never edited."""

    paginator = CappedPaginator
    show_full_result_count = False
    form = AssignmentForm
    list_display = ("user", "role", "region", "organisation", "since", "until", "granted_by")
    list_filter = ("role",)
    list_select_related = ("user", "region", "organisation", "granted_by")
    search_fields = ("user__username", "user__name", "=organisation__code")
    raw_id_fields = ("user", "region", "organisation")
    ordering = ("-since", "pk")
    actions = ("revoke",)

    def has_add_permission(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> bool:
        return isinstance(request.user, User) and request.user.holds(Role.SECURITY_ADMIN)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form knows who grants."""
        form = super().get_form(request, obj, change, **kwargs)
        form.granting = request.user  # type: ignore[attr-defined]
        return form

    def save_model(self, request: HttpRequest, obj: Assignment, form: Any, change: bool) -> None:
        """Through the service; a refusal becomes a message, and nothing is written."""
        data = form.cleaned_data
        try:
            kept = assignments.grant(
                data["user"],
                Role(data["role"]),
                by=request.user,  # type: ignore[arg-type]
                on=timezone.localdate(),
                region=data["region"],
                organisation=data["organisation"],
                since=data["since"],
                until=data["until"],
            )
        except Refused as refused:
            told(request, refused)
            return
        obj.pk = kept.pk

    def log_addition(self, request: HttpRequest, obj: Assignment, message: Any) -> Any:
        """Nothing was added, nothing is logged; the trail has what was."""

    def response_add(self, request: HttpRequest, obj: Assignment, post_url_continue: str | None = None) -> Any:
        """After a refusal, the list with the reasons."""
        if obj.pk is None:
            return self.response_post_save_add(request, obj)
        return super().response_add(request, obj, post_url_continue)

    @admin.action(description=_("撤销授权"), permissions=["view"])
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        for assignment in queryset:
            try:
                assignments.revoke(assignment, by=request.user, on=timezone.localdate())  # type: ignore[arg-type]
            except Refused as refused:
                told(request, refused)


class Register(Fixed, admin.ModelAdmin):
    """To be read."""

    def has_add_permission(self, *_args: Any, **_kwargs: Any) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(Register):
    list_display = ("email", "role", "region", "organisation", "invited_by", "invited_at", "accepted_by")
    list_select_related = ("region", "organisation", "invited_by", "accepted_by")
    exclude = ("token_hash",)


@admin.register(Registration)
class RegistrationAdmin(Register):
    list_display = ("name", "code", "user", "state", "requested_on", "decided_by", "decided_on")
    list_select_related = ("user", "decided_by")
    list_filter = ("state",)
