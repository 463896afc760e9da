"""What a person fills in to have a token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.access import doors
from portal.accounts.models import User
from portal.parties.models import Organisation
from portal.rest import scopes
from portal.rest.services.tokens import Wish


class TokenForm(forms.Form):
    """The wish for a token; whether it is granted, the service decides."""

    name = forms.CharField(label=_("用途"), max_length=60, help_text=_("写明用于哪个系统，例如：本单位业务系统"))
    scopes = forms.MultipleChoiceField(label=_("权限"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label=_("失效日期"), help_text=_("自该日起失效，最长一年"), widget=forms.DateInput({"type": "date"})
    )
    organisation: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("限于单位"), queryset=None, required=False, empty_label=_("不限（本人的全部角色）")
    )
    networks = forms.CharField(
        label=_("允许的网络"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("每行一个地址或者地址段，例如 203.0.113.0/24；留空则不限"),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.code, scope.label) for scope in scopes.declared()]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = user_organisations(user)  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What was asked for, once the form is valid."""
        told = self.cleaned_data
        return Wish(
            name=told["name"],
            scopes=tuple(told["scopes"]),
            expires_on=told["expires_on"],
            organisation=told["organisation"],
            networks=tuple(told["networks"].split()),
        )


def user_organisations(user: User) -> Any:
    """The organisations the person has a role in."""
    keys = {grant.organisation_id for grant in user.grants if grant.organisation_id is not None}
    return doors.published(Organisation).filter(pk__in=keys).order_by("name")
