"""Every test here has a queue nobody else reads."""

import pytest
from django.core.cache import cache

from tests.portal.jobs.workers import own_queue
from tests.portal.rest.conftest import issue, today  # noqa: F401 - fixtures of tokens


@pytest.fixture(autouse=True)
def _nothing_counted():
    """What earlier tests asked counts for nobody."""
    cache.clear()


@pytest.fixture
def queue():
    with own_queue() as name:
        yield name
