"""The figures of my region, division by division, each with the rows behind it; the country as a map too."""

from datetime import date
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.law import Words
from portal.regions import table
from portal.regions.facts import COUNTRY
from portal.regions.models import Region
from portal.web import sockets, territory
from portal.web.pages.desk import soon
from portal.web.tilemap import tiles
from portal.web.views import ScopedView
from portal.workflow.models import DocketEntry

COUNTED: Final = ("live", "overdue", "soon", "paused", "closed")
#: What the map shows of the docket, each with its definition and what is added to the address of the docket.
OF_THE_DOCKET: Final = (
    ("live", _("在办事项"), _("已提交、尚未办结的事项，含中止计时的，按主管机关所在省统计。"), ""),
    ("overdue", _("已逾期"), _("法定期限已过、尚未办结的事项，不含中止计时的。"), "&lamp=red"),
)


def of_the_docket(
    lines: list[dict[str, Any]], code: str, label: Words, definition: Words, more: str
) -> sockets.Measure:
    """What was counted already, as a number of the map."""
    counts = {line["region"].code: line[code] for line in lines if line["place"]}
    docket = reverse("docket")
    return sockets.Measure(
        code, label, definition, lambda _on: counts, lambda province: f"{docket}?region={province}{more}"
    )


class Places(ScopedView):
    """Live matters of a region by the divisions right below it; each leads further down, and to its docket."""

    model = DocketEntry
    template_name = "portal/places.html"
    roles = REGIONAL

    def get(self, request: UserRequest) -> HttpResponse:
        today, here = timezone.localdate(), self._here(request)
        counted = list(self.rows().by_place(here.path, today, soon(today)))
        is_country = here.code == COUNTRY
        lines = self._provinces(counted, here) if is_country else self._divisions(counted, here)
        return self.show(
            here=here,
            above=[region for region in table.named(here.path_codes[:-1]) if territory.covers(request.user, region)],
            lines=lines,
            total={name: sum(line[name] for line in lines) for name in COUNTED},
            today=today,
            **(self._map(lines, today) if is_country else {}),
        )

    def _divisions(self, counted: list[dict[str, Any]], here: Region) -> list[dict[str, Any]]:
        named = {region.code: region for region in table.named(row["place"] for row in counted)}
        return [{**row, "region": named[row["place"].ljust(6, "0")] if row["place"] else here} for row in counted]

    def _provinces(self, counted: list[dict[str, Any]], here: Region) -> list[dict[str, Any]]:
        """One line for each province, those without a matter too: the map in words."""
        found = {row["place"]: row for row in counted}
        own = [{**found[""], "region": here}] if "" in found else []
        return own + [
            {**(found.get(region.code[:2]) or dict.fromkeys(COUNTED, 0)), "place": region.code[:2], "region": region}
            for region in table.provinces()
        ]

    def _map(self, lines: list[dict[str, Any]], today: date) -> dict[str, Any]:
        """The tiles of the number asked for, and the numbers of every chapter for the table below."""
        measures = [of_the_docket(lines, *facts) for facts in OF_THE_DOCKET]
        numbers = {measure.code: (measure, measure.counts(today)) for measure in [*measures, *sockets.measures]}
        shown = self.request.GET.get("show", "live")
        if shown not in numbers:
            raise Http404
        measure, counts = numbers[shown]
        more = [numbers[plugged.code] for plugged in sockets.measures]
        for line in lines:
            code = line["region"].code
            line["more"] = [(found.get(code, 0), plugged.url(code)) for plugged, found in more]
        return {
            "measures": [measure for measure, _counts in numbers.values()],
            "shown": measure,
            "tiles": tiles((line["region"] for line in lines if line["place"]), counts, measure.url),
            "more": [(plugged, sum(found.values())) for plugged, found in more],
        }

    def _here(self, request: UserRequest) -> Region:
        found = table.named([request.GET.get("region", "") or territory.widest(request.user)])
        if not found or not territory.covers(request.user, found[0]):
            raise Http404
        return found[0]
