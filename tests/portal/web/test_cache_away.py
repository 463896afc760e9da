"""Without the cache's server the pages go on, and nobody waits for it twice."""

import socket

import pytest
from django.core.cache import caches
from django.urls import reverse

from portal import cache

ASKED = {
    "get": (("key", "otherwise"), "otherwise"),
    "set": (("key", 1), None),
    "add": (("key", 1), False),
    "touch": (("key",), False),
    "delete": (("key",), False),
    "has_key": (("key",), False),
    "incr": (("key",), 0),
    "get_many": ((["key"],), {}),
    "set_many": (({"key": 1},), ["key"]),
    "delete_many": ((["key"],), None),
}


@pytest.fixture
def silence(monkeypatch):
    """What this process knows of the cache's server, nothing yet."""
    monkeypatch.setattr(cache._Server, "silent_until", 0.0)


@pytest.fixture
def away(settings, silence):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    return caches["default"]


@pytest.mark.parametrize("verb", ASKED)
def test_a_cache_without_its_server_is_an_empty_one(away, verb):
    told, answer = ASKED[verb]
    assert getattr(away, verb)(*told) == answer


def test_the_front_page_opens_without_the_cache(away, client, db):
    assert client.get(reverse("home")).status_code == 200


def test_a_server_that_says_nothing_is_asked_by_one_and_left_alone_by_the_rest(settings, silence):
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"redis://127.0.0.1:{mute.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": address}}
        mute.settimeout(0.2)
        assert [caches["default"].get("key", number) for number in range(50)] == list(range(50))
        knocks = 0
        with pytest.raises(TimeoutError):
            while mute.accept():
                knocks += 1
    assert knocks <= 1 + cache.LINE["retry"].get_retries()
