"""The letter of authorisation that goes with a request to act for an organisation."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts import reading
from portal.accounts.http import UserRequest
from portal.accounts.models import Registration
from portal.accounts.services import registrations
from portal.attachments import store
from portal.errors import Refused
from portal.web.views import Page

PURPOSE = "accounts.letter"


class LetterForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("授权书"),
        help_text=_("加盖单位公章的授权书扫描件，PDF 或者图片。"),
        widget=forms.ClearableFileInput({"class": "form-control", "accept": ".pdf,.png,.jpg,.jpeg"}),
    )


class Letter(Page):
    """Hand in the letter, or another one, while nobody has decided."""

    template_name = "portal/registration_letter.html"
    request: UserRequest

    def get(self, request: UserRequest, pk: int) -> HttpResponse:
        return self.show(registration=self.registration(), form=LetterForm())

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        registration, form = self.registration(), LetterForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(registration=registration, form=form, status=400)
        try:
            self.hand_in(registration, form)
        except Refused as refused:
            for objection in refused.objections:
                form.add_error("file", str(objection))
            return self.show(registration=registration, form=form, status=409)
        messages.success(request, _("授权书已上传，等待核验。"))
        return redirect("accounts:registration-list")

    def registration(self) -> Registration:
        """My own request that waits, or 404."""
        found = reading.letter_awaited(self.request.user, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    @transaction.atomic
    def hand_in(self, registration: Registration, form: LetterForm) -> None:
        """Keep the file, open to the officials of the region and to the organisation's own administrator."""
        kept = store.keep(
            form.cleaned_data["file"],
            by=self.request.user,
            organisation=registration.organisation,
            region=registration.region,
            purpose=PURPOSE,
            on=timezone.localdate(),
        )
        registrations.present_letter(registration, str(kept.key), by=self.request.user)
