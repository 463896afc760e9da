"""Each process is killed in turn while five thousand rows are imported, and the result is as if none had been."""

from contextlib import contextmanager
from io import BytesIO

import pytest
from django.db import connection
from django.urls import reverse

from portal.access import Role
from portal.exchange import imports
from portal.jobs.models import Checkpoint, Job, Pulse
from portal.jobs.running import run
from portal.jobs.states import State
from tests.factories import institutions as factories
from tests.outages import long_book
from tests.outages.processes import (
    Beat,
    Caller,
    Surroundings,
    Web,
    Worker,
    own_postgres,
    own_valkey,
)
from tests.portal.exchange.books import blank, saved, upload
from tests.portal.jobs.workers import own_queue, until

ROWS, LOADING = 5000, "写入"


@pytest.fixture(scope="module")
def book():
    """Five thousand rows, as a file."""
    workbook = blank(long_book.LONG)
    for number in range(ROWS):
        workbook["数据"].append([f"row-{number}", number])
    return saved(workbook).getvalue()


@pytest.fixture(scope="module")
def database(_empty, django_db_blocker):
    """A server of this module's own, which this process speaks to as well."""
    with own_queue(), django_db_blocker.unblock(), own_postgres(_empty) as server, server.spoken_to():
        yield server


@pytest.fixture
def officer(database):
    return factories.a_user("孙承办", Role.OFFICER, region="410000")


def facts_of(job):
    """What an import leaves behind."""
    job.refresh_from_db()
    names = Pulse.objects.filter(process__startswith="row-").values_list("process", flat=True)
    return job.state, job.done, job.total, job.outcome, sorted(names), Checkpoint.objects.count()


class Supervised(dict):
    """Processes by name; one that is killed is started anew, as a supervisor does."""

    def __init__(self, makers):
        super().__init__({name: make() for name, make in makers.items()})
        self.makers = makers

    def kill(self, name):
        self[name].kill()
        self[name] = self.makers[name]()


@contextmanager
def supervised(makers):
    children = Supervised(makers)
    try:
        until(children["web"].is_ready)
        yield children
    finally:
        for child in children.values():
            child.stop()


class Progress:
    """What the job's own page would show, noted around every kill."""

    def __init__(self, job):
        self.job, self.kills = job, {}

    def now(self):
        """Attempt, step and rows written."""
        return Job.objects.values_list("attempts", "step", "done").get(pk=self.job.pk)

    def around(self, name, kill):
        """Kill in the middle of the load: rows were being written before, and are being written afterwards."""
        before = self._further((0, 0))
        kill()
        self.kills[name] = before, self._further(before)

    def _further(self, than):
        seen = []

        def is_further():
            attempt, step, done = self.now()
            if step == LOADING and 0 < done < ROWS and (attempt, done) > than:
                seen.append((attempt, done))
            return seen

        until(is_further)
        return seen[0]


@pytest.mark.timeout(240)
def test_five_thousand_rows_survive_the_death_of_everybody_in_turn(database, officer, book, tmp_path):
    undisturbed = imports.start(long_book.LONG, upload(BytesIO(book)), by=officer)
    assert run(undisturbed)
    expected = facts_of(undisturbed)
    assert expected[:3] == (State.DONE, ROWS, ROWS)
    Pulse.objects.filter(process__startswith="row-").delete()

    hold = tmp_path / "hold"
    hold.touch()
    with own_valkey() as broker:
        surroundings = Surroundings(
            "celery", DATABASE_URL=database.url, SWEEP_SECONDS="0.5", LONG_BOOK_HOLD=str(hold), **broker.variables
        )
        makers = {
            "web": lambda: Web(surroundings),
            "beat": lambda: Beat(surroundings, tmp_path),
            "worker": lambda: Worker(surroundings, long_book.__name__),
        }
        with supervised(makers) as children:
            person = Caller.signed_in(children["web"], officer)
            answer = person.upload(reverse("import", args=[long_book.LONG.code]), "长表.xlsx", book)
            job = Job.objects.get(uuid=answer.headers["Location"].strip("/").split("/")[-1])
            progress = Progress(job)
            for name in ("web", "beat"):
                progress.around(name, lambda name=name: children.kill(name))
            progress.around("broker", lambda: (broker.kill(), broker.return_()))
            progress.around("worker", lambda: children.kill("worker"))
            progress.around("database", lambda: (connection.close(), database.kill(), database.return_()))
            hold.unlink()
            until(lambda: Job.objects.get(pk=job.pk).is_finished)
            assert children["web"].is_ready()

    assert facts_of(job) == expected
    before, after = zip(*progress.kills.values(), strict=True)
    assert all(0 < rows < ROWS for _attempt, rows in (*before, *after)), progress.kills
    assert [attempt for attempt, _rows in before] == [1, 1, 1, 1, 2]
    assert [attempt for attempt, _rows in after] == [1, 1, 1, 2, 3], "worker and database cost an attempt each"
    assert job.attempts == 3
