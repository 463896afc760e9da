"""Workers die in mid-job and the work is done all the same, once."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from kombu import pools

from portal.accounts.models import User
from portal.celery import PatientTask, app
from portal.jobs import services
from portal.jobs.models import Checkpoint, Job, Pulse
from portal.jobs.running import run
from portal.jobs.states import State
from tests.outages.processes import Surroundings, Worker
from tests.portal.jobs import rows_handler
from tests.portal.jobs.workers import own_queue, until

NOBODY = "redis://127.0.0.1:1/0"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner():
    return User.objects.create_user("owner", name="张三")


def now_and_then():
    return timezone.now() + timedelta(seconds=2)


@pytest.mark.timeout(150)
def test_a_worker_killed_in_mid_job_leaves_nothing_undone_and_nothing_twice(owner):
    with own_queue() as queue:
        worker = Worker(Surroundings(queue), rows_handler.__name__)
        row = services.start("tests.rows", {"rows": 2000, "pause": 0.02}, by=owner)
        try:
            until(lambda: Job.objects.get(pk=row.pk).done >= 300)
        finally:
            worker.kill()
        assert Job.objects.get(pk=row.pk).state == State.RUNNING
        assert services.send_forgotten(now_and_then(), unsent=timedelta(0), silent=timedelta(0)) == 1
        worker = Worker(Surroundings(queue), rows_handler.__name__)
        try:
            until(lambda: Job.objects.get(pk=row.pk).is_finished)
        finally:
            worker.stop()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.done, row.total) == (State.DONE, 2, 2000, 2000)
    assert row.outcome == {"rows": 2000}
    assert Pulse.objects.filter(process__startswith="row-").count() == 2000
    assert not Checkpoint.objects.exists()


def test_a_job_asked_for_while_the_broker_is_down_is_kept_and_sent_later(owner, monkeypatch):
    with own_queue() as queue:
        with monkeypatch.context() as outage:
            outage.setattr("portal.jobs.running.run_job.apply_async", refusing_to_publish)
            row = services.start("tests.rows", {"rows": 100}, by=owner)
            forget_connections()
        assert Job.objects.get(pk=row.pk).state == State.QUEUED
        usual = {"unsent": settings.JOB_UNSENT, "silent": settings.JOB_SILENT}
        assert services.send_forgotten(timezone.now(), **usual) == 0, "it is too early to call it forgotten"
        assert services.send_forgotten(timezone.now() + settings.JOB_UNSENT + timedelta(seconds=1), **usual) == 1
        worker = Worker(Surroundings(queue), rows_handler.__name__)
        try:
            until(lambda: Job.objects.get(pk=row.pk).is_finished)
        finally:
            worker.stop()
    assert Job.objects.get(pk=row.pk).state == State.DONE


def refusing_to_publish(*_args, **_kwargs):
    raise ConnectionRefusedError


def test_a_second_worker_leaves_a_job_in_hand_alone(owner):
    row = services.start("tests.rows", {"rows": 100}, by=owner)
    inner = []

    def second(process_run):
        inner.append(run(Job.objects.get(pk=row.pk)))

    services.registry._handlers["tests.twice"] = services.registry.Handler("tests.twice", "", second)
    Job.objects.filter(pk=row.pk).update(kind="tests.twice")
    assert run(Job.objects.get(pk=row.pk))
    assert inner == [False]
    assert not run(Job.objects.get(pk=row.pk)), "a finished job is not done again"
    assert Job.objects.get(pk=row.pk).attempts == 1


def test_progress_is_seen_while_the_work_is_not_committed_and_a_wish_to_cancel_gets_in(owner):
    seen = []

    def handler(attempt):
        attempt.progress(3, 10, "reading")
        attempt.is_cancelled()
        seen.append(Job.objects.values_list("done", "total", "step").get(pk=row.pk))
        services.cancel(Job.objects.get(pk=row.pk))
        attempt.stop_if_cancelled()
        seen.append("went on")

    services.registry._handlers["tests.seen"] = services.registry.Handler("tests.seen", "", handler)
    row = services.start("tests.seen", by=owner)
    assert run(row)
    assert seen == [(3, 10, "reading")]
    assert row.state == State.CANCELLED


def test_a_request_is_neither_failed_nor_held_up_by_a_broker_nobody_answers_at(owner):
    """A real connection to a closed port, not a stand-in."""
    before = app.conf.broker_url, app.conf.broker_write_url
    app.conf.update(broker_url=NOBODY, broker_write_url=NOBODY)
    forget_connections()
    try:
        begun = time.monotonic()
        row = services.start("tests.rows", {"rows": 100}, by=owner)
        for _ in range(20):
            services.start("tests.rows", {"rows": 100}, by=owner)
        assert time.monotonic() - begun < 4
    finally:
        app.conf.update(broker_url=before[0], broker_write_url=before[1])
        forget_connections()
    assert Job.objects.get(pk=row.pk).state == State.QUEUED
    assert run(row)
    assert row.state == State.DONE


def forget_connections():
    PatientTask.silent_until = 0.0
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None
