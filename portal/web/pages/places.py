"""The figures of my region, division by division, each with the rows behind it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from portal.access.roles import REGIONAL
from portal.accounts.http import UserRequest
from portal.regions import table
from portal.regions.models import Region
from portal.web.pages.desk import soon
from portal.web.views import ScopedView
from portal.workflow.models import DocketEntry

COUNTED = ("live", "overdue", "soon", "paused", "closed")


class Places(ScopedView):
    """Live matters of a region by the divisions right below it; each leads further down, and to its docket."""

    model = DocketEntry
    template_name = "portal/places.html"
    roles = REGIONAL

    def get(self, request: UserRequest) -> HttpResponse:
        today, here = timezone.localdate(), self._here(request)
        counted = list(self.rows().by_place(here.path, today, soon(today)))
        named = {region.code: region for region in table.named(row["place"] for row in counted)}
        lines = [{**row, "region": named[row["place"].ljust(6, "0")] if row["place"] else here} for row in counted]
        return self.show(
            here=here,
            above=[region for region in table.named(here.path_codes[:-1]) if self._may_see(request, region)],
            lines=lines,
            total={name: sum(line[name] for line in lines) for name in COUNTED},
            today=today,
        )

    def _here(self, request: UserRequest) -> Region:
        held = [
            (grant.region_path, grant.region_code)
            for grant in request.user.grants
            if grant.region_code and grant.region_path is not None
        ]
        _path, widest = min(held, key=lambda place: len(place[0]))
        found = table.named([request.GET.get("region", "") or widest])
        if not found or not self._may_see(request, found[0]):
            raise Http404
        return found[0]

    def _may_see(self, request: UserRequest, region: Any) -> bool:
        return any(grant.covers_region(region.path) for grant in request.user.grants)
