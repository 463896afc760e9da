"""How reports are produced: each period and region once, kept, and told to those who read it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import Assignment, User
from portal.accounts.querysets import AssignmentQuerySet
from portal.documents import organs
from portal.notifications import services as notifications
from portal.regions.models import Region
from portal.reports import declarations, figures, files
from portal.reports.declarations import Report
from portal.reports.models import ReportRun, Subscription
from portal.reports.periods import Period

EVENT: Final = "reports.produced"


def due(on: date) -> Iterator[tuple[Report, Period, Region]]:
    """
    What should have been produced by this day and was not: for each report its last complete period, in every region
    where somebody who reads it holds office.
    """
    for report in declarations.declared():
        period = Period.complete_on(report.cycle, on)
        made = ReportRun.objects.filter(report=report.code, start=period.start).values("region_id")
        regions = Region.objects.filter(pk__in=_offices(report, on).values("region_id"))
        for region in regions.exclude(pk__in=made).order_by("pk"):
            yield report, period, region


@transaction.atomic
def produce(report: Report, period: Period, region: Region, *, now: datetime) -> ReportRun | None:
    """
    Produce a report, with its files, and tell its readers; None when it was produced already.

    Two at once: the second waits at the constraint, and finds it done. A failure leaves nothing, and the schedule tries
    again.
    """
    title = _("%(region)s%(report)s（%(period)s）") % {
        "region": region.full_name,
        "report": report.title,
        "period": period,
    }
    draft = ReportRun(
        report=report.code,
        title=title[:160],
        cycle=report.cycle,
        start=period.start,
        until=period.until,
        region=region,
        generated_at=now,
    )
    ReportRun.objects.bulk_create([draft], ignore_conflicts=True)
    run = ReportRun.objects.filter(uuid=draft.uuid).first()
    if run is None:
        return None
    run.rows = figures.plain(report, report.rows(period, region))
    _keep_files(run, report, now)
    run.save(update_fields=["rows", "xlsx", "pdf"])
    _tell(run, report, timezone.localdate(now))
    return run


def _keep_files(run: ReportRun, report: Report, now: datetime) -> None:
    workbook = files.xlsx(report, run.title, run.rows)
    organ = organs.usual(run.region)["name"]
    key = f"{run.report}:{run.start.isoformat()}:{run.region_id}"
    paper = files.paper(report, run.title, run.rows, organ=str(organ), on=now.date(), key=key)
    run.xlsx.save(f"{run.uuid}.xlsx", ContentFile(workbook), save=False)
    run.pdf.save(f"{run.uuid}.pdf", ContentFile(paper), save=False)


def _tell(run: ReportRun, report: Report, on: date) -> None:
    body = _("%(title)s已生成，可在线查看，也可下载 Excel 和 PDF。") % {"title": run.title}
    key = f"{EVENT}:{run.report}:{run.start.isoformat()}:{run.region_id}"
    files = [(str(run.xlsx.name), f"{run.title}.xlsx"), (str(run.pdf.name), f"{run.title}.pdf")]
    notifications.notify(readers(report, run.region, on), EVENT, run.title, body, link(run), key=key, files=files)


def link(run: ReportRun) -> str:
    """The path of a run's page."""
    try:
        return reverse("report", args=[run.uuid])
    except NoReverseMatch:
        return ""


def readers(report: Report, region: Region, on: date) -> list[User]:
    """
    Who is told that day: those in office in the region itself, and those who asked and may still see it, being in
    office there or above; less those who do not want it.
    """
    wishes = Subscription.objects.filter(report=report.code, region=region)
    offices = _offices(report, on)
    in_office = offices.filter(region=region).values("user_id")
    may_see = offices.filter(region__in=region.path_codes).values("user_id")
    asked = Q(pk__in=wishes.filter(is_wanted=True).values("user_id")) & Q(pk__in=may_see)
    chosen = Q(pk__in=in_office) | asked
    refused = wishes.filter(is_wanted=False).values("user_id")
    return list(User.objects.filter(chosen, is_active=True).exclude(pk__in=refused).order_by("pk"))


def _offices(report: Report, on: date) -> AssignmentQuerySet:
    return Assignment.objects.in_force(on).filter(role__in=sorted(report.roles), region__isnull=False)
