"""How a person reads and is told: large type, kept in a cookie; mail and text messages."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from portal.accounts.http import UserRequest
from portal.notifications import services
from portal.notifications.models import Preference
from portal.web.views import Page

A_YEAR = 31_536_000


@login_not_required
@require_POST
def large_type(request: HttpRequest) -> HttpResponse:
    """Switch large type on or off, and go back to where the person was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    is_on = request.COOKIES.get("large_type") == "1"
    response.set_cookie(
        "large_type", "0" if is_on else "1", max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


class PreferenceForm(forms.Form):
    """Mail at once, once a day or never; and whether by text message too."""

    mail = forms.ChoiceField(label=_("电子邮件"), choices=Preference.Mail.choices, widget=forms.RadioSelect)
    by_sms = forms.BooleanField(
        label=_("同时以短信提醒"), required=False, widget=forms.CheckboxInput({"class": "form-check-input"})
    )


class Preferences(Page):
    """How I want to be told, besides the inbox, which always is."""

    template_name = "portal/preferences.html"
    request: UserRequest

    def get(self, request: UserRequest) -> HttpResponse:
        wish = services.wish_of(request.user)
        return self.show(form=PreferenceForm(initial={"mail": wish.mail, "by_sms": wish.by_sms}))

    def post(self, request: UserRequest) -> HttpResponse:
        form = PreferenceForm(request.POST)
        if not form.is_valid():
            return self.show(form=form, status=400)
        services.prefer(request.user, mail=form.cleaned_data["mail"], by_sms=form.cleaned_data["by_sms"])
        messages.success(request, _("通知方式已保存。"))
        return redirect("preferences")
