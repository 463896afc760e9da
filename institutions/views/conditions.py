"""Pages on condition keep-up: what the sweep found, and what is asked of one qualification and counted today."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.filters import FindingFilter
from institutions.models import ConditionFinding, Qualification
from institutions.rules import sources
from institutions.services import keeping
from portal.access import Role
from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.exchange.lists import ExportColumn
from portal.web.listing import ScopedList, Sort
from portal.web.views import ScopedView


class Findings(ScopedList):
    """Every condition the sweep found not kept up, the soonest to be put right first."""

    model = ConditionFinding
    template_name = "institutions/finding_list.html"
    partial_name = "institutions/_finding_rows.html"
    filterset_class = FindingFilter
    facets = ("kind",)
    sorts = (
        Sort("due", _("整改期限"), "rectify_by"),
        Sort("new", _("最近发现"), "opened_on", descending=True),
    )
    roles = frozenset({*REGIONAL, Role.APPLICANT, Role.ORGANISATION_ADMIN})
    title = _("条件保持")
    export_columns = (
        ExportColumn(_("资质编号"), "qualification.number", key="number", width=24),
        ExportColumn(_("机构"), "qualification.organisation.name", key="organisation", width=36),
        ExportColumn(_("条件"), "name", width=36),
        ExportColumn(_("要求"), "required", width=28),
        ExportColumn(_("现有"), "found", width=28),
        ExportColumn(_("依据"), "basis", width=40),
        ExportColumn(_("发现日期"), "opened_on", width=12),
        ExportColumn(_("整改期限"), "rectify_by", width=12),
        ExportColumn(_("终结日期"), "ended_on", width=12),
    )

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.for_list()

    def extra(self) -> dict[str, Any]:
        return {"today": timezone.localdate()}


class QualificationConditions(ScopedView):
    """Each condition of one qualification: its figure, what was counted today and who was not, and the clause."""

    model = Qualification
    template_name = "institutions/qualification_conditions.html"

    def rows(self) -> Any:
        return super().rows().select_related("organisation", "region")

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        row, today = self.get_object(), timezone.localdate()
        weighed = keeping.explain(row, on=today)
        return self.show(
            qualification=row,
            conditions=[{"condition": one, "missing": ()} for one in weighed],
            met=sum(one.is_met for one in weighed),
            findings=keeping.standing_of(row),
            basis=sources.KEEP_UP,
            today=today,
        )
