"""The pages of jobs, imports and reports, as people meet them."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from portal.access import Role
from portal.exchange import ExportColumn, declare, exports
from portal.exchange.declarations import _declared as spreadsheets
from portal.exchange.organisations import REGISTER
from portal.jobs.models import Job
from portal.jobs.running import run
from portal.jobs.states import State
from portal.notifications.models import Message
from portal.regions.models import Region
from portal.reports import declarations, producing
from portal.reports.periods import Cycle, Period
from portal.web.pages.desk import Docket
from tests.factories import institutions as factories
from tests.portal.exchange.books import SPREADSHEET, filled
from tests.portal.reports.test_reports_produced import REPORT

pytestmark = pytest.mark.django_db
XLSX = "名册.xlsx"


@pytest.fixture
def spreadsheet(monkeypatch):
    monkeypatch.setitem(spreadsheets, SPREADSHEET.code, SPREADSHEET)
    return declare(type(SPREADSHEET)(**{**vars(SPREADSHEET), "roles": frozenset({Role.OFFICER})}))


@pytest.fixture
def clerk(client, officer):
    client.force_login(officer)
    return client


def sent(client, content, name=XLSX):
    return client.post(reverse("import", args=[SPREADSHEET.code]), {"file": SimpleUploadedFile(name, content)})


def test_a_workbook_goes_in_by_its_page_and_every_error_comes_back_on_the_jobs_page(clerk, spreadsheet):
    answer = clerk.get(reverse("import", args=[SPREADSHEET.code]))
    assert "2026.1" in answer.text
    answer = sent(clerk, filled(("000001", "张三", None, None, "坏")).read())
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.uuid])
    page = clerk.get(answer.url).text
    assert 'hx-trigger="every 2s"' in page
    assert clerk.get(reverse("job-progress", args=[job.uuid])).json()["state"] == "queued"
    run(job)
    partial = clerk.get(answer.url, headers={"HX-Request": "true"}).text
    assert "E2" in partial
    assert "<html" not in partial
    assert "every 2s" not in partial
    file = clerk.get(reverse("job-result", args=[job.uuid]))
    assert list(openpyxl.load_workbook(BytesIO(file.getvalue())).active.values)[1][1] == "E2"


HENAN = {"region": "410000"}


@pytest.mark.parametrize(
    ("role", "place", "may"),
    [
        (Role.OFFICER, HENAN, True),
        (Role.SYSTEM_ADMIN, {}, True),
        (Role.APPROVER, HENAN, False),
        (Role.AUDIT_ADMIN, {}, False),
    ],
)
def test_the_menu_leads_to_the_import_of_the_register_who_may_use_it(client, role, place, may):
    client.force_login(factories.a_user("某人", role, **place))
    page = reverse("import", args=[REGISTER.code])
    assert (f'href="{page}"' in client.get(reverse("jobs")).text) == may
    assert client.get(page).status_code == (200 if may else 404)


def test_the_template_is_handed_out_under_its_title_and_version(clerk, spreadsheet):
    answer = clerk.get(reverse("import-template", args=[SPREADSHEET.code]))
    assert "2026.1.xlsx" in answer.headers["Content-Disposition"]
    assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames[1] == "人员"


@pytest.mark.parametrize(
    ("name", "content"), [("名册.xlsm", b"PK\x03\x04"), ("名册.xlsx", b"%PDF"), ("名册.csv", b"a,b")]
)
def test_a_file_refused_at_the_door_is_told_beside_the_field(clerk, spreadsheet, name, content):
    answer = sent(clerk, content, name)
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert not Job.objects.exists()


def test_a_spreadsheet_is_not_there_for_those_it_is_not_for(client, applicant, spreadsheet):
    client.force_login(applicant)
    assert client.get(reverse("import", args=[SPREADSHEET.code])).status_code == 404
    assert sent(client, b"").status_code == 404
    assert client.get(reverse("import-template", args=["nothing"])).status_code == 404


def test_a_strangers_job_is_not_there(clerk, client, spreadsheet, stranger):
    sent(clerk, filled(("000001", "张三")).read())
    job = Job.objects.get()
    client.force_login(stranger)
    for name in ("job", "job-progress", "job-result"):
        assert client.get(reverse(name, args=[job.uuid])).status_code == 404
    assert client.post(reverse("job-cancel", args=[job.uuid])).status_code == 404
    assert Job.objects.get().state == State.QUEUED


def test_a_waiting_job_is_called_off_from_its_page(clerk, spreadsheet):
    sent(clerk, filled(("000001", "张三")).read())
    job = Job.objects.get()
    assert clerk.get(reverse("job-cancel", args=[job.uuid])).status_code == 405
    clerk.post(reverse("job-cancel", args=[job.uuid]))
    assert Job.objects.get().state == State.CANCELLED
    assert "已取消" in clerk.get(reverse("jobs")).text


def test_an_owner_who_has_left_the_page_is_told_of_the_end_and_one_who_waits_is_not(clerk, officer, spreadsheet):
    for number, minutes in enumerate((0, 5)):
        sent(clerk, filled((f"00000{number}", "张三")).read())
        job = Job.objects.order_by("pk").last()
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timezone.timedelta(minutes=minutes))
        job.refresh_from_db()
        run(job)
    assert [(m.user, m.link) for m in Message.objects.all()] == [(officer, reverse("job", args=[job.uuid]))]


@pytest.fixture
def report(officer, monkeypatch):
    monkeypatch.setattr(declarations, "_declared", {REPORT.code: REPORT})
    period = Period.complete_on(Cycle.MONTHLY, date(2026, 11, 23))
    return producing.produce(REPORT, period, Region.objects.get(pk="410000"), now=timezone.localtime())


def test_a_report_is_read_with_chart_table_and_definitions_and_fetched_as_files(clerk, report):
    assert report.title in clerk.get(reverse("reports")).text
    page = clerk.get(reverse("report", args=[report.uuid])).text
    assert "<svg" in page
    assert "本期办结的件数" in page
    assert "&lt;svg" not in page
    assert clerk.get(reverse("report-file", args=[report.uuid, "pdf"])).getvalue().startswith(b"%PDF")
    assert clerk.get(reverse("report-file", args=[report.uuid, "xlsx"])).getvalue().startswith(b"PK")
    assert clerk.get(reverse("report-file", args=[report.uuid, "exe"])).status_code == 404


def test_a_reader_may_stop_being_told(clerk, officer, report):
    address = reverse("report", args=[report.uuid])
    assert 'value="no"' in clerk.get(address).text
    clerk.post(address, {"wanted": "no"})
    assert 'value="yes"' in clerk.get(address).text
    assert producing.readers(REPORT, report.region, report.until) == []


def test_reports_are_not_there_for_the_next_province_nor_for_applicants(client, report, stranger, applicant):
    for person in (stranger, applicant):
        client.force_login(person)
        assert client.get(reverse("report", args=[report.uuid])).status_code == 404
        assert client.get(reverse("report-file", args=[report.uuid, "pdf"])).status_code == 404


class TakenAway(Docket):
    """The docket, were it to be taken away; here so that a worker can find it by its name."""

    export_columns = (ExportColumn("编号", "number"), ExportColumn("事项", "title"))


def test_a_list_that_may_be_taken_away_offers_and_gives_its_files(rf, officer):
    request = rf.get("/", {"format": "csv"})
    request.user = officer
    answer = TakenAway.as_view()(request)
    assert b"".join(answer.streaming_content).decode() == "\ufeff编号,事项\r\n"
    assert "filename" in answer.headers["Content-Disposition"]


def test_a_large_list_is_made_by_a_worker_for_the_person_who_asked(rf, officer, monkeypatch):
    monkeypatch.setattr(exports, "is_large", lambda rows: True)
    request = rf.get("/", {"format": "jsonl", "whose": "mine"})
    request.user = officer
    answer = TakenAway.as_view()(request)
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.uuid])
    run(job)
    assert (job.state, job.result_name) == (State.DONE, "待办事项.jsonl")
