"""
Which server answers: the primary, or a replica that may be a moment behind. Decided here and nowhere else.

A replica is read only where a moment does not matter: pages and lists for visitors (`may_lag` views, asked by GET
without session or token), and files a worker writes from a list. Whatever stands in a transaction, behind the login
wall or in a deed is the primary's.

Who has just written reads the primary for as long as a replica may lag; a cookie remembers it. Comparing positions of
the write-ahead log would be exact, but costs a question to the primary with each write and one to the replica with
each read, and would need the same cookie to carry the position; and a replica that lags longer is not read anyway.
"""

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse

View = Callable[..., HttpResponseBase]

#: What the primary must answer for a while, in the browser of whoever has written.
COOKIE: Final = "wrote"
#: Seconds for which a process believes what it found of a replica, and of one that was away.
BELIEVED: Final = 2.0
AWAY: Final = 10.0
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: Answers a replica may give because it has not heard yet, or is going away: the primary is asked then.
UNAVAILABLE: Final = 503
DOUBTFUL: Final = frozenset({404, UNAVAILABLE})
# All that was received is replayed, and more can be received: nothing is missing. Else what was replayed last tells.
LAG: Final = """
    SELECT pg_is_in_recovery(), pg_last_xact_replay_timestamp(),
        CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
                  AND EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL) THEN 0
        ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END
"""


@dataclass(frozen=True)
class Sight:
    """What was last seen of a replica: how many seconds it lags (None: it is away), and up to when it has replayed."""

    alias: str
    lag: float | None
    replayed: datetime | None
    at: float

    @property
    def is_usable(self) -> bool:
        return self.lag is not None and self.lag <= settings.REPLICA_MAX_LAG

    @property
    def is_old(self) -> bool:
        return time.monotonic() - self.at > (AWAY if self.lag is None else BELIEVED)


_reading: Final[ContextVar[str]] = ContextVar("replica_read", default=DEFAULT_DB_ALIAS)
_seen: Final[dict[str, Sight]] = {}
_turn: Final = itertools.count()


def aliases() -> list[str]:
    """The replicas of the settings."""
    return [alias for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS]


def look(alias: str) -> Sight:
    """See how a replica stands; one that is away, or no standby any more, has no lag."""
    lag, replayed = None, None
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute(LAG)
            is_standby, replayed, behind = cursor.fetchone()
        lag = float(behind) if is_standby and behind is not None else None
    except (DatabaseError, InterfaceError):
        connections[alias].close()
    sight = Sight(alias, lag, replayed, time.monotonic())
    _seen[alias] = sight
    return sight


def server() -> str:
    """The alias that answers a question asked now."""
    return DEFAULT_DB_ALIAS if connections[DEFAULT_DB_ALIAS].in_atomic_block else _reading.get()


def connection() -> BaseDatabaseWrapper:
    """The connection for a statement written by hand."""
    return connections[server()]


@contextmanager
def reading(*, since: datetime | None = None) -> Iterator[str]:
    """
    Within it questions go to a replica, if one is usable; the alias that answers.

    With `since`, only to one that has replayed something committed after that moment, hence all before it.
    """
    with _read_from(_chosen(since)) as alias:
        yield alias


@contextmanager
def _read_from(alias: str) -> Iterator[str]:
    token = _reading.set(alias)
    try:
        yield alias
    finally:
        _reading.reset(token)


def _chosen(since: datetime | None) -> str:
    sights = [_current(alias) if since is None else look(alias) for alias in aliases()]
    usable = [
        sight.alias
        for sight in sights
        if sight.is_usable and (since is None or (sight.replayed is not None and sight.replayed >= since))
    ]
    return usable[next(_turn) % len(usable)] if usable else DEFAULT_DB_ALIAS


def _current(alias: str) -> Sight:
    """What is believed of a replica; the first to find that old looks, and the others do not wait for it."""
    sight = _seen.get(alias)
    if sight is None:
        return look(alias)
    if not sight.is_old:
        return sight
    _seen[alias] = replace(sight, at=time.monotonic())
    return look(alias)


class Router:
    """Tells Django what was decided here; writes and migrations are the primary's."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        # Never silent: asked about a row's relations, Django would go back to where the row came from.
        return server()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, alias: str, app_label: str, **hints: Any) -> bool:
        return alias == DEFAULT_DB_ALIAS


class ReplicaMiddleware:
    """Lets visitors be answered by a replica; the last of the middlewares, so that it stands round the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.REPLICA_URLS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in SAFE:
            response.set_cookie(
                COOKIE,
                "1",
                max_age=int(settings.REPLICA_MAX_LAG + BELIEVED) + 1,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        return answer(request, view, args, kwargs)


def answer(request: HttpRequest, view: View, args: Sequence[Any], kwargs: Mapping[str, Any]) -> HttpResponseBase | None:
    """
    What a view says from a replica; None where the primary is to be asked.

    That is also where something goes wrong on the replica or is not found there: a question may be repeated.
    """
    if not settings.REPLICA_URLS or not may_lag(request, view):
        return None
    with reading() as alias:
        if alias == DEFAULT_DB_ALIAS:
            return None
        try:
            response = view(request, *args, **kwargs)
        except Exception as fault:  # noqa: BLE001 - whatever it is, the primary's answer counts
            if isinstance(fault, DatabaseError | InterfaceError):
                _doubt(alias)
            return None
    if response.status_code == UNAVAILABLE:
        _doubt(alias)
    if response.status_code in DOUBTFUL:
        return None
    if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
        response.streaming_content = _held(alias, iter(response))
    return response


def _doubt(alias: str) -> None:
    """Have the replica looked at before anybody reads it again."""
    connections[alias].close()
    _seen.pop(alias, None)


def may_lag(request: HttpRequest, view: Any) -> bool:
    """Whether the answer may be a moment old: a view that says so, and somebody unknown who has not just written."""
    shown = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    return (
        getattr(shown, "may_lag", False)
        and request.method in {"GET", "HEAD"}
        and "Authorization" not in request.headers
        and not {settings.SESSION_COOKIE_NAME, COOKIE} & set(request.COOKIES)
    )


def _held(alias: str, parts: Iterator[Any]) -> Iterator[Any]:
    """A stream read from where its page was."""
    while True:
        with _read_from(alias):
            part = next(parts, None)
        if part is None:
            return
        yield part
