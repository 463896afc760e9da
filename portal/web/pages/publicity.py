"""Dual publicity for officers: what is due and late, the lists as files, and that the platform has them."""

from typing import Any

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.announcements import fields, publicity, rules
from portal.announcements.models import PublicityItem, PublicityList
from portal.announcements.services import publicity as deeds
from portal.documents.wording import recorded
from portal.exchange import exports
from portal.exchange.exports import Format
from portal.exchange.lists import ExportColumn, ListExport
from portal.web.filters import AnyOf
from portal.web.listing import ScopedList, Sort
from portal.web.pages.desk import soon
from portal.web.views import ScopedView


class PublicityFilter(django_filters.FilterSet):
    """By paper or party, kind, and how far it has got."""

    q = django_filters.CharFilter(label=_("文书号、行政相对人"), method="by_words")
    kind = AnyOf(label=_("类别"), choices=publicity.Kind.choices)
    standing = django_filters.ChoiceFilter(
        label=_("情况"),
        choices=[("untold", _("待报送")), ("late", _("逾期未报送")), ("told", _("已报送"))],
        method="by_standing",
        empty_label=_("全部"),
    )

    class Meta:
        model = PublicityItem
        fields = ["q", "kind", "standing"]

    def by_words(self, rows: Any, _name: str, words: str) -> QuerySet[Any]:
        return rows.saying(words.strip())

    def by_standing(self, rows: Any, _name: str, how: str) -> QuerySet[Any]:
        return {"untold": rows.untold, "told": rows.told, "late": lambda: rows.late(timezone.localdate())}[how]()


class Publicity(ScopedList):
    """Every licence and penalty to be told to the credit platform, the soonest due first, and the latest lists."""

    model = PublicityItem
    template_name = "portal/publicity.html"
    partial_name = "portal/_publicity_rows.html"
    filterset_class = PublicityFilter
    facets = ("kind",)
    sorts = (
        Sort("due", _("公示期限"), "due_on"),
        Sort("new", _("最近决定"), "decided_on", descending=True),
    )
    roles = REGIONAL
    title = _("双公示")

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.for_list()

    def extra(self) -> dict[str, Any]:
        today = timezone.localdate()
        return {
            "today": today,
            "lamps": self.rows().lamps(today, soon(today)),
            "lists": deeds.lists_for(self.request.user)[:20],
            "basis": rules.PUBLISHING,
            "formats": Format.choices,
        }


class ComposeLists(ScopedView):
    """Freeze what waits of my own region into lists now, instead of in the evening."""

    model = PublicityItem
    roles = REGIONAL

    def post(self, request: UserRequest) -> HttpResponse:
        today, made = timezone.localdate(), 0
        regions = {grant.region_code for grant in request.user.grants if grant.region_code and grant.role in REGIONAL}
        for region in deeds.regions_of(regions):
            made += sum(deeds.compose(region, kind, on=today, by=request.user) is not None for kind in publicity.Kind)
        messages.success(request, gettext("已生成 %(made)s 份清单") % {"made": made})
        return redirect("publicity")


class ListFile(ScopedView):
    """A list as a file in one of three formats; the same rows in the platform's columns each time."""

    model = PublicityList
    lookup = "name"
    roles = REGIONAL

    def get(self, request: UserRequest, name: str, ending: str) -> HttpResponseBase:
        row = self.get_object()
        if ending not in Format.values:
            raise Http404
        # The platform's columns are in the platform's words, whatever the reader's interface speaks.
        columns = [
            ExportColumn(recorded(field.label), f"fields.{field.code}", key=field.code)
            for field in fields.SETS[row.kind]
        ]
        how = ExportColumn(recorded(_("报送方式")), lambda item: recorded(item.get_deed_display()), key="deed")
        why = ExportColumn(recorded(_("更正或者撤回的原因")), "reason", key="reason")
        rows = row.items.order_by("pk")
        title = f"{row.name}-{row.edition}"
        export = ListExport("publicity.list", title, (how, *columns, why), lambda _user, _params: rows)
        return exports.respond(export, rows, Format(ending))


class HandOver(ScopedView):
    """Note the platform's receipt of a list."""

    model = PublicityList
    lookup = "name"
    roles = REGIONAL

    def post(self, request: UserRequest, name: str) -> HttpResponse:
        row = self.get_object()
        deeds.hand_over(row, receipt=request.POST.get("receipt", ""), by=request.user, on=timezone.localdate())
        return redirect("publicity")
