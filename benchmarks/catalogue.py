"""Every measure, in the order of the table."""

from typing import Final

from benchmarks import api, files, moves, pages, plans
from benchmarks.measuring import Measure

MEASURES: Final = (
    Measure("check", api.check),
    Measure("organisation", pages.organisation),
    Measure("docket", pages.docket),
    Measure("register", pages.register),
    Measure("export", files.exported),
    Measure("papers", files.printed),
    Measure("filings", api.filings),
    Measure("audit", moves.audited),
    Measure("plans", plans.hottest),
)
