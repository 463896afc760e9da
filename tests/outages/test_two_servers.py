"""The same deed at the same instant from two server processes: done once, answered twice."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.urls import reverse
from django.utils import timezone

from institutions.exchange import WORKBOOK
from institutions.models import Filing
from institutions.states import FILING, FilingState
from portal.audit.models import Entry
from portal.documents.models import Document
from portal.exchange.templates import template
from portal.jobs.models import Job
from portal.workflow.models import DocketEntry, Receipt, Step
from tests.factories import institutions as factories
from tests.outages.long_book import LONG
from tests.outages.processes import Caller, Surroundings, Web, held_up, running
from tests.portal.jobs.workers import own_queue, until

FILINGS = "/api/v1/filings"
READ, WRITE = "filing:read", "filing:write"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def servers(_empty):
    with own_queue() as queue:
        surroundings = Surroundings(queue)
        with running(Web(surroundings), Web(surroundings)) as found:
            yield found


@pytest.fixture
def draft(institute, applicant):
    return factories.a_draft(institute, applicant, on=timezone.localdate())


@pytest.fixture
def submitted(institute, applicant):
    return factories.a_submitted_filing(institute, applicant, on=timezone.localdate())


def at_one_instant(*deeds):
    """What each is answered: all are inside a server and before the same table when they are let go."""
    with ThreadPoolExecutor(len(deeds)) as pool:
        with held_up("workflow_receipt") as waiting:
            clicks = [pool.submit(deed) for deed in deeds]
            until(lambda: waiting() == len(deeds))
        return [click.result() for click in clicks]


def system(server, secret, path, said, **headers):
    """A deed asked of the interface of this server."""
    headers = {"Idempotency-Key": "one-key", "Content-Type": "application/json", **headers}
    return lambda: Caller.bearing(server, secret).send("POST", path, json.dumps(said), headers)


def person(server, user, path, said):
    """A form sent to this server."""
    caller = Caller.signed_in(server, user)
    return lambda: caller.post(path, said)


def workbook(server, user, path, content):
    """A form with a file sent to this server."""
    caller = Caller.signed_in(server, user)
    return lambda: caller.upload(path, "名册.xlsx", content, once="one-form")


def trail(filing, verb):
    """How often the deed stands in each of the books: steps, audit, papers of receipt."""
    return (
        Step.objects.about(FILING.kind, filing.pk).filter(move=verb).count(),
        Entry.objects.filter(verb=f"{FILING.kind}.{verb}", subject_key=str(filing.pk)).count(),
        Document.objects.filter(paper="institutions-receipt", subject_key=str(filing.pk)).count(),
    )


def test_one_key_at_two_servers_opens_one_application(servers, applicant, issue):
    secret = issue(applicant, READ, WRITE)[1]
    first, second = at_one_instant(
        *(system(server, secret, FILINGS, {"kind": "evaluation"}) for server in servers),
    )
    assert (first.status, second.status) == (201, 201), first.text
    assert first.content == second.content
    assert sorted(answer.headers.get("Idempotent-Replayed", "") for answer in (first, second)) == ["", "true"]
    filing = Filing.objects.get()
    assert trail(filing, "open") == (1, 1, 0)
    assert DocketEntry.objects.count() == Receipt.objects.count() == 1


def test_one_key_at_two_servers_hands_in_once_by_the_interface(servers, applicant, draft, issue):
    secret = issue(applicant, READ, WRITE)[1]
    path = f"{FILINGS}/{draft.number}/submit"
    first, second = at_one_instant(*(system(server, secret, path, {}, **{"If-Match": "*"}) for server in servers))
    assert (first.status, second.status) == (200, 200), first.text
    assert first.content == second.content
    assert trail(draft, "submit") == (1, 1, 1)
    assert DocketEntry.objects.get().state == FilingState.SUBMITTED


def test_one_form_sent_to_two_servers_hands_in_once(servers, applicant, draft):
    path = reverse("institutions:filing-submit", args=[draft.number])
    first, second = at_one_instant(*(person(server, applicant, path, {"once": "one-form"}) for server in servers))
    assert (first.status, second.status) == (302, 302), first.text
    assert first.headers["Location"] == second.headers["Location"]
    assert trail(draft, "submit") == (1, 1, 1)
    assert DocketEntry.objects.get().state == FilingState.SUBMITTED
    assert Receipt.objects.count() == 1


def test_one_workbook_sent_to_two_servers_is_one_job_and_both_answers_lead_to_it(servers, officer, applicant, draft):
    pages = (
        (officer, reverse("import", args=[LONG.code]), LONG),
        (applicant, reverse("institutions:filing-import", args=[draft.number]), WORKBOOK),
    )
    for user, path, spreadsheet in pages:
        content = template(spreadsheet)
        answers = at_one_instant(*(workbook(server, user, path, content) for server in servers))
        assert [answer.status for answer in answers] == [302, 302], answers[0].text
        told = reverse("job", args=[Job.objects.get(owner=user).uuid])
        assert {answer.headers["Location"] for answer in answers} == {told}


def test_of_two_officers_at_two_servers_one_accepts_and_the_other_is_told_what_changed(servers, submitted, officer):
    other = factories.a_user("同事", "officer", region="410000")
    path = reverse("institutions:filing-move", args=[submitted.number, "accept"])
    forms = zip(servers, (officer, other), strict=True)
    answers = at_one_instant(
        *(person(server, user, path, {"version": submitted.version, "once": user.username}) for server, user in forms)
    )
    done, told = sorted(answers, key=lambda answer: answer.status)
    assert (done.status, told.status) == (302, 409), told.text
    assert "已提交" in told.text
    assert "已受理" in told.text
    assert trail(submitted, "accept") == (1, 1, 1)


def test_of_two_systems_that_read_the_same_version_one_accepts_and_the_other_is_told_to_read_again(
    servers, submitted, officer, issue
):
    other = factories.a_user("同事", "officer", region="410000")
    secrets = [issue(user, READ, WRITE)[1] for user in (officer, other)]
    path = f"{FILINGS}/{submitted.number}"
    read = Caller.bearing(servers[0], secrets[0]).get(path).headers["ETag"]
    asked = zip(servers, secrets, strict=True)
    answers = at_one_instant(
        *(system(server, secret, f"{path}/accept", {}, **{"If-Match": read}) for server, secret in asked)
    )
    assert sorted(answer.status for answer in answers) == [200, 412]
    assert trail(submitted, "accept") == (1, 1, 1)
