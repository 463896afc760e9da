"""Pages for anyone: the register of institutions, and one qualification."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.filters import RegisterFilter
from institutions.models import Qualification
from portal.web.listing import Sort, VisitorList
from portal.web.views import VisitorView


class Register(VisitorList):
    """Every institution found fit and announced, also those whose qualification has ended."""

    model = Qualification
    template_name = "institutions/register.html"
    partial_name = "institutions/_register_rows.html"
    filterset_class = RegisterFilter
    facets = ("kind", "state")
    sorts = (
        Sort("new", _("最近取得"), "granted_on", descending=True),
        Sort("ending", _("即将到期"), "valid_to"),
        Sort("number", _("资质编号"), "number"),
    )
    title = _("技术服务机构名录")

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.select_related("organisation", "region").prefetch_related("scopes__business")

    def extra(self) -> dict[str, Any]:
        return {"today": timezone.localdate()}


class QualificationPage(VisitorView):
    """One qualification: whether it holds today, for what, and every announcement about it."""

    model = Qualification
    template_name = "institutions/qualification.html"

    def rows(self) -> Any:
        joined = super().rows().select_related("organisation", "region", "announcement", "certificate")
        return joined.prefetch_related("scopes__business")

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        qualification = self.get_object()
        return self.show(qualification=qualification, today=timezone.localdate())
