"""Pages of a proceeding: the authority opens and moves it, the party reads, speaks and asks to be heard."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.filters import ProceedingFilter
from institutions.forms import HearingRecord, Note, Optional, ProceedingDraft, ReasonRows, Summons
from institutions.forms import OpenProceeding as Opening
from institutions.models import Proceeding, Qualification
from institutions.rules import hearings
from institutions.services import papers, proceedings
from institutions.states import STATE
from institutions.views import showing
from institutions.views.officers import reasons_of
from portal.access import Role
from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.errors import Refused
from portal.web import carried
from portal.web.listing import ScopedList, Sort
from portal.web.timeline import happenings
from portal.web.views import ScopedView
from portal.workdays import terms
from portal.workflow import engine, history, receipts, warrant

OFFICERS: Final = frozenset({Role.OFFICER})


@dataclass(frozen=True)
class Deed:
    """How a move is made: the service, the form it needs, and how the input becomes facts."""

    service: Callable[..., Any]
    form: type[forms.Form] | None = None
    facts: Callable[[dict[str, Any]], dict[str, Any]] = dict


def as_reason(given: dict[str, Any]) -> dict[str, Any]:
    return {"reason": given["note"]}


def as_record(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "attendees": given["attendees"].splitlines()}


DEEDS: Final = {
    "notify": Deed(proceedings.notify),
    "proceed": Deed(proceedings.proceed),
    "ask_hearing": Deed(proceedings.ask_hearing, Optional, as_reason),
    "waive": Deed(proceedings.waive, Optional, as_reason),
    "announce_hearing": Deed(proceedings.announce_hearing, Summons),
    "record_hearing": Deed(proceedings.record_hearing, HearingRecord, as_record),
    "draft": Deed(proceedings.draft, ProceedingDraft),
    "review": Deed(proceedings.review),
    "send_back": Deed(proceedings.send_back, Note, as_reason),
    "return": Deed(proceedings.send_back, Note, as_reason),
    "sign": Deed(proceedings.sign),
    "drop": Deed(proceedings.drop),
}


class Proceedings(ScopedList):
    """The cases of my region, or against my organisation."""

    model = Proceeding
    template_name = "institutions/proceeding_list.html"
    partial_name = "institutions/_proceeding_rows.html"
    filterset_class = ProceedingFilter
    facets = ("measure", "state")
    sorts = (
        Sort("new", _("最近立案"), "pk", descending=True),
        Sort("moved", _("最近变动"), "state_since", descending=True),
    )
    roles = frozenset({*REGIONAL, Role.APPLICANT, Role.ORGANISATION_ADMIN})
    title = _("资质处理案件")

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.for_list()


class OpenProceeding(ScopedView):
    """Open a case against a qualification: the facts, and reasons with their clauses."""

    model = Qualification
    template_name = "institutions/proceeding_open.html"
    roles = OFFICERS

    def rows(self) -> Any:
        return super().rows().select_related("organisation", "region")

    def get(self, request: UserRequest, number: str, measure: str) -> HttpResponse:
        row = self.get_object()
        if self.measure() not in proceedings.measures_for(row, by=request.user, on=timezone.localdate()):
            raise Http404
        return self.page(row, Opening(), ReasonRows(prefix="items"))

    def post(self, request: UserRequest, number: str, measure: str) -> HttpResponse:
        row, form = self.get_object(), Opening(request.POST)
        chosen, items = self.measure(), ReasonRows(request.POST, prefix="items")
        if not form.is_valid() or not items.is_valid():
            return self.page(row, form, items, status=400)
        try:
            with receipts.once(request.POST.get("once") or uuid4().hex, "proceeding.open", request.user) as receipt:
                if not receipt.result:
                    receipt.result = proceedings.start(
                        row,
                        chosen,
                        facts=form.cleaned_data["facts"],
                        reasons=reasons_of(items),
                        by=request.user,
                        on=timezone.localdate(),
                    ).number
        except Refused as refused:
            return self.page(row, form, items, objections=refused.objections, status=409)
        return redirect("institutions:proceeding", receipt.result)

    def measure(self) -> hearings.Measure:
        """The measure the address names."""
        if self.kwargs["measure"] not in set(hearings.Measure):
            raise Http404
        return hearings.Measure(self.kwargs["measure"])

    def page(self, row: Any, form: Any, items: Any, *, objections: Any = (), status: int = 200) -> HttpResponse:
        measure = self.measure()
        return self.show(
            qualification=row,
            move=row.machine[measure],
            guard=hearings.SAFEGUARDS[measure],
            form=form,
            items=items,
            objections=objections,
            status=status,
        )


class ProceedingPage(ScopedView):
    """One case: facts and reasons, what was told and said, the hearing, the decision, and the moves open to me."""

    model = Proceeding
    template_name = "institutions/proceeding.html"

    def rows(self) -> Any:
        return super().rows().for_list()

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        row, user, today = self.get_object(), request.user, timezone.localdate()
        is_official, issued = user.holds(*REGIONAL), papers.papers_of(row, user)
        clocks = list(history.clocks_of(row))
        asking = next((run for run in clocks if run.name == "request" and run.stopped_on is None), None)
        return self.show(
            proceeding=row,
            guard=proceedings.safeguards(row),
            docket=history.docket_row_of(row),
            moves=[move for move in engine.open_to(user, row, on=today) if self.is_offered(row, move.name)],
            may_state=row.state in STATE.sources and not warrant.objections(row.machine, STATE, row, user, on=today),
            asking=asking,
            days_left=terms.between(today, asking.due_on, asking.unit) if asking else None,
            reasons=row.proceedingreason_set.all(),
            statements=row.statement_set.select_related("by"),
            hearing=row.hearing_set.select_related("chair").first(),
            decision=self.decision(row, is_official=is_official),
            papers=issued,
            clocks=clocks,
            timeline=happenings(showing.told(history.steps_of(row), is_official=is_official), issued),
            is_official=is_official,
            show_names=is_official,
            today=today,
        )

    def is_offered(self, row: Proceeding, move: str) -> bool:
        """No button for what the measure rules out: telling where nobody is burdened, hearing where there is none."""
        if move in ("notify", "proceed"):
            return proceedings.must_tell(row) == (move == "notify")
        if move == "ask_hearing":
            return proceedings.safeguards(row).hear is not None
        decision = self.decision(row, is_official=True)
        if move in ("sign", "drop") and decision is not None:
            return (move == "sign") == (decision.verdict == "impose")
        return True

    def decision(self, row: Proceeding, *, is_official: bool) -> Any:
        """The draft, for the authority; the party reads what was signed."""
        found = row.proceedingdecision_set.filter(is_current=True).first()
        return found if found and (is_official or found.decided_on) else None


class MakeStatement(ScopedView):
    """The party speaks for itself."""

    model = Proceeding

    def post(self, request: UserRequest, number: str) -> HttpResponse:
        row = self.get_object()
        key = request.POST.get("once") or uuid4().hex
        with receipts.once(key, "proceeding.state", request.user) as receipt:
            if not receipt.result:
                proceedings.state(row, text=request.POST.get("text", ""), by=request.user, on=timezone.localdate())
                receipt.result = row.number
        return redirect("institutions:proceeding", row.number)


class MoveProceeding(ScopedView):
    """Make one move in a case, or show the form it needs first."""

    model = Proceeding
    template_name = "institutions/proceeding_move.html"

    def rows(self) -> Any:
        return super().rows().for_list()

    def get(self, request: UserRequest, number: str, move: str) -> HttpResponse:
        row, deed = self.get_object(), self.deed()
        return self.page(row, self.form(row, deed))

    def post(self, request: UserRequest, number: str, move: str) -> HttpResponse:
        row, deed = self.get_object(), self.deed()
        form = self.form(row, deed, request.POST)
        if form is not None and not form.is_valid():
            return self.page(row, form, status=400)
        facts = deed.facts(form.cleaned_data) if form is not None else {}
        try:
            with receipts.once(request.POST.get("once") or uuid4().hex, f"proceeding.{move}", request.user) as receipt:
                if not receipt.result:
                    version = carried.version(request) or row.version
                    deed.service(row, **facts, by=request.user, on=timezone.localdate(), version=version)
                    receipt.result = row.number
        except Refused as refused:
            return self.page(row, form, objections=refused.objections, status=409)
        return redirect("institutions:proceeding", row.number)

    def deed(self) -> Deed:
        """The deed the address names."""
        if self.kwargs["move"] not in DEEDS:
            raise Http404
        return DEEDS[self.kwargs["move"]]

    def form(self, row: Proceeding, deed: Deed, data: Any = None) -> Any:
        """The form of the deed; a chair is chosen among the region's officials who did not open the case."""
        if deed.form is None:
            return None
        form = deed.form(data)
        if isinstance(form, Summons):
            officials = proceedings.chairs(row, on=timezone.localdate())
            form.fields["chair"].queryset = officials.exclude(pk__in=[row.opened_by_id, self.request.user.pk])  # type: ignore[attr-defined]
        return form

    def page(self, row: Proceeding, form: Any, *, objections: Any = (), status: int = 200) -> HttpResponse:
        name = self.kwargs["move"]
        moves = engine.open_to(self.request.user, row, on=timezone.localdate())
        if not objections and name not in {move.name for move in moves}:
            raise Http404
        return self.show(proceeding=row, move=row.machine[name], form=form, objections=objections, status=status)
