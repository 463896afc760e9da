"""Every measure, in the order of the table."""

from typing import Final

from benchmarks import files, pages, plans
from benchmarks.measuring import Measure

MEASURES: Final = (
    Measure("organisation", pages.organisation),
    Measure("docket", pages.docket),
    Measure("register", pages.register),
    Measure("export", files.exported),
    Measure("papers", files.printed),
    Measure("plans", plans.hottest),
)
