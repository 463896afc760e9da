"""Reporting periods: calendar months, quarters and years. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Cycle(TextChoices):
    """How often a report is due."""

    MONTHLY = "monthly", gettext_lazy("月报")
    QUARTERLY = "quarterly", gettext_lazy("季报")
    YEARLY = "yearly", gettext_lazy("年报")

    @property
    def months(self) -> int:
        """Its length in months."""
        return {"monthly": 1, "quarterly": 3, "yearly": 12}[self.value]


@dataclass(frozen=True)
class Period:
    """From `start` to the day before `until`."""

    cycle: Cycle
    start: date
    until: date

    @classmethod
    def of(cls, cycle: Cycle, day: date) -> Self:
        """The period of this cycle that contains a day."""
        first = (day.month - 1) // cycle.months * cycle.months + 1
        start = date(day.year, first, 1)
        return cls(cycle, start, _months_later(start, cycle.months))

    @classmethod
    def complete_on(cls, cycle: Cycle, day: date) -> Self:
        """The last period that was over on this day."""
        return cls.of(cycle, day).before

    @property
    def before(self) -> Self:
        """The period before this one."""
        return self.of(self.cycle, self.start - timedelta(days=1))

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.until

    def __str__(self) -> str:
        facts = {"year": self.start.year, "month": self.start.month, "quarter": (self.start.month + 2) // 3}
        if self.cycle == Cycle.MONTHLY:
            return _("%(year)d年%(month)d月") % facts
        if self.cycle == Cycle.QUARTERLY:
            return _("%(year)d年第%(quarter)d季度") % facts
        return _("%(year)d年") % facts


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)
