"""The chapter's two reports: the numbers of a slow count by hand, the borders of a period, and once a period."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from institutions import reports
from institutions.models import Filing, Qualification
from institutions.models.choices import Kind
from portal.access import Role
from portal.notifications.delivering import attempt
from portal.notifications.models import Delivery, Message
from portal.regions.models import Region
from portal.reports import declarations, tasks
from portal.reports.models import ReportRun
from portal.reports.periods import Cycle, Period
from portal.workflow.models import ClockRun
from tests.factories import institutions as factories

pytestmark = pytest.mark.django_db
SEPTEMBER = Period.of(Cycle.MONTHLY, date(2026, 9, 1))
QUARTER = Period.of(Cycle.QUARTERLY, date(2026, 9, 1))
FEW = 6
ENDED = ("expired", "cancelled", "withdrawn", "revoked_fraud", "revoked_penalty")


@pytest.fixture
def henan():
    return Region.objects.get(pk="410000")


def efficiency(region, period=SEPTEMBER):
    labels = dict(Filing._meta.get_field("kind").choices)
    found = list(reports.efficiency(period, region))
    return {kind: next(row for row in found if row["kind"] == str(label)) for kind, label in labels.items()}


def standing(region, period=QUARTER):
    labels = dict(Qualification._meta.get_field("kind").choices)
    found = list(reports.standing(period, region))
    return {kind: next(row for row in found if row["kind"] == str(label)) for kind, label in labels.items()}


def counted_by_hand(region, period):
    """The efficiency figures, one application at a time."""
    found = {kind: Counter() for kind in Kind}
    took = {kind: [] for kind in Kind}
    paused = {kind: [] for kind in Kind}
    for filing in Filing.objects.exclude(submitted_on=None).select_related("region"):
        if not filing.region.path.startswith(region.path):
            continue
        here = found[Kind(filing.kind)]
        here["received"] += filing.submitted_on in period
        here["accepted"] += filing.accepted_on is not None and filing.accepted_on in period
        clock = ClockRun.objects.filter(kind="institutions.filing", name="decision", key=str(filing.pk)).first()
        if filing.decided_on is not None and filing.accepted_on is not None and filing.decided_on in period:
            here["decided"] += 1
            here["granted"] += filing.decision_set.filter(is_current=True, outcome="grant").exists()
            took[Kind(filing.kind)].append((filing.decided_on - filing.accepted_on).days)
            paused[Kind(filing.kind)].append(clock.paused_days if clock else 0)
        elif clock and clock.due_on and clock.due_on < period.last and clock.paused_on is None:
            here["overdue"] += clock.stopped_on is None or clock.stopped_on >= period.until
    return {
        kind: {
            **{name: here[name] for name in ("received", "accepted", "decided", "granted", "overdue")},
            "average": mean(took[kind]),
            "slowest": nearest_rank(took[kind]),
            "suspended": mean(paused[kind]),
        }
        for kind, here in found.items()
    }


def mean(days):
    return (Decimal(sum(days)) / len(days)).quantize(Decimal("0.1")) if days else None


def nearest_rank(days):
    """The smallest of the values that 95 of 100 do not exceed."""
    if not days:
        return None
    rank = -(-95 * len(days) // 100)
    return Decimal(sorted(days)[rank - 1]).quantize(Decimal("0.1"))


@pytest.fixture
def decide(officer, reviewer, approver):
    """Finds an institution fit, from its application to the announcement, on one day."""
    return partial(factories.a_qualification, officer, reviewer, approver)


@pytest.fixture
def history(officer, reviewer, approver):
    """Seven applications of one summer: granted early and late, under way, overdue, in another month."""
    for day in (date(2026, 8, 24), date(2026, 9, 1), date(2026, 9, 30)):
        factories.a_qualification(officer, reviewer, approver, on=day)
    slow = factories.an_accepted_filing(officer, on=date(2026, 9, 2))
    factories.reviewed(slow, officer, on=date(2026, 9, 9))
    factories.decisions.draft(slow, "grant", by=officer, on=date(2026, 9, 21))
    factories.decisions.review(slow, by=reviewer, on=date(2026, 9, 21))
    factories.decisions.approve(slow, by=approver, on=date(2026, 9, 22))
    factories.an_accepted_filing(officer, on=date(2026, 7, 6))
    factories.a_submitted_filing(on=date(2026, 9, 15))
    factories.an_accepted_filing(officer, on=date(2026, 9, 28), kind="inspection")


def test_the_figures_of_a_month_are_those_of_a_count_by_hand(history, henan):
    assert ClockRun.objects.filter(kind="institutions.filing", name="decision").exists()
    found, expected = efficiency(henan), counted_by_hand(henan, SEPTEMBER)
    for kind, figures in expected.items():
        assert {name: found[kind][name] for name in figures} == figures
    assert found["evaluation"]["decided"] == 3
    assert found["evaluation"]["overdue"] == 1
    assert found["inspection"]["received"] == 1


@pytest.mark.parametrize("month", [7, 8, 10])
def test_other_months_agree_with_the_count_too(history, henan, month):
    period = Period.of(Cycle.MONTHLY, date(2026, month, 1))
    found, expected = efficiency(henan, period), counted_by_hand(henan, period)
    for kind, figures in expected.items():
        assert {name: found[kind][name] for name in figures} == figures


def test_the_next_province_counts_nothing_of_it_and_the_nation_everything(history, henan):
    assert efficiency(Region.objects.get(pk="420000"))["evaluation"]["received"] == 0
    nation = Region.objects.get(pk="000000")
    assert efficiency(nation)["evaluation"] == efficiency(henan)["evaluation"]


@pytest.mark.parametrize(
    ("day", "count"), [(date(2026, 8, 31), 0), (date(2026, 9, 1), 1), (date(2026, 9, 30), 1), (date(2026, 10, 1), 0)]
)
def test_the_first_and_the_last_day_belong_to_the_month_and_their_neighbours_do_not(officer, henan, day, count):
    factories.an_accepted_filing(officer, on=day)
    found = efficiency(henan)["evaluation"]
    assert (found["received"], found["accepted"]) == (count, count)


@pytest.mark.parametrize(
    ("day", "granted"), [(date(2026, 6, 30), 0), (date(2026, 7, 1), 1), (date(2026, 9, 30), 1), (date(2026, 10, 9), 0)]
)
def test_a_quarter_counts_what_was_granted_from_its_first_day_to_its_last(decide, henan, day, granted):
    decide(on=day)
    found = standing(henan)["evaluation"]
    assert found["granted"] == granted
    assert found["held"] == (day <= QUARTER.last)


def test_the_standing_is_that_of_a_count_by_hand(history, henan):
    last = QUARTER.last
    rows = [row for row in Qualification.objects.all() if row.kind == "evaluation"]
    gone = [row for row in rows if row.state in ENDED]
    held = [
        row for row in rows if row.valid_from <= last <= row.valid_to and not (row in gone and row.state_since <= last)
    ]
    assert standing(henan)["evaluation"] == {
        "kind": str(Kind.EVALUATION.label),
        "held": len(held),
        "granted": sum(row.granted_on in QUARTER for row in rows),
        "ended": sum(row.state_since in QUARTER for row in gone),
        "ending": sum(row.valid_to <= last + timedelta(days=183) for row in held),
    }


@pytest.mark.parametrize("make", [reports.efficiency, reports.standing])
def test_a_report_costs_a_few_statements_however_much_there_is(history, henan, make, django_assert_max_num_queries):
    period = SEPTEMBER if make is reports.efficiency else QUARTER
    with django_assert_max_num_queries(FEW):
        list(make(period, henan))


def test_beat_produces_each_report_once_and_tells_the_officers_of_the_region(
    history, henan, time_machine, django_capture_on_commit_callbacks
):
    today = date(2026, 10, 12)
    time_machine.move_to(timezone.make_aware(timezone.datetime(2026, 10, 12, 9)), tick=False)
    reader = factories.a_user("读报人", Role.OFFICER, region="410000")
    reader.email = "reader@example.com"
    reader.save()
    hubei = factories.a_user("邻省", Role.OFFICER, region="420000")
    ours = {reports.EFFICIENCY.code, reports.STANDING.code}
    assert ours <= {report.code for report in declarations.declared()}
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.produce_due_reports()
        for report in (reports.EFFICIENCY, reports.STANDING):
            period = Period.complete_on(report.cycle, today)
            tasks.produce_report(report.code, period.start.isoformat(), henan.pk)
    runs = ReportRun.objects.filter(region=henan, report__in=ours)
    assert sorted(runs.values_list("report", flat=True)) == sorted(ours)
    assert Message.objects.filter(user=reader, event="reports.produced").count() == 2
    assert not Message.objects.filter(user=hubei, title__contains="河南省").exists()
    assert Delivery.objects.filter(user=reader, channel="mail").count() == 2
    for pk in Delivery.objects.values_list("pk", flat=True):
        attempt(pk, timezone.now())
    assert len([letter for letter in mail.outbox if letter.to == ["reader@example.com"]]) == 2
    run = runs.get(report=reports.EFFICIENCY.code)
    assert (run.start, run.until) == (date(2026, 9, 1), date(2026, 10, 1))
    assert run.rows[0]["decided"] == 3
