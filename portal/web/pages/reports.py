"""Reports that were produced: the list, one of them with chart, table and definitions, its files."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import mark_safe

from portal.accounts.http import UserRequest
from portal.reports import declarations, figures, services
from portal.reports.models import ReportRun
from portal.web.listing import Keyset, Sort
from portal.web.views import ScopedView

NEWEST = Sort("new", "", "start", descending=True)
ENDINGS = {"xlsx": "xlsx", "pdf": "pdf"}


class ReportsPage(ScopedView):
    """Every report of my region and below, newest first."""

    model = ReportRun
    roles = declarations.OFFICERS
    template_name = "portal/reports/list.html"

    def rows(self) -> Any:
        return super().rows().select_related("region").defer("rows")

    def get(self, request: UserRequest) -> HttpResponse:
        page = Keyset(self.rows(), NEWEST, 30, request.GET.get("after", ""))
        return self.show(page=page, rows=page.rows, query="")


class ReportPage(ScopedView):
    """One report as it was produced; POST says whether I want to be told of the next ones."""

    model = ReportRun
    roles = declarations.OFFICERS
    lookup = "uuid"
    template_name = "portal/reports/run.html"

    def rows(self) -> Any:
        return super().rows().select_related("region")

    def get(self, request: UserRequest, uuid: str) -> HttpResponse:
        run = self.get_object()
        report = _declared(run)
        return self.show(
            run=run,
            report=report,
            title=run.title,
            table=figures.table(report, run.rows),
            chart=mark_safe(figures.chart(report, run.rows, run.title)),
            is_told=services.is_told(request.user, report, run.region),
        )

    def post(self, request: UserRequest, uuid: str) -> HttpResponse:
        run = self.get_object()
        services.subscribe(request.user, _declared(run), run.region, is_wanted=request.POST.get("wanted") == "yes")
        return redirect("report", uuid=run.uuid)


class ReportFile(ScopedView):
    """A report as workbook or paper."""

    model = ReportRun
    roles = declarations.OFFICERS
    lookup = "uuid"

    def get(self, _request: UserRequest, uuid: str, ending: str) -> FileResponse:
        run = self.get_object()
        file = getattr(run, ENDINGS[ending]) if ending in ENDINGS else None
        if not file:
            raise Http404
        return FileResponse(file.open("rb"), as_attachment=True, filename=f"{run.title}.{ending}")


def _declared(run: ReportRun) -> declarations.Report:
    try:
        return declarations.find(run.report)
    except LookupError as missing:
        raise Http404 from missing
