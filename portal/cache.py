"""The cache, whose server may be away: then nothing is kept, nothing is counted, and nobody waits for it."""

import time
from collections.abc import Callable
from typing import Any, ClassVar, Final, TypeVar

import structlog
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

#: After a server did not answer, nobody asks it again for this many seconds.
REST: Final = 5.0
T = TypeVar("T")
log = structlog.get_logger(__name__)


class _Server:
    """What this process knows of the cache's server."""

    silent_until: ClassVar[float] = 0.0


#: One further attempt, at once: a line that was open before the server's restart is only noticed when it is used.
LINE: Final[dict[str, Any]] = {
    "socket_connect_timeout": 1,
    "socket_timeout": 1,
    "retry": Retry(NoBackoff(), 1),
}


def asked(deed: Callable[[], T], otherwise: T) -> T:
    """What the server answers, or `otherwise` while it is away; the health pages tell that it is."""
    if time.monotonic() < _Server.silent_until:
        return otherwise
    try:
        return deed()
    except (RedisError, OSError) as wrong:
        _Server.silent_until = time.monotonic() + REST
        log.warning("cache_away", error=str(wrong))
        return otherwise


class PatientCache(RedisCache):
    """Django's cache on Redis; without its server it is an empty one."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, {**params, "OPTIONS": {**LINE, **params.get("OPTIONS", {})}})

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return asked(lambda: super(PatientCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        asked(lambda: super(PatientCache, self).set(key, value, timeout, version), None)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return asked(lambda: super(PatientCache, self).add(key, value, timeout, version), False)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return asked(lambda: super(PatientCache, self).touch(key, timeout, version), False)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return asked(lambda: super(PatientCache, self).delete(key, version), False)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return asked(lambda: super(PatientCache, self).has_key(key, version), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return asked(lambda: super(PatientCache, self).incr(key, delta, version), 0)

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return asked(lambda: super(PatientCache, self).get_many(keys, version), {})

    def set_many(self, data: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> list[Any]:
        return asked(lambda: super(PatientCache, self).set_many(data, timeout, version), list(data))

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        asked(lambda: super(PatientCache, self).delete_many(keys, version), None)
