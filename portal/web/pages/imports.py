"""The way in for a declared spreadsheet: its template, and the file that comes back."""

from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.accounts.http import UserRequest
from portal.exchange import declarations, imports
from portal.exchange.declarations import Spreadsheet
from portal.exchange.exports import CONTENT_TYPES, Format, attachment
from portal.exchange.inspection import LARGEST_FILE, NotAWorkbook
from portal.exchange.templates import template
from portal.web.views import Page

UNREADABLE = 422


def spreadsheet_for(request: UserRequest, code: str) -> Spreadsheet:
    """The spreadsheet, for those who may send it in; to others it does not exist."""
    try:
        spreadsheet = declarations.find(code)
    except LookupError as missing:
        raise Http404 from missing
    if not spreadsheet.roles or not request.user.holds(*spreadsheet.roles):
        raise Http404
    return spreadsheet


class ImportPage(Page):
    """What the file must hold, the template, and the place to drop the file."""

    template_name = "portal/import.html"

    def get(self, request: UserRequest, code: str) -> HttpResponse:
        return self.show(spreadsheet=spreadsheet_for(request, code), most=LARGEST_FILE // 2**20, problem="")

    def post(self, request: UserRequest, code: str) -> HttpResponse:
        spreadsheet, upload = spreadsheet_for(request, code), request.FILES.get("file")
        problem = _("请选择文件")
        if upload is not None:
            try:
                key = request.POST.get("once") or uuid4().hex
                return redirect("job", uuid=imports.start_once(key, spreadsheet, upload, by=request.user))
            except NotAWorkbook as refused:
                problem = refused.message
        return self.show(spreadsheet=spreadsheet, most=LARGEST_FILE // 2**20, problem=problem, status=UNREADABLE)


class TemplateFile(Page):
    """The template to fill in."""

    def get(self, request: UserRequest, code: str) -> HttpResponse:
        spreadsheet = spreadsheet_for(request, code)
        response = HttpResponse(template(spreadsheet), content_type=CONTENT_TYPES[Format.XLSX])
        response.headers["Content-Disposition"] = attachment(f"{spreadsheet.title}-{spreadsheet.version}.xlsx")
        return response
