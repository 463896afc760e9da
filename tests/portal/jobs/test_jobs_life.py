"""How jobs begin and end."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.errors import Refused
from portal.events import _listeners, listens
from portal.jobs import Failed, liveness, registry, services, tasks
from portal.jobs.events import JobFinished
from portal.jobs.models import Job, Pulse
from portal.jobs.running import MOST_ATTEMPTS, run, run_job
from portal.jobs.states import State
from portal.law import Objection
from portal.law.instruments import OPINIONS

pytestmark = pytest.mark.django_db
CLAUSE = OPINIONS.article(1)


@pytest.fixture
def owner():
    return User.objects.create_user("owner", name="张三")


@pytest.fixture
def kind(request):
    """Registers handlers that are gone after the test."""
    before = dict(registry._handlers)

    def register(do, **facts):
        registry._handlers["tests.any"] = registry.Handler("tests.any", "任意", do, **facts)
        return "tests.any"

    yield register
    registry._handlers.clear()
    registry._handlers.update(before)


def test_an_unknown_kind_is_not_started(owner):
    with pytest.raises(LookupError):
        services.start("nobody.knows", by=owner)
    assert not Job.objects.exists()


def test_two_handlers_for_one_kind_are_a_mistake(kind):
    kind(lambda run: None)
    with pytest.raises(ValueError, match=r"tests\.any"):
        registry.job("tests.any", label="")(test_an_unknown_kind_is_not_started)


def test_a_refusal_ends_the_job_with_every_reason_and_its_clause(owner, kind):
    def refuse(attempt):
        raise Refused(Objection("人数不足", CLAUSE), Objection("场所不足", CLAUSE))

    row = services.start(kind(refuse), by=owner)
    assert run(row)
    assert row.state == State.FAILED
    assert [problem["message"] for problem in row.problems] == ["人数不足", "场所不足"]
    assert row.problems[0]["basis"] == str(CLAUSE)


def test_a_defect_ends_the_job_without_telling_its_owner_the_inside(owner, kind):
    def break_down(attempt):
        raise ValueError("secret inside")

    row = services.start(kind(break_down), by=owner)
    assert run(row)
    assert row.state == State.FAILED
    assert "secret" not in str(row.problems)


def test_a_database_that_goes_away_leaves_the_job_open_for_the_next_attempt(owner, kind):
    def lose_connection(attempt):
        if attempt.job.attempts == 1:
            raise OperationalError("server closed the connection")

    row = services.start(kind(lose_connection), by=owner)
    run(row)
    row.refresh_from_db()
    assert row.state == State.RUNNING
    run(row)
    assert (row.state, row.attempts) == (State.DONE, 2)


def test_a_job_that_has_lost_too_many_workers_is_given_up(owner, kind):
    row = services.start(kind(lambda attempt: pytest.fail("must not be entered")), by=owner)
    Job.objects.filter(pk=row.pk).update(state=State.RUNNING, attempts=MOST_ATTEMPTS)
    run(row)
    assert row.state == State.FAILED


def test_a_waiting_job_is_cancelled_at_once_and_never_entered(owner, kind):
    row = services.start(kind(lambda attempt: pytest.fail("must not be entered")), by=owner)
    assert services.cancel(row)
    assert row.state == State.CANCELLED
    run_job(str(row.uuid))
    assert Job.objects.get(pk=row.pk).attempts == 0
    assert not services.cancel(row), "it is over"


def test_a_job_called_off_after_its_work_was_written_goes_on_to_its_end_by_whatever_worker(owner, kind):
    entered = []

    def settle_and_lose_connection(attempt):
        entered.append(attempt.is_settled)
        if not attempt.is_settled:
            attempt.settle(rows=3)
            services.cancel(Job.objects.get(pk=row.pk))
            raise OperationalError
        attempt.outcome = {"rows": attempt.saved["rows"]}

    row = services.start(kind(settle_and_lose_connection), by=owner)
    run(row)
    row.refresh_from_db()
    assert row.state == State.CANCELLING
    run(row)
    assert (entered, row.state, row.outcome) == ([False, True], State.DONE, {"rows": 3})


def test_a_kind_that_cannot_be_stopped_is_not(owner, kind):
    row = services.start(kind(lambda attempt: None, is_cancellable=False), by=owner)
    assert not services.cancel(row)
    assert Job.objects.get(pk=row.pk).state == State.QUEUED


def test_the_end_is_announced_once(owner, kind):
    heard = []

    @listens(JobFinished)
    def hear(fact):
        heard.append(fact)

    row = services.start(kind(lambda attempt: None), by=owner)
    run(row)
    run(row)
    _listeners[JobFinished].remove(hear)
    assert heard == [JobFinished(str(row.uuid), "tests.any", "done", owner.pk)]


def test_problems_given_by_a_handler_reach_its_owner(owner, kind):
    def fail(attempt):
        raise Failed({"message": "A", "cell": "B2"}, {"message": "B"})

    row = services.start(kind(fail), by=owner)
    run(row)
    assert row.problems == [{"message": "A", "cell": "B2"}, {"message": "B"}]


def test_only_the_owner_sees_a_job(owner, kind):
    row = services.start(kind(lambda attempt: None), by=owner)
    stranger = User.objects.create_user("stranger", name="李四")
    assert list(Job.objects.all().visible_to(owner)) == [row]
    assert list(Job.objects.all().visible_to(stranger)) == []


def test_the_database_refuses_a_finished_job_without_its_time(owner, kind):
    row = services.start(kind(lambda attempt: None), by=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=row.pk).update(state=State.DONE)


def test_old_jobs_are_forgotten_with_their_files_and_young_ones_are_not(
    owner, kind, tmp_path, django_capture_on_commit_callbacks
):
    def keep_file(attempt):
        with (tmp_path / "made").open("w+b") as made:
            made.write(b"rows")
            attempt.keep("rows.xlsx", made)

    rows = [services.start(kind(keep_file), by=owner) for _ in range(2)]
    for row in rows:
        run(row)
    Job.objects.filter(pk=rows[0].pk).update(finished_at=timezone.now() - timedelta(days=91))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.forget_before(timezone.now() - timedelta(days=90)) == 1
    assert list(Job.objects.all()) == [rows[1]]
    assert not rows[0].result.storage.exists(rows[0].result.name)
    assert rows[1].result.storage.exists(rows[1].result.name)


def test_beat_and_worker_are_alive_only_while_they_are_heard():
    now = timezone.now()
    assert [life.is_alive for life in liveness.lives(now)] == [False, False]
    liveness.mark(liveness.WORKER, now)
    liveness.mark_beat(sender=liveness.MARKING_TASK)
    liveness.mark_beat(sender="portal.jobs.run_job")
    assert [life.is_alive for life in liveness.lives(now + timedelta(seconds=50))] == [True, True]
    assert [life.is_alive for life in liveness.lives(now + timedelta(minutes=5))] == [False, False]
    assert Pulse.objects.count() == 2


def test_however_many_jobs_are_old_none_is_left_for_another_night(owner, kind, monkeypatch):
    monkeypatch.setattr(services, "MOST_AT_ONCE", 2)
    for row in [services.start(kind(lambda attempt: None), by=owner) for _ in range(5)]:
        run(row)
    Job.objects.update(finished_at=timezone.now() - timedelta(days=91))
    tasks.forget_old_jobs()
    assert not Job.objects.exists()
