"""What an application costs in statements: by one request, or opened, filled in and handed in by three."""

import json
import uuid

import pytest
from django.core.cache import cache
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import Filing
from tests.factories import institutions as factories
from tests.portal.rest.conftest import bearer, issue, today  # noqa: F401 - fixtures of tokens

pytestmark = pytest.mark.django_db
FILINGS = "/api/v1/filings"


def sent(client, path, told):
    """What a request answers, and its statements; two of them begin and end the request's own transaction."""
    headers = {"Idempotency-Key": uuid.uuid4().hex, "If-Match": "*"}
    body = json.dumps(told, cls=DjangoJSONEncoder)
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(path, body, content_type="application/json", headers=headers)
    assert answer.status_code in {200, 201}, answer.content
    return answer.json(), [one["sql"] for one in captured]


def whole(client, organisation):
    """The statements of the three requests that hand an application in."""
    draft, opened = sent(client, FILINGS, {"kind": "evaluation"})
    filing = Filing.objects.get(number=draft["number"])
    parts = factories.content(filing, timezone.localdate())
    address = f"{FILINGS}/{filing.number}"
    _draft, filled_in = sent(client, f"{address}/sections", {"sections": parts})
    handed, handed_in = sent(client, f"{address}/submit", {})
    assert handed["state"] == "submitted"
    return {"open": opened, "fill in": filled_in, "hand in": handed_in}


@pytest.fixture
def statements(institute, applicant, officer, bearer):  # noqa: F811
    cache.clear()
    another, third = factories.an_institution(), factories.an_institution()
    whole(bearer(factories.an_applicant(another), "filing:read", "filing:write"), another)  # what is read once is read
    by_three = whole(bearer(applicant, "filing:read", "filing:write"), institute)
    return by_three | at_once(bearer(factories.an_applicant(third), "filing:read", "filing:write"), third)


def at_once(client, organisation):
    """The statements of the one request that does all of it."""
    parts = factories.content(
        Filing(organisation=organisation, kind="evaluation", type="initial"), timezone.localdate()
    )
    filing, statements = sent(client, FILINGS, {"kind": "evaluation", "sections": parts, "submit": True})
    assert filing["state"] == "submitted"
    return {"at once": statements}


@pytest.mark.parametrize(("deed", "most"), [("open", 18), ("fill in", 18), ("hand in", 44), ("at once", 65)])
def test_a_request_costs_no_more_statements_than_this(statements, deed, most):
    assert len(statements[deed]) <= most, "\n".join(sql[:200] for sql in statements[deed])
