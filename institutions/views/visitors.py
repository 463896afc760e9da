"""Pages for anyone: the register of institutions, and one qualification."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.filters import RegisterFilter
from institutions.models import Qualification
from institutions.querysets import qualifications
from portal.exchange.lists import ExportColumn
from portal.exchange.sources import Label, StateLabel, Twin
from portal.web.listing import Sort, VisitorList
from portal.web.views import VisitorView


def businesses(row: Qualification) -> str:
    """What the qualification covers now, as the page lists it."""
    return "；".join(str(scope.business) for scope in row.scopes.all() if not scope.until)


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
    export_columns = (
        ExportColumn(_("资质编号"), "number", width=24),
        ExportColumn(_("机构"), "organisation.name", key="organisation", width=36),
        ExportColumn(_("统一社会信用代码"), "organisation.code", key="organisation_code", width=22),
        ExportColumn(_("审查机关地区"), "region.name", key="region"),
        ExportColumn(_("机构类别"), Label("kind"), key="kind"),
        ExportColumn(_("业务范围"), Twin(businesses, qualifications.businesses_named), key="businesses", width=48),
        ExportColumn(_("有效期至"), "valid_to", width=12),
        ExportColumn(_("状态"), StateLabel(), key="state", width=12),
    )

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
