"""Pages for the authority over the register: who holds what in my region, and what is done about one of them."""

from collections.abc import Callable
from typing import Any, Final
from uuid import uuid4

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from institutions.filters import RegisterFilter
from institutions.forms import Note
from institutions.models import Qualification
from institutions.services import papers, proceedings, qualifications
from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.errors import Refused
from portal.web.listing import ScopedList, Sort
from portal.web.timeline import happenings
from portal.web.views import ScopedView
from portal.workflow import engine, history, receipts

SUPERVISED: Final = ("rectify", "clear")


def deed_for(move: str) -> Callable[..., Any]:
    """The service that makes a move, told the reason; a move nobody makes by hand is 404, a grave one has its road."""
    if move in SUPERVISED:
        return lambda row, **facts: qualifications.supervise(row, move, **facts)
    raise Http404


class Qualifications(ScopedList):
    """The qualifications of my region, with what each facet would leave."""

    model = Qualification
    template_name = "institutions/qualification_list.html"
    partial_name = "institutions/_register_rows.html"
    filterset_class = RegisterFilter
    facets = ("kind", "state")
    sorts = (
        Sort("ending", _("即将到期"), "valid_to"),
        Sort("new", _("最近取得"), "granted_on", descending=True),
    )
    roles = REGIONAL
    title = _("辖区机构")

    def joined(self, rows: Any) -> QuerySet[Any]:
        return rows.select_related("organisation", "region").prefetch_related("scopes__business")

    def extra(self) -> dict[str, Any]:
        return {"today": timezone.localdate(), "row_page": "institutions:qualification-file"}


class QualificationFile(ScopedView):
    """One qualification: what it covers, what was done about it, and what may be done now."""

    model = Qualification
    template_name = "institutions/qualification_file.html"

    def rows(self) -> Any:
        joined = super().rows().select_related("organisation", "region", "announcement", "certificate")
        return joined.prefetch_related("scopes__business")

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        row, is_official, today = self.get_object(), request.user.holds(*REGIONAL), timezone.localdate()
        return self.show(
            qualification=row,
            moves=[move for move in engine.open_to(request.user, row, on=today) if move.name in SUPERVISED],
            measures=[
                (one.value, row.machine[one].label) for one in proceedings.measures_for(row, by=request.user, on=today)
            ],
            proceedings=row.proceedings.order_by("-pk")[:20],
            timeline=happenings(history.steps_of(row), papers.papers_of(row, request.user)),
            filings=row.filings.order_by("-pk")[:20],
            show_names=is_official,
            today=today,
        )


class MoveQualification(ScopedView):
    """Make one move on a qualification; every one is told its reason."""

    model = Qualification
    template_name = "institutions/qualification_move.html"

    def rows(self) -> Any:
        return super().rows().select_related("organisation", "region")

    def get(self, request: UserRequest, number: str, move: str) -> HttpResponse:
        return self.page(self.get_object(), Note())

    def post(self, request: UserRequest, number: str, move: str) -> HttpResponse:
        row, deed, form = self.get_object(), deed_for(move), Note(request.POST)
        if not form.is_valid():
            return self.page(row, form, status=400)
        try:
            with receipts.once(
                request.POST.get("once") or uuid4().hex, f"qualification.{move}", request.user
            ) as receipt:
                if not receipt.result:
                    deed(row, reason=form.cleaned_data["note"], by=request.user, on=timezone.localdate())
                    receipt.result = row.number
        except Refused as refused:
            return self.page(row, form, objections=refused.objections, status=409)
        return redirect("institutions:qualification-file", row.number)

    def page(self, row: Qualification, form: Note, *, objections: Any = (), status: int = 200) -> HttpResponse:
        name = self.kwargs["move"]
        deed_for(name)
        moves = engine.open_to(self.request.user, row, on=timezone.localdate())
        if not objections and name not in {move.name for move in moves}:
            raise Http404
        return self.show(qualification=row, move=row.machine[name], form=form, objections=objections, status=status)
