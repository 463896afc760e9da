"""The files of many announcements: made once, packed together, whatever befalls the worker."""

from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.announcements.models import Announcement
from portal.announcements.papers import GENERAL
from portal.announcements.services import notices
from portal.documents.models import Document
from portal.jobs import services
from portal.jobs.models import Job
from portal.jobs.running import run
from portal.jobs.runs import JobRun
from portal.jobs.states import State
from portal.regions.models import Region
from portal.web import bundles
from tests.factories.papers import an_official
from tests.outages.processes import Surroundings, Worker
from tests.portal.jobs.workers import own_queue, until

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
PERIOD = {"region": "410000", "start": FIRST.isoformat(), "end": LAST.isoformat(), "as_archive": "on"}


@pytest.fixture
def official():
    return an_official("承办人甲", Region.objects.get(pk="410000"))


@pytest.fixture
def clerk(client, official):
    client.force_login(official)
    return client


def published(amount, region="410000", on=FIRST):
    place = Region.objects.get(pk=region)
    return [
        notices.publish(
            GENERAL,
            kind="qualification",
            region=place,
            subject_kind="filing",
            subject_key=f"{region}-{on}-{ordinal}",
            title="关于条件审查结果的公告",
            on=on,
            by=None,
            context={"paragraphs": [f"经审查，第{ordinal}家机构符合规定条件，现予公告。"], "rows": []},
        )
        for ordinal in range(amount)
    ]


def packed(job):
    job.refresh_from_db()
    with job.result.open("rb") as file, ZipFile(BytesIO(file.read())) as archive:
        assert archive.testzip() is None
        assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())
        return {name.rpartition("-")[2].removesuffix(".pdf") for name in archive.namelist()}


def codes(announcements):
    return {announcement.document.code for announcement in announcements}


def test_an_official_has_the_files_of_a_period_made_and_packed_and_no_others(clerk):
    wanted = published(3)
    published(1, on=LAST + timedelta(days=1))
    published(1, region="420000")
    page = clerk.get(reverse("bundles"), PERIOD).text
    assert "共 3 件公告，其中 3 件还没有文件" in page
    answer = clerk.post(reverse("bundles"), PERIOD)
    job = Job.objects.get()
    assert answer.url == reverse("job", args=[job.uuid])
    assert run(job)
    assert (job.state, job.done, job.total, job.outcome) == (State.DONE, 3, 3, {"papers": 3})
    assert packed(job) == codes(wanted)
    assert Document.objects.unrendered().count() == 2
    assert "其中 0 件还没有文件" in clerk.get(reverse("bundles"), PERIOD).text
    assert "已完成，共 3 件公告文件。" in clerk.get(answer.url).text


def test_two_clicks_are_one_job_and_no_paper_is_drawn_twice(clerk, official):
    published(2)
    first, second = (clerk.post(reverse("bundles"), PERIOD).url for _click in range(2))
    assert first == second
    run(Job.objects.get())
    made = dict(Document.objects.values_list("pk", "pdf_path"))
    clerk.post(reverse("bundles"), PERIOD)
    again = Job.objects.unfinished().get()
    run(again)
    assert again.state == State.DONE
    assert dict(Document.objects.values_list("pk", "pdf_path")) == made


def test_without_an_archive_the_files_are_made_and_nothing_is_handed_over(clerk):
    published(1)
    clerk.post(reverse("bundles"), {**PERIOD, "as_archive": ""})
    job = Job.objects.get()
    run(job)
    assert (job.state, bool(job.result)) == (State.DONE, False)
    assert not Announcement.objects.unrendered().exists()


@pytest.mark.django_db(transaction=True)
def test_called_off_midway_what_is_made_stays_and_the_next_job_goes_on(clerk, monkeypatch):
    wanted = published(3)
    clerk.post(reverse("bundles"), PERIOD)
    job, report = Job.objects.get(), JobRun.progress

    def progress(attempt, done=None, *rest):
        if done == 1:
            services.cancel(Job.objects.get(pk=job.pk))
            attempt.stop_if_cancelled()
        report(attempt, done, *rest)

    with monkeypatch.context() as changed:
        changed.setattr(JobRun, "progress", progress)
        run(job)
    assert job.state == State.CANCELLED
    assert Announcement.objects.unrendered().count() == 2
    clerk.post(reverse("bundles"), PERIOD)
    later = Job.objects.unfinished().get()
    run(later)
    assert packed(later) == codes(wanted)


def test_more_than_a_worker_can_handle_is_refused_before_anything_is_drawn(clerk, monkeypatch):
    published(3)
    monkeypatch.setattr(bundles, "MOST", 2)
    clerk.post(reverse("bundles"), PERIOD)
    job = Job.objects.get()
    run(job)
    assert job.state == State.FAILED
    assert job.problems[0]["message"].startswith("一次最多 2 件")
    assert Announcement.objects.unrendered().count() == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"region": "420000"}, "本机关没有这个地区"),
        ({"region": "999999"}, "本机关没有这个地区"),
        ({"end": "2026-08-31"}, "截止日期不得早于起始日期"),
        ({"start": "昨天"}, "输入一个有效的日期"),
    ],
)
def test_a_wrong_region_or_period_is_told_and_starts_nothing(clerk, wrong, said):
    for send in (clerk.get, clerk.post):
        answer = send(reverse("bundles"), PERIOD | wrong)
        assert answer.status_code == 422
        assert said in answer.text
    assert not Job.objects.exists()


def test_to_those_who_hold_no_region_the_page_does_not_exist(client, applicant):
    client.force_login(applicant)
    assert client.get(reverse("bundles")).status_code == 404
    assert client.post(reverse("bundles"), PERIOD).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(180)
def test_a_worker_killed_among_the_papers_loses_none_of_them(clerk):
    wanted = published(5)
    with own_queue() as queue:
        worker = Worker(Surroundings(queue), bundles.__name__)
        try:
            clerk.post(reverse("bundles"), PERIOD)
            job = Job.objects.get()
            until(lambda: Announcement.objects.unrendered().count() <= 3)
        finally:
            worker.kill()
        made = dict(Document.objects.exclude(pdf_path="").values_list("pk", "pdf_path"))
        assert Job.objects.get(pk=job.pk).state == State.RUNNING
        assert services.send_forgotten(timezone.now() + timedelta(seconds=2), unsent=timedelta(0), silent=timedelta(0))
        worker = Worker(Surroundings(queue), bundles.__name__)
        try:
            until(lambda: Job.objects.get(pk=job.pk).is_finished)
        finally:
            worker.stop()
    assert Job.objects.get(pk=job.pk).state == State.DONE
    assert packed(job) == codes(wanted)
    assert made.items() <= dict(Document.objects.values_list("pk", "pdf_path")).items()
