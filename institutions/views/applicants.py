"""Pages for institutions: start an application, fill it in, hand it in."""

import uuid
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.filters import FilingFilter
from institutions.forms import Start, Upload, Workbook
from institutions.models import Filing
from institutions.models.choices import Item, Section
from institutions.services import assessments, drafts, filings
from institutions.states import EDITABLE
from institutions.views.section_forms import content_of, errors_of, form_for, parts_of
from portal.access import Role
from portal.accounts.http import UserRequest
from portal.attachments import store
from portal.errors import Refused, Stale
from portal.exchange import declarations, imports
from portal.exchange.exports import CONTENT_TYPES, Format, attachment
from portal.exchange.inspection import NotAWorkbook
from portal.exchange.lists import ExportColumn
from portal.exchange.sources import Label, StateLabel
from portal.exchange.templates import template
from portal.law import Objection
from portal.parties.models import Organisation
from portal.web import carried
from portal.web.listing import ScopedList, Sort
from portal.web.views import ScopedView

APPLICANTS = frozenset({Role.APPLICANT})
#: The workbook is declared in this chapter's exchange and found by its code.
WORKBOOK = "institution-filing"


class MyFilings(ScopedList):
    """Every application of my organisation, newest first."""

    model = Filing
    template_name = "institutions/filing_list.html"
    partial_name = "institutions/_filing_rows.html"
    filterset_class = FilingFilter
    facets = ("kind", "state")
    sorts = (
        Sort("new", _("最近建立"), "pk", descending=True),
        Sort("submitted", _("最近提交"), "submitted_on", descending=True),
        Sort("moved", _("最近变动"), "state_since", descending=True),
    )
    title = _("我的申请")
    export_columns = (
        ExportColumn(_("申请编号"), "number"),
        ExportColumn(_("申请单位"), "organisation.name", key="organisation", width=36),
        ExportColumn(_("机构类别"), Label("kind"), key="kind"),
        ExportColumn(_("申请类型"), Label("type"), key="type"),
        ExportColumn(_("状态"), StateLabel(), key="state"),
        ExportColumn(_("提交日期"), "submitted_on", width=12),
        ExportColumn(_("受理日期"), "accepted_on", width=12),
        ExportColumn(_("决定日期"), "decided_on", width=12),
    )
    roles = APPLICANTS

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.with_organisation()


class StartFiling(ScopedView):
    """Choose what to apply for; the draft opens filled in from the registers."""

    model = Filing
    template_name = "institutions/filing_start.html"
    roles = APPLICANTS

    def get(self, request: UserRequest) -> HttpResponse:
        return self.show(form=Start(initial={"kind": "evaluation", "type": "initial"}), organisation=self.mine())

    def post(self, request: UserRequest) -> HttpResponse:
        form = Start(request.POST)
        if not form.is_valid():
            return self.show(form=form, organisation=self.mine(), status=400)
        chosen = form.cleaned_data
        filing = filings.start(self.mine(), chosen["kind"], chosen["type"], by=request.user, on=timezone.localdate())
        return redirect("institutions:filing-draft", filing.number)

    def mine(self) -> Organisation:
        """The organisation this person files for."""
        organisation = filings.applicant_of(self.request.user)
        if organisation is None:
            raise Http404
        return organisation


class DraftView(ScopedView):
    """The base of the pages of an application that may still be written in."""

    model = Filing
    roles = APPLICANTS

    def rows(self) -> Any:
        return super().rows().with_organisation().filter(state__in=EDITABLE)

    def section(self) -> str:
        """The part the address names; one the type of application does not have is 404."""
        section = self.kwargs.get("section", "")
        if section not in {str(part) for part in parts_of(self.filing)}:
            raise Http404
        return section

    @property
    def filing(self) -> Filing:
        if not hasattr(self, "_filing"):
            self._filing = self.get_object()
        return self._filing


class Draft(DraftView):
    """The way into a draft: its first section."""

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        return redirect("institutions:filing-section", number, parts_of(self.filing)[0])


class EditSection(DraftView):
    """One section: its form, the others beside it, and the checklist that counts along."""

    template_name = "institutions/filing_section.html"

    def get(self, request: UserRequest, number: str, section: str) -> HttpResponse:
        return self.page(None, {})

    def post(self, request: UserRequest, number: str, section: str) -> HttpResponse:
        """Save; asked by autosave it answers in JSON, else it goes on to the next section."""
        section = self.section()
        if section == Section.EVIDENCE:
            raise Http404  # files come in at addresses of their own
        form = self.form(request.POST)
        objections: tuple[Any, ...] = ()
        is_autosave = request.headers.get("X-Autosave") == "1"
        if form.is_valid():
            try:
                save = drafts.save_section(
                    self.filing,
                    section,
                    content_of(section, form),
                    version=carried.version(request) or 0,
                    by=request.user,
                    on=timezone.localdate(),
                )
            except Refused as refused:
                objections = refused.objections
            except Stale as stale:
                if not is_autosave:
                    raise
                return JsonResponse({"changes": stale.changes, "version": stale.found}, status=409)
            else:
                if is_autosave:
                    saved = timezone.localtime(save.at)
                    return JsonResponse({"saved": f"{saved:%H:%M}", "version": save.version})
                return redirect(self.onward(section))
        errors = errors_of(section, form, objections)
        return JsonResponse({"errors": errors}, status=400) if is_autosave else self.page(form, errors, status=400)

    def form(self, data: Any) -> Any:
        filing, section = self.filing, self.section()
        if section == Section.EVIDENCE:
            return None
        saved = self.saves.get(section)
        businesses = drafts.businesses_for(filing, on=timezone.localdate()) if section == Section.SCOPES else []
        letters = filing.evidence_set.filter(item=Item.COMMITMENT).select_related("attachment")
        files = [
            (str(row.attachment.key), row.attachment.name) for row in (letters if section == Section.COMMITMENT else [])
        ]
        return form_for(section, saved.data if saved else None, data, businesses=businesses, files=files)

    @property
    def saves(self) -> dict[str, Any]:
        if not hasattr(self, "_saves"):
            self._saves = drafts.versions(self.filing)
        return self._saves

    def page(self, form: Any, errors: dict[str, list[str]], status: int = 200) -> HttpResponse:
        filing, section = self.filing, self.section()
        save = self.saves.get(section)
        return self.show(
            filing=filing,
            section=section,
            section_label=Section(section).label,
            is_rows=section in ("posts", "professionals", "equipment", "premises", "shareholders"),
            form=form if form is not None else self.form(None),
            errors=errors,
            version=save.version if save else 0,
            saved_at=save.at if save else None,
            steps=steps(filing, self.saves, section),
            corrections=filing.correctionitem_set.filter(resolved_on=None),
            status=status,
            **self.of_evidence(section),
        )

    def of_evidence(self, section: str) -> dict[str, Any]:
        if section != Section.EVIDENCE:
            return {}
        rows = self.filing.evidence_set.select_related("attachment")
        return {"upload": Upload(), "evidence": rows}

    def onward(self, section: str) -> str:
        parts = [str(part) for part in parts_of(self.filing)]
        following = parts[parts.index(section) + 1 :]
        if following:
            return reverse("institutions:filing-section", args=[self.filing.number, following[0]])
        return reverse("institutions:filing-review", args=[self.filing.number])


def steps(filing: Filing, saves: dict[str, Any], here: str) -> list[dict[str, Any]]:
    """The sections as a list of steps, each with when it was saved."""
    return [
        {
            "label": part.label,
            "url": reverse("institutions:filing-section", args=[filing.number, part]),
            "saved_at": saves[part].at if part in saves else None,
            "is_here": part == here,
        }
        for part in parts_of(filing)
    ]


class AddEvidence(DraftView):
    """Take in one file, checked for what it is, and note what it proves."""

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        filing, today = self.filing, timezone.localdate()
        form = Upload(request.POST, request.FILES)
        if not form.is_valid():
            for name, errors in form.errors.items():
                messages.error(
                    request, _("%(label)s：%(value)s") % {"label": form.fields[name].label, "value": errors[0]}
                )
            return redirect("institutions:filing-section", number, Section.EVIDENCE)
        given = form.cleaned_data
        attachment = store.keep(
            given["file"],
            by=request.user,
            organisation=filing.organisation,
            purpose=f"institutions.{given['item']}",
            on=today,
        )
        drafts.add_evidence(filing, given["item"], attachment, note=given["note"], by=request.user, on=today)
        return redirect("institutions:filing-section", number, Section.EVIDENCE)


class RemoveEvidence(DraftView):
    """Take a file off the list; the file itself stays in the store."""

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        item, key = request.POST.get("item", ""), request.POST.get("attachment", "")
        drafts.remove_evidence(self.filing, item, key, by=request.user, on=timezone.localdate())
        return redirect("institutions:filing-section", number, Section.EVIDENCE)


def placed(objection: Objection, filing: Filing) -> dict[str, Any]:
    """An objection with the part of the draft where it can be mended, if there is one."""
    part = objection.field.partition(".")[0]
    has_part = part in {str(section) for section in parts_of(filing)}
    return {
        **vars(objection),
        "url": reverse("institutions:filing-section", args=[filing.number, part]) if has_part else "",
    }


class ReviewDraft(DraftView):
    """The whole application as it will be read, everything that speaks against it, and the button."""

    template_name = "institutions/filing_review.html"

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        filing = self.filing
        objections, warnings = assessments.verdict_on(filing, on=timezone.localdate())
        return self.show(
            filing=filing,
            steps=steps(filing, drafts.versions(filing), "review"),
            objections=[placed(objection, filing) for objection in objections],
            warnings=warnings,
            once=uuid.uuid4().hex,
        )


class Submit(ScopedView):
    """Hand it in; a second click finds the receipt of the first."""

    model = Filing
    roles = APPLICANTS

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        filing = filings.submit_once(
            self.get_object(),
            key=request.POST.get("once") or uuid.uuid4().hex,
            by=request.user,
            on=timezone.localdate(),
        )
        return redirect("institutions:filing", filing.number)


class ImportWorkbook(DraftView):
    """Fill the whole draft from a workbook: read as a job, every error by sheet and cell, all or nothing."""

    template_name = "institutions/filing_import.html"

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        return self.show(filing=self.filing, form=Workbook(), problem="")

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        filing, form = self.filing, Workbook(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(filing=filing, form=form, problem="", status=400)
        try:
            job = imports.start_once(
                request.POST.get("once") or uuid.uuid4().hex,
                declarations.find(WORKBOOK),
                form.cleaned_data["file"],
                by=request.user,
                context={"filing": filing.number},
            )
        except NotAWorkbook as refused:
            return self.show(filing=filing, form=form, problem=refused.message, status=422)
        return redirect("job", job)


class WorkbookTemplate(DraftView):
    """The template of the workbook, with its version, notes and drop-downs."""

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        filing, spreadsheet = self.filing, declarations.find(WORKBOOK)
        response = HttpResponse(template(spreadsheet), content_type=CONTENT_TYPES[Format.XLSX])
        response["Content-Disposition"] = attachment(f"{spreadsheet.title}-{filing.number}-{spreadsheet.version}.xlsx")
        return response
