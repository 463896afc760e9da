"""Do: take the next number of a series, or void one; a run never has a gap."""

from datetime import date

from django.db.models import Count, Max

from portal.accounts.models import User
from portal.audit.trail import record
from portal.database.joining import joined
from portal.documents.events import NumberVoided
from portal.documents.models import DocNumber, DocSeries, Organ
from portal.documents.papers import Series
from portal.events import announce


@joined()
def take(series: Series, organ: Organ, *, on: date) -> DocNumber:
    """
    The next number of the year of `on`.

    The series row stays locked until the caller's transaction ends: if that fails, the number was never taken.
    """
    row = DocSeries.objects.advance(organ, series.code, on.year)
    return row.numbers.create(ordinal=row.last, text=series.text(organ.mark, on.year, row.last))


@joined()
def void_next(series: Series, organ: Organ, *, reason: str, on: date, by: User | None = None) -> DocNumber:
    """Take the next number out of use, as when a paper was written by hand under it; the reason is kept."""
    number = take(series, organ, on=on)
    return void(number, reason=reason, on=on, by=by)


@joined()
def void(number: DocNumber, *, reason: str, on: date, by: User | None = None) -> DocNumber:
    """Mark a taken number void; it stays in the register."""
    number.is_void, number.void_reason, number.void_on = True, reason, on
    number.save(update_fields=["is_void", "void_reason", "void_on"])
    record("documents.void_number", number, by=by, facts={"number": number.text, "reason": reason})
    announce(NumberVoided(number.text, reason, on))
    return number


def series_with_gaps() -> list[DocSeries]:
    """Series whose register does not run from 1 to the last; the list is empty, or something is badly wrong."""
    counted = DocSeries.objects.annotate(taken=Count("numbers"), highest=Max("numbers__ordinal"))
    return [row for row in counted if (row.taken, row.highest or 0) != (row.last, row.last)]
