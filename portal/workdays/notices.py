"""What can be done to a holiday notice: load it, and note that it was changed."""

from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from django.apps import apps as installed
from django.db import transaction
from django.utils import timezone

from portal.workdays.models import Adjustment, HolidayNotice
from portal.workdays.sheet import Line, read

SUPPLIED: Final = Path(__file__).parent / "data" / "workdays.csv"


@transaction.atomic
def load(content: bytes) -> list[int]:
    """
    Replace the notices of the years in the file, all or nothing; returns the years.

    Raises `sheet.Faulty` with every fault, by line, and then changes nothing.
    """
    by_year: dict[int, list[Line]] = defaultdict(list)
    for line in read(content):
        by_year[line.notice_year].append(line)
    _replace(by_year, HolidayNotice, Adjustment)
    return sorted(by_year)


@transaction.atomic
def touch(notice: HolidayNotice) -> None:
    """Note that the days of a notice were edited, so that every process reads them again."""
    HolidayNotice.objects.filter(pk=notice.pk).update(changed_at=timezone.now())


def load_missing_after_migrate(apps: Any = installed, **_: Any) -> None:
    """Load the notices that come with the portal; a year already in the table is left to those who keep it."""
    try:
        notice, adjustment = apps.get_model("workdays", "HolidayNotice"), apps.get_model("workdays", "Adjustment")
    except LookupError:
        return
    present = set(notice.objects.values_list("year", flat=True))
    by_year: dict[int, list[Line]] = defaultdict(list)
    for line in read(SUPPLIED.read_bytes()):
        if line.notice_year not in present:
            by_year[line.notice_year].append(line)
    with transaction.atomic():
        _replace(by_year, notice, adjustment)


def _replace(by_year: dict[int, list[Line]], notice: Any, adjustment: Any) -> None:
    """The models are arguments because a migration that is under way has its own."""
    days = [line.day for lines in by_year.values() for line in lines]
    adjustment.objects.filter(notice_id__in=by_year).delete()
    adjustment.objects.filter(day__in=days).delete()
    notice.objects.bulk_create(
        [notice(year=year, url=lines[0].url, changed_at=timezone.now()) for year, lines in by_year.items()],
        update_conflicts=True,
        unique_fields=["year"],
        update_fields=["url", "changed_at"],
    )
    adjustment.objects.bulk_create(
        adjustment(day=line.day, is_working=line.is_working, festival=line.festival, notice_id=year)
        for year, lines in by_year.items()
        for line in lines
    )
