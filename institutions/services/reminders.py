"""Reminders of days to come: a certificate that ends, a correction that is due, a decision that is near."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from institutions.models import Filing, Proceeding, Qualification, Reminder
from institutions.rules import periods
from institutions.services.recipients import clerks_of, officials_of
from institutions.states import FILING, PROCEEDING
from portal.access import Role
from portal.accounts.models import User
from portal.figures import table
from portal.notifications.services import notify
from portal.workdays import terms
from portal.workflow.models import ClockRun

#: Working days before the last day on which the authority is reminded of a deadline.
NEAR: Final = 3
#: Working days before the end of the term to speak on which the party is reminded.
LAST_WORDS: Final = 2


@dataclass(frozen=True)
class Due:
    """One thing to be reminded of, of whom, and the words."""

    kind: str
    subject: str
    due_on: date
    days: int
    people: Callable[[], Iterable[User]]
    title: str
    body: str
    link: str = ""


def send(*, on: date) -> int:
    """Send every reminder of this day, each once whatever happens to beat and workers; how many were new."""
    return sum(_once(due, on) for found in (expiring, correcting, deciding, speaking) for due in found(on))


@transaction.atomic
def _once(due: Due, on: date) -> bool:
    _row, is_new = Reminder.objects.get_or_create(
        kind=due.kind, subject=due.subject, due_on=due.due_on, days=due.days, defaults={"sent_on": on}
    )
    if is_new:
        key = f"{due.kind}:{due.subject}:{due.due_on}:{due.days}"
        notify(due.people(), due.kind, due.title, due.body, due.link, key=key)
    return is_new


def expiring(on: date) -> Iterable[Due]:
    """Qualifications that end in 90, 60 or 30 days; a day that beat missed is made up for."""
    last = on + timedelta(days=max(periods.EXPIRY_REMINDERS))
    rows = (
        Qualification.objects.held()
        .filter(valid_to__gte=on, valid_to__lte=last)
        .select_related("organisation", "region")
    )
    for row in rows.order_by("pk"):
        left = (row.valid_to - on).days
        days = min(step for step in periods.EXPIRY_REMINDERS if left <= step)
        renew_by = periods.renew_by(row.valid_to, table.on(on, row.region))
        yield Due(
            "institutions.expiring",
            row.number,
            row.valid_to,
            days,
            _people(clerks_of, row.organisation_id, on),
            _("资质 %(number)s 将于 %(day)s 到期") % {"number": row.number, "day": row.valid_to},
            _("需要延续的，应在 %(day)s 前提出申请。") % {"day": renew_by},
        )


def correcting(on: date) -> Iterable[Due]:
    """Applications whose time to correct ends within the warning time."""
    runs = ClockRun.objects.filter(kind=FILING.kind, name="correction").running().filter(due_on__gte=on)
    for run, filing in _filings(runs):
        days = table.on(on, filing.region).days(periods.CORRECT_WARNING)
        if (run.due_on - on).days <= days:
            yield Due(
                "institutions.correction-due",
                filing.number,
                run.due_on,
                days,
                _people(clerks_of, filing.organisation_id, on),
                _("申请 %(number)s 应在 %(day)s 前补正") % {"number": filing.number, "day": run.due_on},
                _("逾期未补正的，视为撤回申请。"),
            )


def deciding(on: date) -> Iterable[Due]:
    """Applications whose acceptance or decision is due within three working days."""
    soon = terms.after(on, NEAR, "working_days").on
    runs = ClockRun.objects.filter(kind=FILING.kind, name__in=["acceptance", "decision"], paused_on=None).running()
    for run, filing in _filings(runs.filter(due_on__gte=on, due_on__lte=soon)):
        yield Due(
            f"institutions.{run.name}-near",
            filing.number,
            run.due_on,
            NEAR,
            _people(officials_of, filing.region_id, on, Role.OFFICER, Role.REVIEWER, Role.APPROVER),
            _("申请 %(number)s 应在 %(day)s 前办结") % {"number": filing.number, "day": run.due_on},
            filing.title,
        )


def speaking(on: date) -> Iterable[Due]:
    """Cases whose party may speak or ask to be heard for two more working days."""
    soon = terms.after(on, LAST_WORDS, "working_days").on
    runs = ClockRun.objects.filter(kind=PROCEEDING.kind, name="request").running()
    due = {int(run.key): run for run in runs.filter(due_on__gte=on, due_on__lte=soon)}
    for row in Proceeding.objects.for_list().filter(pk__in=due).order_by("pk"):
        run = due[row.pk]
        yield Due(
            "institutions.last-words",
            row.number,
            run.due_on,
            LAST_WORDS,
            _people(clerks_of, row.organisation_id, on),
            _("案件 %(number)s 的陈述申辩和听证申请期限将于 %(day)s 届满") % {"number": row.number, "day": run.due_on},
            row.title,
        )


def _filings(runs: Iterable[ClockRun]) -> Iterable[tuple[ClockRun, Filing]]:
    rows = list(runs)
    found = Filing.objects.with_organisation().in_bulk([int(run.key) for run in rows])
    return [(run, found[int(run.key)]) for run in rows if int(run.key) in found]


def _people(who: Callable[..., Iterable[User]], *facts: object) -> Callable[[], Iterable[User]]:
    return lambda: who(*facts)
