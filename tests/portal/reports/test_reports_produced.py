"""Reports are produced once for each period and region, and their readers are told once."""

import threading
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from portal.access import Role
from portal.accounts.models import Assignment, User
from portal.notifications.models import Delivery, Message
from portal.regions.models import Region
from portal.reports import declarations, producing, services, tasks
from portal.reports.declarations import Chart, Column, Kind, Report
from portal.reports.models import ReportRun
from portal.reports.periods import Cycle, Period

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def rows(period, region):
    return [{"stage": f"{region.name}受理", "files": period.start.month}, {"stage": "=1+1", "files": 2}]


REPORT = Report(
    "tests.efficiency",
    "审批效能月报",
    Cycle.MONTHLY,
    (Column("stage", "环节", "办理环节", Kind.TEXT), Column("files", "办件数", "本期办结的件数", sums=True)),
    rows,
    chart=Chart("stage", ("files",)),
)


@pytest.fixture(autouse=True)
def only_this_report(monkeypatch):
    monkeypatch.setattr(declarations, "_declared", {REPORT.code: REPORT})


def person(name, region, role=Role.OFFICER):
    user = User.objects.create_user(name, name=name, email=f"{name}@example.com")
    Assignment.objects.create(user=user, role=role, region_id=region, since=date(2026, 1, 1))
    return user


@pytest.fixture
def officer():
    return person("officer", "410000")


def produced(region="410000"):
    period = Period.complete_on(Cycle.MONTHLY, TODAY)
    return producing.produce(REPORT, period, Region.objects.get(pk=region), now=timezone.localtime())


def test_what_is_due_is_the_last_month_in_every_region_with_an_office(officer):
    person("reviewer", "410000", Role.REVIEWER)
    person("county", "410102")
    person("security", "110000", Role.INSURANCE_SUPERVISOR)
    found = [(report.code, str(period), region.pk) for report, period, region in producing.due(TODAY)]
    assert found == [("tests.efficiency", "2026年10月", "410000"), ("tests.efficiency", "2026年10月", "410102")]
    assert produced() is not None
    assert [region.pk for _report, _period, region in producing.due(TODAY)] == ["410102"]


def test_a_report_is_kept_with_its_files_and_its_readers_told_once(officer):
    run = produced()
    assert produced() is None
    assert run.rows == [{"stage": "河南省受理", "files": 10}, {"stage": "=1+1", "files": 2}]
    with run.xlsx.open("rb") as file:
        book = openpyxl.load_workbook(BytesIO(file.read()))
    lines = list(book["数据"].values)
    assert lines[1:] == [("环节", "办件数"), ("河南省受理", 10), ("=1+1", 2), ("合计", 12)]
    assert book["数据"]["A4"].data_type == "s"
    assert list(book["指标说明"].values)[2][:2] == ("办件数", "本期办结的件数")
    with run.pdf.open("rb") as file:
        text = "".join(page.extract_text() for page in PdfReader(file).pages)
    assert "审批效能月报" in text.replace("\n", "")
    assert "本期办结的件数" in text.replace("\n", "")
    assert [message.user for message in Message.objects.all()] == [officer]
    assert Delivery.objects.count() == 1


def test_who_does_not_want_it_is_not_told_and_who_asked_is(officer):
    ministry = person("ministry", "000000")
    region = Region.objects.get(pk="410000")
    services.subscribe(officer, REPORT, region, is_wanted=False)
    services.subscribe(ministry, REPORT, region, is_wanted=True)
    produced()
    assert [message.user for message in Message.objects.all()] == [ministry]


def test_who_has_left_the_office_is_told_no_more_though_they_once_asked(officer):
    region = Region.objects.get(pk="410000")
    services.subscribe(officer, REPORT, region, is_wanted=True)
    ministry = person("ministry", "000000")
    services.subscribe(ministry, REPORT, region, is_wanted=True)
    Assignment.objects.filter(user=ministry).update(until=date(2026, 11, 10))
    produced()
    assert [message.user for message in Message.objects.all()] == [officer]


def test_readers_are_those_of_the_day_it_is_produced(officer):
    Assignment.objects.filter(user=officer).update(until=date(2026, 11, 10))
    newcomer = person("newcomer", "410000")
    Assignment.objects.filter(user=newcomer).update(since=date(2026, 11, 10))
    produced()
    assert [message.user for message in Message.objects.all()] == [newcomer]


def test_officers_see_their_region_and_below_and_no_other(officer):
    run = produced()
    assert list(ReportRun.objects.all().visible_to(person("ministry", "000000"))) == [run]
    assert list(ReportRun.objects.all().visible_to(officer)) == [run]
    assert list(ReportRun.objects.all().visible_to(person("beijing", "110000"))) == []
    assert list(ReportRun.objects.all().visible_to(person("county", "410102"))) == []


def test_a_report_that_fails_leaves_nothing_and_is_due_again(officer, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("portal.documents.pdf.draw", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            produced()
    assert not ReportRun.objects.exists()
    assert not Message.objects.exists()
    assert len(list(producing.due(TODAY))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_report_produce_one(officer):
    results, gate = [], threading.Barrier(2)

    def work():
        gate.wait()
        results.append(produced() is not None)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
    assert Message.objects.count() == 1


def test_the_schedule_sends_one_task_for_each_missing_report(officer, django_capture_on_commit_callbacks, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.produce_report, "apply_async", lambda args, kwargs, **options: sent.append(args) or args)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.produce_due_reports()
    assert [code for code, _start, _region in sent] == [REPORT.code]
    tasks.produce_report(*sent[0])
    with django_capture_on_commit_callbacks(execute=True):
        tasks.produce_due_reports()
    assert len(sent) == 1
    assert ReportRun.objects.count() == 1
