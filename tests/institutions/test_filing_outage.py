"""The database goes away in the middle of a deed: a clear page, no half deed, and the next click does it."""

import psycopg
from django.db import connection
from django.test import Client
from django.urls import reverse

from institutions.models import Filing
from institutions.states import FilingState
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.documents.models import Document
from portal.workflow.models import DocketEntry, Step


class Outage:
    """Ends the connection's own server process when a statement of this kind is about to run, once."""

    def __init__(self, before):
        self.before, self.has_come = before, False

    def __call__(self, execute, sql, params, many, context):
        if not self.has_come and sql.startswith(self.before):
            self.has_come = True
            known = connection.get_connection_params()
            address = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
            with psycopg.connect(**address, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
        return execute(sql, params, many, context)


def facts_of(filing):
    return (
        Filing.objects.get(pk=filing.pk).state,
        Step.objects.filter(kind="institutions.filing", key=str(filing.pk)).count(),
        DocketEntry.objects.get(kind="institutions.filing", key=str(filing.pk)).state,
        Document.objects.filter(subject_key=str(filing.pk), subject_kind="institutions.filing").count(),
        Entry.objects.count(),
    )


def test_a_database_that_goes_away_during_acceptance_leaves_no_half_deed(lasting_country):
    filing = Filing.objects.get(organisation__name="河南中正安全技术有限公司")
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get_by_natural_key("henan.officer"))
    url = reverse("institutions:filing-move", args=[filing.number, "accept"])
    before, outage = facts_of(filing), Outage('INSERT INTO "workflow_step"')
    with connection.execute_wrapper(outage):
        answer = client.post(url, {"version": filing.version, "once": "outage"})
    assert outage.has_come
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert facts_of(filing) == before

    assert client.post(url, {"version": filing.version, "once": "outage"}).status_code == 302
    after = facts_of(filing)
    assert after[0] == after[2] == FilingState.ACCEPTED
    assert (after[1], after[3]) == (before[1] + 1, before[3] + 1)
