"""Many announcements' files at once, for the officials of their region."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.accounts.models import User
from portal.announcements.models import Announcement
from portal.regions import table
from portal.regions.models import Region
from portal.web import bundles, territory
from portal.web.bundles import Wish
from portal.web.views import ScopedView


class BundleForm(forms.Form):
    """A region of mine or below, and the days."""

    region = forms.CharField(
        label=_("地区（区划代码）"),
        help_text=_("含下级地区"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6"}),
    )
    start = forms.DateField(label=_("发布日期自"), widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("发布日期至"), widget=forms.DateInput(attrs={"type": "date"}))
    as_archive = forms.BooleanField(label=_("完成后打包下载（ZIP）"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_region(self) -> Region:
        """A region outside one's own is as unknown as one that does not exist."""
        found = table.named([self.cleaned_data["region"]])
        if not found or not territory.covers(self.user, found[0]):
            raise forms.ValidationError(_("本机关没有这个地区。"), code="unknown")
        return found[0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("start") and given.get("end") and given["end"] < given["start"]:
            self.add_error("end", _("截止日期不得早于起始日期"))
        return given


class Bundles(ScopedView):
    """Count the announcements of a period and those without a file; POST has a worker make the files."""

    model = Announcement
    roles = REGIONAL
    template_name = "portal/bundles.html"

    def get(self, request: UserRequest) -> HttpResponse:
        form = BundleForm(request.GET if "region" in request.GET else self._usual(), user=request.user)
        return self._page(form, status=200 if form.is_valid() else 422)

    def post(self, request: UserRequest) -> HttpResponse:
        form = BundleForm(request.POST, user=request.user)
        if not form.is_valid():
            return self._page(form, status=422)
        return redirect("job", uuid=bundles.start(Wish(**form.cleaned_data), by=request.user).uuid)

    def _usual(self) -> dict[str, Any]:
        """One's own region, this month so far."""
        today = timezone.localdate()
        region = territory.widest(self.request.user)
        return {"region": region, "start": today.replace(day=1), "end": today, "as_archive": True}

    def _page(self, form: BundleForm, status: int) -> HttpResponse:
        found: dict[str, Any] = {}
        if form.is_valid():
            rows = Wish(**form.cleaned_data).rows(self.request.user)
            found = {"total": rows.count(), "missing": rows.unrendered().count()}
        return self.show(form=form, most=bundles.MOST, status=status, **found)
