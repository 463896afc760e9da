"""Every measure, in the order of the table."""

from typing import Final

from benchmarks import pages, plans
from benchmarks.measuring import Measure

MEASURES: Final = (
    Measure("organisation", pages.organisation),
    Measure("docket", pages.docket),
    Measure("register", pages.register),
    Measure("plans", plans.hottest),
)
