"""The public front: the home page, and the one page of an organisation."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.announcements import board
from portal.parties.models import Organisation
from portal.web import sockets
from portal.web.views import VisitorView

FIGURES_KEPT_FOR = 300
ANNOUNCEMENTS_SHOWN = 8
CONTESTABLE_SHOWN = 5


class Home(VisitorView):
    """One search box over everything public, the chapters, the figures of the day."""

    template_name = "portal/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        return self.show(
            tiles=list(sockets.tiles),
            figures=public_figures(),
            announcements=board.latest(ANNOUNCEMENTS_SHOWN),
            contestable=board.contestable(today, CONTESTABLE_SHOWN),
            today=today,
        )


def public_figures() -> list[sockets.Figure]:
    """The chapters' public figures, counted anew every few minutes."""
    today = timezone.localdate()
    key = f"public-figures:{today}"
    figures = cache.get(key)
    if figures is None:
        figures = [figure for source in sockets.public_figures for figure in source.figures(today)]
        cache.set(key, figures, FIGURES_KEPT_FOR)
    return figures


class OrganisationPage(VisitorView):
    """What every chapter knows of one organisation, with a sentence on top that answers what people come for."""

    model = Organisation
    lookup = "code"
    template_name = "portal/organisation.html"

    def rows(self) -> Any:
        return super().rows().with_names()

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        organisation = self.get_object()
        today = timezone.localdate()
        shown = [(panel, panel.content(organisation, today)) for panel in sockets.panels]
        return self.show(
            organisation=organisation,
            panels=[(panel, content) for panel, content in shown if content is not None],
            today=today,
        )
