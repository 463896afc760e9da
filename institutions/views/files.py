"""The file of an application, as the applicant and the authority both see it: facts, moves, road, timeline, papers."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from institutions.models import Filing
from institutions.services import papers, reviews
from institutions.states import EDITABLE, FILING
from institutions.views import showing
from portal.access import Role
from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.web.views import ScopedView
from portal.workflow import engine, history

#: Moves that need more than a click are made on a page of their own.
WITH_INPUT = frozenset(
    {"require_correction", "refuse_acceptance", "convene", "conclude", "go_to_site", "record_site_check", "draft"}
    | {"send_back", "return", "withdraw"}
)


class FilingPage(ScopedView):
    """Header with state and lamp, the facts at the left, the moves open to me at the right, the timeline below."""

    model = Filing
    template_name = "institutions/filing.html"

    def rows(self) -> Any:
        return super().rows().with_organisation()

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        filing, user, today = self.get_object(), request.user, timezone.localdate()
        is_official = user.holds(*(role for role in Role if role in REGIONAL))
        moves = engine.open_to(user, filing)
        steps = list(history.steps_of(filing))
        return self.show(
            filing=filing,
            docket=history.docket_row_of(filing),
            moves=[move for move in moves if move.name not in ("submit", "resubmit")],
            with_input=WITH_INPUT,
            is_editable=filing.state in EDITABLE and any(move.name in ("submit", "resubmit") for move in moves),
            is_official=is_official,
            show_names=is_official,
            road=road(filing, {step.target for step in steps}),
            steps=steps,
            clocks=history.clocks_of(filing),
            papers=papers.papers_of(filing, user),
            parts=showing.content(filing),
            **showing.checklist(filing),
            corrections=filing.correctionitem_set.all(),
            decision=filing.decision_set.filter(is_current=True).prefetch_related("reasons").first(),
            panels=reviews.panels_of(filing) if is_official else [],
            site_checks=filing.sitecheck_set.all(),
            today=today,
        )


def road(filing: Filing, passed: set[str]) -> list[dict[str, Any]]:
    """Where the application has been, where it is, and the main stops ahead."""
    been = [state for state in FILING.states if state in passed]
    stops = [{"label": state.label, "kind": "done"} for state in been if state != filing.state]
    stops.append({"label": filing.state_label, "kind": "here"})
    return stops + [{"label": state.label, "kind": "ahead"} for state in FILING.road(filing.state) if state not in been]
