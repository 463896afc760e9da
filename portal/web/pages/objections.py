"""Objections to announcements: lodged and followed by anyone, decided by the officials of the region."""

import uuid
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.accounts.http import UserRequest
from portal.announcements.models import Announcement, PublicObjection
from portal.announcements.rules import OBJECTING
from portal.announcements.services import objections
from portal.announcements.services.objections import Words
from portal.announcements.states import OFFICIALS
from portal.errors import Refused
from portal.law import Objection
from portal.web import carried
from portal.web.views import ScopedView, VisitorView
from portal.workflow import engine

HOUR: Final = 3600
LODGED_AN_HOUR: Final = 10


class ObjectionForm(forms.Form):
    """What the objector fills in; whether it suffices, the rules say."""

    request_key = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label=_("事实和理由"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("请写明公告中哪一项与事实不符、您知道的事实。公开答复时只公开要点，不公开原文。"),
    )
    is_anonymous = forms.BooleanField(label=_("匿名提出"), required=False)
    name = forms.CharField(
        label=_("姓名"), required=False, max_length=60, help_text=_("加密保存，只供受理机关核实情况")
    )
    phone = forms.CharField(label=_("联系电话"), required=False, max_length=30)


class ObjectTo(VisitorView):
    """The form against one announcement."""

    model = Announcement
    template_name = "portal/objection_form.html"

    def get_object(self) -> Announcement:
        found = self.rows().select_related("region").at(self.kwargs["key"]).first()
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        announcement = self.get_object()
        form = ObjectionForm(initial={"request_key": uuid.uuid4().hex})
        is_open = announcement.is_open_to_objection(timezone.localdate())
        return self.show(announcement=announcement, form=form, is_open=is_open)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        announcement = self.get_object()
        form = ObjectionForm(request.POST)
        if not form.is_valid():
            return self.show(announcement=announcement, form=form, is_open=True, status=422)
        _refuse_flood(request, announcement)
        lodged = objections.lodge(
            announcement,
            Words(**form.cleaned_data),
            on=timezone.localdate(),
            evidence=request.FILES.getlist("evidence"),
        )
        request.session["objection"] = [lodged.number, lodged.code]
        return redirect("objection-receipt")


class ObjectionReceipt(VisitorView):
    """The receipt number and query code, shown to the one who lodged it, in the same session."""

    model = PublicObjection
    template_name = "portal/objection_receipt.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        if "objection" not in request.session:
            return redirect("objection-status")
        number, code = request.session["objection"]
        return self.show(number=number, code=code)


class ObjectionStatus(VisitorView):
    """Where an objector follows the objection, by receipt number and query code."""

    model = PublicObjection
    template_name = "portal/objection_status.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest) -> HttpResponse:
        number, code = request.POST.get("number", ""), request.POST.get("code", "")
        found = objections.find_for_objector(number, code)
        return self.show(found=found, is_unknown=found is None, number=number, status=200 if found else 404)


class ObjectionPage(ScopedView):
    """An objection on the desk of the region's officials."""

    model = PublicObjection
    template_name = "portal/objection.html"
    roles = frozenset(OFFICIALS)

    def rows(self) -> Any:
        return super().rows().select_related("announcement__document", "region")

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        return self._answer()

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        objection = self.get_object()
        facts: dict[str, Any] = {"by": request.user, "on": timezone.localdate(), "version": carried.version(request)}
        move = request.POST.get("move")
        if move == "accept":
            objections.accept(objection, **facts)
        elif move == "decline":
            objections.decline(objection, reason=request.POST.get("reason", ""), **facts)
        elif move == "answer":
            objections.answer(
                objection,
                gist=request.POST.get("gist", ""),
                text=request.POST.get("text", ""),
                is_upheld=request.POST.get("is_upheld") == "yes",
                **facts,
            )
        elif move == "read":
            name, phone = objections.read_objector(objection, by=request.user, purpose=gettext("核实异议"))
            return self._answer(objector={"name": name, "phone": phone})
        else:
            raise Http404
        messages.success(request, gettext("已办理：%(state)s") % {"state": gettext(objection.state_label)})
        return redirect("objection", number=number)

    def _answer(self, **more: Any) -> HttpResponse:
        objection = self.get_object()
        return self.show(
            objection=objection,
            announcement=objection.announcement,
            evidence=list(objection.evidence.all()),
            moves={step.name: step for step in engine.open_to(self.request.user, objection, on=timezone.localdate())},
            steps=objections.timeline(objection),
            entry=objections.docket_entry(objection, self.request.user),
            **more,
        )


def _refuse_flood(request: HttpRequest, announcement: Announcement) -> None:
    """No address lodges more than a handful an hour against one announcement: the form is open to all, files too."""
    key = f"objections:{announcement.pk}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, HOUR)
    if cache.incr(key) > LODGED_AN_HOUR:
        raise Refused(Objection(_("提交过于频繁，请一小时后再试"), OBJECTING))
