"""The file of an application, as the applicant and the authority both see it: facts, moves, road, timeline, papers."""

from datetime import date
from typing import Any, ClassVar

from django.db.models import TextChoices
from django.http import HttpResponse
from django.utils import timezone

from institutions.models import Filing
from institutions.services import papers, reviews
from institutions.states import EDITABLE, EXTEND, FILING, REPLACE_EXPERT
from institutions.views import showing
from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.web.timeline import happenings
from portal.web.views import ScopedView
from portal.workflow import engine, history, warrant
from portal.workflow.models import ClockRun, Step

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
        is_official = user.holds(*REGIONAL)
        moves = engine.open_to(user, filing, on=today)
        steps = showing.told(history.steps_of(filing), is_official=is_official)
        clocks = list(history.clocks_of(filing))
        written = list(papers.papers_of(filing, user))
        return self.show(
            filing=filing,
            docket=history.docket_row_of(filing),
            moves=[move for move in moves if move.name not in ("submit", "resubmit")],
            with_input=WITH_INPUT,
            is_editable=filing.state in EDITABLE and any(move.name in ("submit", "resubmit") for move in moves),
            can_extend=filing.state in EXTEND.sources
            and not warrant.objections(FILING, EXTEND, filing, user, on=today),
            extend=EXTEND,
            is_official=is_official,
            show_names=is_official,
            road=road(filing, steps, clocks),
            timeline=happenings(steps, written),
            clocks=clocks,
            papers=written,
            corrections=filing.correctionitem_set.all(),
            decision=filing.decision_set.filter(is_current=True).prefetch_related("reasons").first(),
            today=today,
        )


class Part(ScopedView):
    """A part of the file that is fetched after the page: a page of its own where there are no scripts."""

    model = Filing
    template_name = "institutions/filing_part.html"
    part: ClassVar[str]

    def rows(self) -> Any:
        return super().rows().with_organisation()

    def get(self, request: UserRequest, number: str) -> HttpResponse:
        filing = self.get_object()
        return self.show(filing=filing, part=self.part, **self.content(filing))

    def content(self, filing: Filing) -> dict[str, Any]:
        """What the part shows."""
        raise NotImplementedError


class ChecklistPart(Part):
    """Every condition as it stands today."""

    part = partial_name = "institutions/_checklist.html"

    def content(self, filing: Filing) -> dict[str, Any]:
        return showing.checklist(filing)


class ContentPart(Part):
    """What the applicant handed in."""

    part = partial_name = "institutions/_content.html"

    def content(self, filing: Filing) -> dict[str, Any]:
        return {"parts": showing.content(filing)}


class RecordPart(Part):
    """What the review has found so far: the panels, for the authority's eyes, and the checks on site."""

    part = partial_name = "institutions/_record.html"

    def content(self, filing: Filing) -> dict[str, Any]:
        user = self.request.user
        return {
            "panels": reviews.panels_of(filing) if user.holds(*REGIONAL) else [],
            "site_checks": filing.sitecheck_set.all(),
            "can_replace": filing.state in REPLACE_EXPERT.sources
            and not warrant.objections(FILING, REPLACE_EXPERT, filing, user, on=timezone.localdate()),
        }


def road(filing: Filing, steps: list[Step], clocks: list[ClockRun]) -> list[dict[str, Any]]:
    """Where the application has been and since when, where it is, and the main stops ahead with the day each is due."""
    entered = {step.target: step.on for step in steps}
    stops: list[dict[str, Any]] = [
        {"label": state.label, "kind": "done", "on": entered[state]}
        for state in FILING.states
        if state in entered and state != filing.state
    ]
    stops.append({"label": filing.state_label, "kind": "here", "on": entered.get(filing.state)})
    ahead = [state for state in FILING.road(filing.state) if state not in entered]
    due = due_stops(ahead, clocks)
    return stops + [{"label": state.label, "kind": "ahead", "by": due.get(state)} for state in ahead]


def due_stops(ahead: list[TextChoices], clocks: list[ClockRun]) -> dict[TextChoices, date]:
    """The first stop outside a running clock is reached by the last day of that clock."""
    running = {run.name: run.due_on for run in clocks if run.stopped_on is None and run.paused_on is None}
    found: dict[TextChoices, date] = {}
    for clock in FILING.clocks:
        outside = next((state for state in ahead if state not in clock.runs_in), None)
        if clock.name in running and outside is not None:
            found[outside] = min(running[clock.name], found.get(outside, date.max))
    return found
