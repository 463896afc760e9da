"""An organisation entered by an officer: one that no extract holds, or whose true code the checks doubt."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.roles import REGIONAL
from portal.accounts.forms import RegionField, Styled
from portal.accounts.http import UserRequest
from portal.accounts.models import User
from portal.errors import Refused
from portal.parties.models import CodeOverride
from portal.parties.services import organisations
from portal.regions.models import Region
from portal.web import territory
from portal.web.views import ScopedView
from portal.workflow import receipts

LONGEST_REASON = CodeOverride._meta.get_field("reason").max_length  # noqa: SLF001 - public, if underscored


class OrganisationForm(Styled):
    """What the service takes, under its names: the register's columns, and a reason to let a doubted code stand."""

    code = forms.CharField(label=_("统一社会信用代码"), max_length=60, help_text=_("18 位；尚未换发的填 15 位注册号"))
    name = forms.CharField(label=_("单位名称"))
    region = RegionField(label=_("注册地"))
    override_reason = forms.CharField(
        label=_("代码校验未通过时的确认理由"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "代码通过校验的不用填写。证照上的代码确实如此而校验不通过的，写明核对了哪些材料；理由与您的姓名一并留存。"
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_region(self) -> Region:
        """A region outside one's own is as unknown as one that does not exist."""
        region: Region | None = self.cleaned_data["region"]
        if region is None or not territory.covers(self.user, region):
            raise forms.ValidationError(_("本机关没有这个地区。"), code="unknown")
        return region


class EnterOrganisation(ScopedView):
    """Enter an organisation of one's own region or below; it leads to the organisation's page."""

    roles = REGIONAL
    template_name = "portal/organisation_enter.html"

    def get(self, request: UserRequest) -> HttpResponse:
        return self.show(form=OrganisationForm(initial={"region": territory.widest(request.user)}, user=request.user))

    def post(self, request: UserRequest) -> HttpResponse:
        form = OrganisationForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.show(form=form, status=400)
        try:
            with receipts.once(request.POST.get("once") or uuid4().hex, "organisation.enter", request.user) as receipt:
                if not receipt.result:
                    receipt.result = organisations.enter(
                        **form.cleaned_data, by=request.user, on=timezone.localdate()
                    ).code
        except Refused as refused:
            form.refuse(refused)
            return self.show(form=form, status=409)
        messages.success(request, _("已登记。该单位的人员可以凭代码注册账号。"))
        return redirect("organisation", receipt.result)
