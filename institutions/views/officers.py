"""Pages for the authority: one way to make any move, with its legal basis and what it causes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from institutions.forms import Convene, Draft, Note, ReasonRows, SiteVisit
from institutions.models import Filing, PanelSeat
from institutions.services import assessments, decisions, filings, reviews
from institutions.services.filings import Reason
from portal.accounts.http import UserRequest
from portal.errors import Refused
from portal.web import carried
from portal.web.rendering import render
from portal.web.views import ScopedView
from portal.workflow import engine, receipts


@dataclass(frozen=True)
class Deed:
    """How a move is made: the service, the form it needs, whether it lists items, and how the input becomes facts."""

    service: Callable[..., Any]
    form: type[forms.Form] | None = None
    items: str = ""
    facts: Callable[[dict[str, Any]], dict[str, Any]] = dict


def words(cleaned: dict[str, Any]) -> dict[str, Any]:
    """A list typed with separators becomes a list."""
    listed = [word.strip() for word in cleaned["specialties"].replace("，", "、").split("、") if word.strip()]
    return {"size": cleaned["size"] or 0, "specialties": listed}


DEEDS = {
    "accept": Deed(filings.accept),
    "require_correction": Deed(filings.require_correction, items="items"),
    "refuse_acceptance": Deed(filings.refuse_acceptance, items="reasons"),
    "begin_review": Deed(reviews.begin),
    "convene": Deed(reviews.convene, Convene, facts=words),
    "conclude": Deed(reviews.conclude, Note, facts=lambda given: {"conclusion": given["note"]}),
    "go_to_site": Deed(reviews.go_to_site, Note, facts=lambda given: {"reason": given["note"]}),
    "skip_site": Deed(reviews.skip_site),
    "record_site_check": Deed(
        reviews.record_site_check, SiteVisit, facts=lambda given: {**given, "persons": given["persons"].splitlines()}
    ),
    "draft": Deed(decisions.draft, Draft, items="reasons"),
    "review": Deed(decisions.review),
    "send_back": Deed(decisions.send_back, Note, facts=lambda given: {"reason": given["note"]}),
    "approve": Deed(decisions.approve),
    "reject": Deed(decisions.reject),
    "return": Deed(decisions.send_back, Note, facts=lambda given: {"reason": given["note"]}),
    "certify": Deed(decisions.certify),
    "withdraw": Deed(filings.withdraw, Note, facts=lambda given: {"reason": given["note"]}),
}


class MakeMove(ScopedView):
    """Make one move on an application, or show the form it needs first."""

    model = Filing
    template_name = "institutions/filing_move.html"

    def rows(self) -> Any:
        return super().rows().with_organisation()

    def get(self, request: UserRequest, number: str, move: str) -> HttpResponse:
        filing, deed = self.get_object(), self.deed()
        if deed.items and "suggested" in request.GET:
            items = ReasonRows(prefix="items", initial=suggested(filing))
            return render(request, "institutions/_items.html", {"items": items})
        return self.page(filing, deed)

    def post(self, request: UserRequest, number: str, move: str) -> HttpResponse:
        filing, deed = self.get_object(), self.deed()
        form = deed.form(request.POST) if deed.form else None
        items = ReasonRows(request.POST, prefix="items") if deed.items else None
        if (form and not form.is_valid()) or (items is not None and not items.is_valid()):
            return self.page(filing, deed, form=form, items=items, status=400)
        facts = deed.facts(form.cleaned_data) if form else {}
        if items is not None:
            facts[deed.items] = reasons_of(items)
        try:
            with receipts.once(
                request.POST.get("once") or uuid4().hex, f"institutions.{move}", request.user
            ) as receipt:
                if not receipt.result:
                    deed.service(
                        filing,
                        **facts,
                        by=request.user,
                        on=timezone.localdate(),
                        version=carried.version(request) or filing.version,
                    )
                    receipt.result = filing.number
        except Refused as refused:
            if form is None and items is None:
                raise
            return self.page(filing, deed, form=form, items=items, objections=refused.objections, status=409)
        return redirect("institutions:filing", filing.number)

    def deed(self) -> Deed:
        """The deed the address names."""
        if self.kwargs["move"] not in DEEDS:
            raise Http404
        return DEEDS[self.kwargs["move"]]

    def page(
        self,
        filing: Filing,
        deed: Deed,
        *,
        form: Any = None,
        items: Any = None,
        objections: Any = (),
        status: int = 200,
    ) -> HttpResponse:
        moves = engine.open_to(self.request.user, filing, on=timezone.localdate())
        move = next((one for one in moves if one.name == self.kwargs["move"]), None)
        if move is None and not objections:
            raise Http404
        if deed.items and items is None:
            items = ReasonRows(prefix="items")
        return self.show(
            filing=filing,
            move=move or filing.machine[self.kwargs["move"]],
            form=form if form is not None else (deed.form() if deed.form else None),
            items=items,
            objections=objections,
            status=status,
        )


def reasons_of(items: Any) -> list[Reason]:
    """The rows that say something."""
    rows = [row.cleaned_data for row in items.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
    return [
        Reason(section=row.get("section", ""), text=row["text"].strip(), basis=row.get("basis", "").strip())
        for row in rows
        if row.get("text", "").strip()
    ]


def suggested(filing: Filing) -> list[dict[str, str]]:
    """What the checklist finds missing, as a first list for the officer to edit."""
    return [
        {
            "section": condition.section,
            "text": _("%(name)s：要求%(required)s，现有%(found)s")
            % {"name": condition.name, "required": condition.required, "found": condition.found},
            "basis": str(condition.basis),
        }
        for condition in assessments.conditions_of(filing, on=timezone.localdate())
        if not condition.is_met or condition.missing
    ]


class ReplaceExpert(ScopedView):
    """Draw another expert for a seat whose holder declared a conflict or is prevented."""

    model = PanelSeat
    lookup = "pk"

    def rows(self) -> Any:
        return super().rows().filter(panel__filing__number=self.kwargs["number"])

    def post(self, request: UserRequest, number: str, pk: int) -> HttpResponse:
        reviews.replace(self.get_object(), by=request.user, on=timezone.localdate())
        return redirect("institutions:filing", number)


class Extend(ScopedView):
    """Extend the time to decide, once, with the reason the applicant is told."""

    model = Filing

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        filing = self.get_object()
        decisions.extend(filing, reason=request.POST.get("note", ""), by=request.user, on=timezone.localdate())
        return redirect("institutions:filing", filing.number)
