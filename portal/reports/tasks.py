"""What beat asks of reports."""

from datetime import date

from celery import shared_task
from django.utils import timezone

from portal.regions.models import Region
from portal.reports import declarations, producing
from portal.reports.periods import Period


@shared_task
def produce_due_reports() -> None:
    """Have every report produced that is due and missing; those already there are left alone."""
    for report, period, region in producing.due(timezone.localdate()):
        produce_report.delay_on_commit(report.code, period.start.isoformat(), region.pk)  # type: ignore[attr-defined]  # PatientTask's


@shared_task
def produce_report(code: str, start: str, region_code: str) -> None:
    """Produce one report of one period and region; does nothing when it is there."""
    report = declarations.find(code)
    period = Period.of(report.cycle, date.fromisoformat(start))
    producing.produce(report, period, Region.objects.get(pk=region_code), now=timezone.localtime())
