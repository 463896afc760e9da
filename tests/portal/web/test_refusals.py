"""A refusal, a stale form and a database that is away are clear pages, and nothing is half-done."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from institutions.models import Filing
from portal.law import Clause
from tests.factories import institutions as factories

HTMX = {"HX-Request": "true"}


def accept(client, filing, key, **facts):
    url = reverse("institutions:filing-move", args=[filing.number, "accept"])
    headers = facts.pop("headers", {})
    return client.post(url, {"once": key, **facts}, headers=headers)


@pytest.fixture
def friday():
    with time_machine.travel(datetime(2026, 9, 18, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")), tick=False):
        yield


@pytest.fixture
def filing(friday, institute, applicant, officer, client):
    client.force_login(officer)
    return factories.a_submitted_filing(institute, applicant)


@pytest.mark.django_db
def test_a_refusal_is_a_409_page_with_every_reason_and_its_clause(client, filing):
    accept(client, filing, "a")
    refused = accept(client, filing, "b")
    assert refused.status_code == 409
    objections = refused.context["objections"]
    assert all(isinstance(objection.basis, Clause) for objection in objections)
    text = refused.content.decode()
    for objection in objections:
        assert str(objection.message) in text
        assert reverse("law-clause", args=[objection.basis.key]) in text
    assert "<html" in text


@pytest.mark.django_db
def test_asked_by_htmx_the_refusal_is_only_its_list(client, filing):
    accept(client, filing, "a")
    refused = accept(client, filing, "b", headers=HTMX)
    assert refused.status_code == 409
    assert "<html" not in refused.content.decode()
    assert 'role="alert"' in refused.content.decode()
    assert "HX-Request" in refused["Vary"]


@pytest.mark.django_db
def test_a_form_from_before_somebody_elses_move_is_a_409_page_that_says_what_changed(client, filing):
    stale = accept(client, filing, "a", version=filing.version - 1)
    assert stale.status_code == 409
    assert "提交" in stale.content.decode()
    assert Filing.objects.get(pk=filing.pk).state == "submitted"


@pytest.mark.django_db
def test_one_key_is_one_deed(client, filing):
    first, second = accept(client, filing, "a"), accept(client, filing, "a")
    assert first.status_code == second.status_code == 302
    assert Filing.objects.get(pk=filing.pk).version == filing.version + 1


@pytest.mark.django_db
def test_a_section_saved_elsewhere_is_a_conflict_that_names_both_versions(client, institute, applicant):
    draft = factories.a_draft(institute, applicant)
    client.force_login(applicant)
    url = reverse("institutions:filing-section", args=[draft.number, "basics"])
    told = client.post(
        url,
        {"version": "0", "fixed_assets": "900", "legal_representative": "郑守安", "website": "https://a.example.cn"},
        headers={"X-Autosave": "1"},
    )
    assert told.status_code == 409
    assert told.json()["version"] > 0
    assert told.json()["changes"]


@pytest.fixture
def no_database(db):
    """The server has gone: whoever connects is turned away."""
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT="1")
    yield
    connection.settings_dict.update(kept)
    connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/law/", "/o/91410105MA000004X1/", "/desk/"])
def test_with_the_database_away_every_page_says_so(client, officer, no_database, path):
    client.cookies["sessionid"] = "of-a-known-user"
    client.raise_request_exception = False
    page = client.get(path)
    assert page.status_code == 503
    assert page["Retry-After"] == "30"
    assert "没有写入任何内容" in page.content.decode()
