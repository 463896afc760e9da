"""Sweep 11: each page costs its committed number of queries, at most fifteen, for ten rows as for a thousand."""

import copy
import json
import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from institutions.models import Filing, Qualification, QualificationScope
from portal.accounts.models import User
from portal.announcements.models import Announcement
from portal.jobs.models import Job
from portal.notifications.models import Message
from portal.workflow.models import DocketEntry
from tests.house import addresses
from tests.house.addresses import MAKERS, Row

COUNTS = Path(__file__).with_name("query_counts.json")
MOST = 15
#: The register's answer about one organisation (issue: at most three).
FEWER = {"api-organisation-check/1": 3}
#: Pages that may cost more, and why. A page that no longer needs its entry fails.
MORE: dict[str, tuple[int, str]] = {}
#: Pages of the packages and of machines: not ours to count.
UNCOUNTED = ("admin:", "account_", "mfa_", "healthz", "metrics", "set_language", "large-type", "api-schema", "api-docs")
ALL = {address.key: address for address in addresses.addresses() if not address.key.startswith(UNCOUNTED)}
#: Who opens a page that takes no arguments; the others are opened by the officer.
OPENED_BY = {
    "institutions:filings": "anping.clerk",
    "institutions:filing-start": "anping.clerk",
    "institutions:seats": "henan.expert1",
    "accounts:member-list": "yongan.clerk",
    "accounts:invitation-list": "yongan.clerk",
    "accounts:registration-queue": "yongan.clerk",
    "tokens": "yongan.clerk",
    "home": "",
    "search": "",
    "institutions:register": "",
    "announcements": "",
    "announcement-feed": "",
    "law": "",
    "verify-form": "",
    "objection-status": "",
    "accounts:register": "",
}
VISITED = {
    *("institutions:qualification/1", "announcement/1", "object-to/1", "organisation/1", "verify/1", "law-clause/1"),
    *("api-organisation-check/1", "api-organisation-detail/1", "api-announcement-detail/1"),
}


def client_of(username):
    client = Client()
    if username:
        client.force_login(User.objects.get_by_natural_key(username))
    return client


def queries_of(client, url):
    """Of a second visit: what a process reads once is read."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return answer, [one["sql"] for one in captured if not (one["sql"] or "").startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("key", sorted(ALL))
def test_a_page_costs_its_committed_number_of_queries(country, key):
    row = MAKERS[key]() if key in MAKERS else Row((), OPENED_BY.get(key, "henan.officer"))
    if ALL[key].takes and key not in MAKERS:
        pytest.skip("an address of a package")
    answer, queries = queries_of(client_of("" if key in VISITED else row.owner), ALL[key].url(row.args))
    if answer.status_code not in {200, 302}:
        return
    most, _why = MORE.get(key, (FEWER.get(key, MOST), ""))
    assert key not in MORE or len(queries) > MOST
    assert len(queries) <= most, "\n".join(sql[:200] for sql in queries)
    committed = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    if os.environ.get("UPDATE_QUERY_COUNTS") == "1":
        COUNTS.write_text(json.dumps({**committed, key: len(queries)}, indent=1, sort_keys=True) + "\n")
        return
    assert len(queries) <= committed.get(key, 0), "\n".join(sql[:200] for sql in queries)


# Ten rows and a thousand


def write_states(model, state):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.moving', %s, true)", [f"{model._meta.db_table}:open:{state}"])


def copies(one, amount, **facts):
    """Copies of a row, each with facts of its own."""
    made, first = [], type(one)._base_manager.count()
    for ordinal in range(first, first + amount):
        twin = copy.copy(one)
        twin.pk, twin._state = None, copy.copy(one._state)
        twin._state.adding = True
        for name, value in facts.items():
            setattr(twin, name, value(ordinal))
        made.append(twin)
    return type(one)._base_manager.bulk_create(made)


def more_matters(number):
    one = DocketEntry.objects.filter(kind="institutions.filing", region="410000", closed_on=None).first()
    copies(one, number, key=lambda n: f"copy-{n}", number=lambda n: f"PJ9{n:06d}")


def more_filings(number):
    one = Filing.objects.filter(organisation__name="河南安平安全评价有限公司").first()
    write_states(Filing, "withdrawn")
    copies(one, number, number=lambda n: f"PJ9{n:06d}", state=lambda _n: "withdrawn")


def more_qualifications(number):
    one = Qualification.objects.filter(state="cancelled").first()
    write_states(Qualification, "cancelled")
    made = copies(one, number, number=lambda n: f"APJ-X-{n}")
    scopes = list(one.scopes.all())
    QualificationScope.objects.bulk_create(
        QualificationScope(qualification=row, business_id=scope.business_id, since=scope.since, until=scope.until)
        for row in made
        for scope in scopes
    )


def more_announcements(number):
    one = Announcement.objects.published().select_related("document").first()
    first = Announcement.objects.count()
    papers = copies(
        one.document,
        number,
        code=lambda n: f"COPY{n:08d}",
        number=lambda n: f"豫应急公告〔2026〕{9000 + n}号",
        facts_hash=lambda n: f"{n:064d}",
        entry_id=lambda _n: None,
    )
    copies(
        one,
        number,
        number=lambda n: papers[n - first].number,
        document_id=lambda n: papers[n - first].pk,
        supersedes_id=lambda _n: None,
        published_on=lambda n: one.published_on - timedelta(days=n % 300),
    )


def more_messages(number):
    one = Message.objects.filter(user__username="zhongzheng.clerk").first()
    copies(one, number, uuid=lambda _n: uuid.uuid4(), key=lambda n: f"copy-{n}")


def more_jobs(number):
    one = Job.objects.filter(owner__username="henan.officer").first()
    copies(one, number, uuid=lambda _n: uuid.uuid4())


#: Each list, who reads it, and how it grows.
LISTS = {
    "docket": ("henan.officer", more_matters),
    "desk": ("henan.officer", more_matters),
    "places": ("henan.officer", more_matters),
    "api-docket-list": ("henan.officer", more_matters),
    "institutions:filings": ("anping.clerk", more_filings),
    "institutions:register": ("", more_qualifications),
    "announcements": ("", more_announcements),
    "announcement-feed": ("", more_announcements),
    "api-announcement-list": ("", more_announcements),
    "home": ("", more_announcements),
    "inbox": ("zhongzheng.clerk", more_messages),
    "jobs": ("henan.officer", more_jobs),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_a_thousand_costs_what_one_of_ten_costs(country, name):
    reader, more = LISTS[name]
    client, url = client_of(reader), reverse(name)
    more(10)
    _few, ten = queries_of(client, url)
    more(990)
    answer, thousand = queries_of(client, url)
    assert answer.status_code == 200
    assert len(thousand) == len(ten), "\n".join(sql[:200] for sql in thousand)
    assert len(thousand) <= MOST
