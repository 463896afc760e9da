"""Where an organisation's own systems are told: addresses, their secrets, and what was last sent."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access import Role
from portal.accounts import reading
from portal.accounts.http import UserRequest
from portal.errors import Refused
from portal.notifications import endpoints
from portal.notifications.models import Endpoint
from portal.web.views import ScopedView

ADMINISTRATORS = frozenset({Role.ORGANISATION_ADMIN})


class AddressForm(forms.Form):
    """An address, and whose."""

    organisation: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        queryset=None,
        label=_("单位"),
        to_field_name="code",
        empty_label=None,
        widget=forms.Select({"class": "form-select"}),
    )
    url = forms.URLField(
        label=_("接收地址"),
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput({"class": "form-control", "placeholder": "https://", "autocomplete": "off"}),
        help_text=_("须为 https 公网地址。每次推送为一个 POST 请求，正文为 JSON，以密钥签名。"),
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


class Endpoints(ScopedView):
    """My organisation's addresses; a new one's secret is in this one answer only."""

    model = Endpoint
    template_name = "portal/endpoints.html"
    roles = ADMINISTRATORS

    def get(self, request: UserRequest) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: UserRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=400)
        given = form.cleaned_data
        try:
            made = endpoints.register(given["organisation"], given["url"], by=request.user, at=timezone.now())
        except Refused as refused:
            for objection in refused.objections:
                form.add_error(objection.field if objection.field in form.fields else None, str(objection))
            return self.page(form, status=409)
        return self.page(self.form(), shown=made, secret=made.secret)

    def form(self, data: Any = None) -> AddressForm:
        return AddressForm(data, organisations=reading.organisations_of(self.request.user))

    def page(self, form: AddressForm, status: int = 200, **more: Any) -> HttpResponse:
        rows = endpoints.listed(self.rows())
        response = self.show(form=form, endpoints=rows, once=endpoints.fresh_key(), status=status, **more)
        response["Cache-Control"] = "no-store"
        return response


class EndpointDeed(Endpoints):
    """Test an address, stop it, begin again, or give it a new secret."""

    lookup = "uuid"
    http_method_names = ("post",)

    def post(self, request: UserRequest, uuid: str, deed: str) -> HttpResponse:  # type: ignore[override]
        endpoint = self.get_object()
        if deed == "renew":
            return self.page(self.form(), shown=endpoint, secret=endpoints.renew(endpoint, by=request.user))
        if deed == "test":
            endpoints.test(endpoint, request.POST.get("once") or endpoints.fresh_key(), by=request.user)
            messages.success(request, _("测试推送已发出，结果见最近推送。"))
        elif deed in ("disable", "enable"):
            endpoints.switch(endpoint, is_active=deed == "enable", by=request.user)
            messages.success(request, _("已启用。") if deed == "enable" else _("已停用，不再推送。"))
        else:
            raise Http404
        return redirect("endpoints")

    def rows(self) -> Any:
        return super().rows().select_related("organisation")
