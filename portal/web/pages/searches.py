"""My saved searches: keep the list as it stands, or forget one."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.accounts.http import UserRequest
from portal.web import searches
from portal.web.models import SavedSearch
from portal.web.views import ScopedView


class SearchForm(forms.Form):
    title = forms.CharField(max_length=40)
    path = forms.CharField(max_length=200)
    query = forms.CharField(max_length=searches.LONGEST_QUERY, required=False)


class SaveSearch(ScopedView):
    """Keep a list under a name, and go back to it."""

    model = SavedSearch

    def post(self, request: UserRequest) -> HttpResponse:
        form = SearchForm(request.POST)
        if not form.is_valid() or not searches.is_keepable(form.cleaned_data["path"], form.cleaned_data["query"]):
            messages.error(request, _("这些条件不能保存：名称不得为空，条件不得过长。"))
            return redirect("desk")
        saved = searches.keep(request.user, **form.cleaned_data)
        messages.success(request, _("已保存查询“%(title)s”。") % {"title": saved.title})
        return redirect(saved.address)


class ForgetSearch(ScopedView):
    """Forget one of mine."""

    model = SavedSearch
    lookup = "pk"

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        saved = self.get_object()
        searches.forget(saved)
        messages.success(request, _("已删除查询“%(title)s”。") % {"title": saved.title})
        return redirect(saved.path)
