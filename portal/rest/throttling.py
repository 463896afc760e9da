"""How often one may ask: counted in the cache by the minute, per address or per token."""

import functools
import time
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from redis import Redis
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from portal.cache import LINE, asked
from portal.rest.models import ApiToken

WINDOW: Final = 60


def count(kind: str, who: str) -> int:
    """Count one request of this kind and say how many there were in this minute; 0 when the cache is away."""
    server, key = _server(settings.CACHES["default"]["LOCATION"]), _key(kind, who)

    def counted() -> int:
        found = int(server.incr(key))
        if found == 1:
            server.expire(key, WINDOW * 2)
        return found

    # The service matters more than its fence.
    return asked(counted, 0)


def limit(kind: str) -> int:
    """Requests a minute for this kind."""
    return int(settings.API_REQUESTS_PER_MINUTE[kind])


def left_of_window() -> int:
    """Seconds until counting begins anew."""
    return WINDOW - int(time.time()) % WINDOW


def refuse_guessing(address: str) -> None:
    """Raise `Throttled` for an address that offered too many secrets that open nothing."""
    server = _server(settings.CACHES["default"]["LOCATION"])
    guesses = asked(lambda: int(server.get(_key("login", address)) or 0), 0)
    if guesses >= limit("login"):
        raise exceptions.Throttled(left_of_window())


def count_guess(address: str) -> None:
    """Count a secret that opened nothing."""
    count("login", address)


def waits(kind: str, who: str) -> int:
    """Count a request; the seconds to wait if it is one too many, else 0."""
    return left_of_window() if count(kind, who) > limit(kind) else 0


def address_of(request: HttpRequest | Request) -> str:
    """Where the request comes from, as the web server's door established it."""
    return str(request.META.get("REMOTE_ADDR", ""))


class _Throttle(BaseThrottle):
    wait_seconds = 0

    def wait(self) -> int:
        return self.wait_seconds

    def _pass(self, kind: str, who: str) -> bool:
        self.wait_seconds = waits(kind, who)
        return not self.wait_seconds


class AddressThrottle(_Throttle):
    """For doors anyone may use: per network address."""

    def allow_request(self, request: Request, view: Any) -> bool:
        return self._pass("anon", address_of(request))


class BearerThrottle(_Throttle):
    """For doors behind the wall: per token, or per person signed in."""

    def allow_request(self, request: Request, view: Any) -> bool:
        if isinstance(request.auth, ApiToken):
            return self._pass("token", f"t{request.auth.pk}")
        return self._pass("token", f"u{request.user.pk}")


@functools.lru_cache(maxsize=2)
def _server(address: str) -> Redis:
    """The cache's own server: one command a request, where the framework's counter takes three."""
    return Redis.from_url(address, **LINE)


def _key(kind: str, who: str) -> str:
    return f"throttle:{kind}:{who}:{int(time.time()) // WINDOW}"
