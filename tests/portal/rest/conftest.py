"""Tokens, clients that carry them, and an objection that waits for an officer."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from portal.announcements.papers import GENERAL
from portal.announcements.services import notices, objections
from portal.regions.models import Region
from portal.rest.services import tokens
from portal.rest.services.tokens import Wish
from tests.portal.rest import trial  # noqa: F401 - declares the scopes tokens are issued for


@pytest.fixture(autouse=True)
def _nothing_counted():
    """What earlier tests asked counts for nobody."""
    cache.clear()


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def issue(today):
    """Issues a token and hands back the row and its secret."""

    def issue(user, *scopes, **facts):
        usual = {"name": "业务系统", "expires_on": today + timedelta(days=30), "scopes": scopes or ("docket:read",)}
        return tokens.issue(Wish(**{**usual, **facts}), by=user, on=today)

    return issue


@pytest.fixture
def bearer(issue):
    """A client that carries a token of this user."""

    def bearer(user, *scopes, **facts):
        return carrying(issue(user, *scopes, **facts)[1])

    return bearer


def carrying(secret):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def announce(db, institute, today):
    """Publishes announcements of Henan."""

    def announce(key=1, **facts):
        usual = {
            "context": {"paragraphs": ["经审查，符合规定条件，现予公告。"], "rows": [["机构名称", institute.name]]},
            "organisation": institute,
        }
        return notices.publish(
            GENERAL,
            kind="qualification",
            region=Region.objects.get(pk="410000"),
            subject_kind="filing",
            subject_key=key,
            title=f"公告{key}",
            on=today,
            by=None,
            **{**usual, **facts},
        )

    return announce


@pytest.fixture
def objection(announce, today):
    words = objections.Words("key-1", "该机构的技术负责人张某已于上月离职，不符合规定的条件。", is_anonymous=True)
    return objections.lodge(announce(), words, on=today)
