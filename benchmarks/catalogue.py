"""Every measure, in the order of the table."""

from typing import Final

from benchmarks import api, files, finding, moves, outage, pages, plans, sweeps
from benchmarks.measuring import Measure

MEASURES: Final = (
    Measure("check", api.check),
    Measure("organisation", pages.organisation),
    Measure("search", finding.found),
    Measure("docket", pages.docket),
    Measure("register", pages.register),
    Measure("filings", api.filings),
    Measure("import", files.imported),
    Measure("export", files.exported),
    Measure("sweep", sweeps.kept_up),
    Measure("paper", files.printed),
    Measure("papers", files.bundled),
    Measure("audit", moves.audited),
    Measure("narrowed", finding.narrowed),
    Measure("plans", plans.hottest),
    Measure("outage", outage.lost),
)
