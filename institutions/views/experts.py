"""Pages for experts: the seats that wait for me; declare, then speak."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from institutions.forms import Declaration, Opinion
from institutions.models import PanelSeat
from institutions.services import reviews
from institutions.views import showing
from portal.access import Role
from portal.accounts.http import UserRequest
from portal.web.views import ScopedView


class Seats(ScopedView):
    """The panels I was drawn for."""

    model = PanelSeat
    template_name = "institutions/seat_list.html"
    roles = frozenset({Role.EXPERT})

    def get(self, request: UserRequest) -> HttpResponse:
        rows = self.rows().select_related("panel__filing__organisation").order_by("-pk")[:50]
        return self.show(rows=rows)


class SeatPage(ScopedView):
    """The application I was drawn for: first my declaration, then the materials and my opinion."""

    model = PanelSeat
    lookup = "pk"
    template_name = "institutions/seat.html"
    roles = frozenset({Role.EXPERT})

    def rows(self) -> Any:
        return super().rows().select_related("panel__filing__organisation__region", "panel__filing__region", "expert")

    def get(self, request: UserRequest, pk: int) -> HttpResponse:
        return self.page(self.get_object())

    def post(self, request: UserRequest, pk: int) -> HttpResponse:
        seat, today = self.get_object(), timezone.localdate()
        form = Opinion(request.POST) if seat.declared_on else Declaration(request.POST)
        if not form.is_valid():
            return self.page(seat, form, status=400)
        given = form.cleaned_data
        if seat.declared_on:
            reviews.opine(seat, favours=given["favours"], opinion=given["opinion"], by=request.user, on=today)
        else:
            reviews.declare(seat, has_conflict=given["has_conflict"], note=given["note"], by=request.user, on=today)
        return redirect("institutions:seat", seat.pk)

    def page(self, seat: PanelSeat, form: Any = None, status: int = 200) -> HttpResponse:
        filing = seat.panel.filing
        may_read = seat.declared_on is not None and not seat.has_conflict and seat.replaced_on is None
        blank = Opinion() if seat.declared_on else Declaration()
        is_done = seat.opined_on is not None or seat.has_conflict or seat.replaced_on is not None
        return self.show(
            seat=seat,
            filing=filing,
            form=None if is_done else (form or blank),
            **(showing.checklist(filing) if may_read else {}),
            status=status,
        )
