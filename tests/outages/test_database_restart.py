"""PostgreSQL is restarted and killed under a running portal: a clear answer, no half deed, and the next try does it."""

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from institutions.models import Filing
from institutions.states import FILING, FilingState
from portal.access import Role
from portal.audit.models import Entry
from portal.documents.models import Document
from portal.rest.services import tokens
from portal.rest.services.tokens import Wish
from portal.workflow.models import DocketEntry, Step
from tests.factories import institutions as factories
from tests.outages.processes import Caller, Surroundings, Web, held_up, own_postgres, running
from tests.outages.wire import wire
from tests.portal.jobs.workers import own_queue, until


@pytest.fixture(scope="module")
def database(_empty, django_db_blocker):
    """A server of this module's own, which this process speaks to as well."""
    with django_db_blocker.unblock(), own_postgres(_empty) as server, server.spoken_to():
        yield server


@pytest.fixture(scope="module")
def portal(database):
    """Where a web server finds it."""
    with own_queue() as queue:
        yield Surroundings(queue, DATABASE_URL=database.url)


@pytest.fixture(scope="module")
def web(portal):
    with running(Web(portal)) as server:
        yield server


@pytest.fixture
def officer(database):
    return factories.a_user("孙承办", Role.OFFICER, region="410000")


@pytest.fixture
def filing(database):
    return factories.a_submitted_filing(on=timezone.localdate())


def secret_of(user, *scopes):
    today = timezone.localdate()
    wish = Wish("业务系统", scopes, today + timezone.timedelta(days=30))
    return tokens.issue(wish, by=user, on=today)[1]


def facts_of(filing):
    """Everything an acceptance changes, in every book."""
    key = str(filing.pk)
    return (
        Filing.objects.get(pk=filing.pk).state,
        DocketEntry.objects.get(kind=FILING.kind, key=key).state,
        Step.objects.about(FILING.kind, key).count(),
        Entry.objects.filter(subject_kind=FILING.kind, subject_key=key).count(),
        Document.objects.filter(subject_kind=FILING.kind, subject_key=key).count(),
    )


def once_more(before):
    """What the books say after one acceptance."""
    return (FilingState.ACCEPTED, FilingState.ACCEPTED, *(count + 1 for count in before[2:]))


@contextmanager
def in_the_middle(deed, database):
    """The deed has written and is about to issue its paper, which waits for this block to end; yields its answer."""
    with ThreadPoolExecutor(1) as pool, held_up("documents_document", database.url) as waiting:
        click = pool.submit(deed)
        until(lambda: waiting() == 1)
        connection.close()
        yield click


def test_a_restart_between_two_requests_of_one_line_is_noticed_by_nobody(web, database, officer, filing):
    person = Caller.signed_in(web, officer)
    assert person.get(reverse("desk")).status == 200
    connection.close()
    database.restart()
    assert person.get(reverse("desk")).status == 200
    path = reverse("institutions:filing-move", args=[filing.number, "accept"])
    connection.close()
    database.restart()
    assert person.post(path, {"version": filing.version, "once": "after"}).status == 302
    assert Filing.objects.get(pk=filing.pk).state == FilingState.ACCEPTED


def test_while_the_database_is_away_pages_and_interface_say_so(web, database, officer):
    person = Caller.signed_in(web, officer)
    system = Caller.bearing(web, secret_of(officer, "filing:read"))
    connection.close()
    database.kill()
    answers = [person.get("/"), person.get(reverse("desk")), system.get("/api/v1/filings")]
    database.return_()
    assert [answer.status for answer in answers] == [503] * 3
    assert all(answer.headers["Retry-After"] for answer in answers)
    assert all("数据库暂时连不上" in answer.text for answer in answers[:2])
    assert json.loads(answers[2].content)["type"] == "unavailable"
    assert person.get(reverse("desk")).status == 200


def test_a_restart_in_the_middle_of_a_form_leaves_no_half_deed_and_the_same_form_does_it(
    web, database, officer, filing
):
    person, before = Caller.signed_in(web, officer), facts_of(filing)
    path, form = reverse("institutions:filing-move", args=[filing.number, "accept"]), {"once": "one-form"}
    form["version"] = filing.version
    with in_the_middle(lambda: person.post(path, form), database) as click:
        database.restart()
        answer = click.result(60)
    assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
    assert "数据库暂时连不上" in answer.text
    assert "Traceback" not in answer.text
    assert facts_of(filing) == before
    assert [person.post(path, form).status for _again in range(2)] == [302, 302]
    assert facts_of(filing) == once_more(before)


def test_a_kill_in_the_middle_of_a_request_leaves_no_half_deed_and_the_same_key_does_it(web, database, officer, filing):
    system, before = Caller.bearing(web, secret_of(officer, "filing:read", "filing:write")), facts_of(filing)
    with in_the_middle(lambda: accept(system, filing), database) as click:
        database.kill()
        answer = click.result(60)
    database.return_()
    assert (answer.status, json.loads(answer.content)["type"]) == (503, "unavailable")
    assert facts_of(filing) == before
    first, second = accept(system, filing), accept(system, filing)
    assert (first.status, second.status) == (200, 200)
    assert first.content == second.content
    assert facts_of(filing) == once_more(before)


def test_a_deed_whose_commit_was_not_heard_of_is_found_done_by_the_same_key(portal, database, officer, filing):
    """The one moment in which nobody can know: the line breaks between the database's yes and our hearing it."""
    before = facts_of(filing)
    with tempfile.TemporaryDirectory() as folder, wire(database.server.sockets, Path(folder)) as line:
        address = database.url.rpartition("=")[0] + "=" + folder.replace("/", "%2F")
        with running(Web(Surroundings(portal.environment["TASK_QUEUE"], DATABASE_URL=address))) as web:
            system = Caller.bearing(web, secret_of(officer, "filing:read", "filing:write"))
            line.is_due = True
            unheard = accept(system, filing)
            assert line.has_broken
            assert (unheard.status, json.loads(unheard.content)["type"]) == (503, "unavailable")
            assert facts_of(filing) == once_more(before), "done, though nobody was told"
            told = accept(system, filing)
    assert (told.status, told.headers["Idempotent-Replayed"]) == (200, "true")
    assert json.loads(told.content)["state"] == FilingState.ACCEPTED
    assert facts_of(filing) == once_more(before)


def accept(system, filing):
    headers = {"Idempotency-Key": f"accept-{filing.number}", "If-Match": "*", "Content-Type": "application/json"}
    return system.send("POST", f"/api/v1/filings/{filing.number}/accept", "{}", headers)
