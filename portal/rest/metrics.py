"""What Prometheus reads: requests as every process counted them, and the state of the queues."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.utils import timezone
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from portal import replicas
from portal.rest import measures

#: Counting a nation's docket costs more than a scrape should; within these seconds it is not counted again.
KEPT_FOR: Final = 15
#: Files of processes gone for so many seconds are removed; sums shrink then, which Prometheus takes for a restart.
STALE_AFTER: Final = 7 * 86_400
BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
_LABELS: Final[dict[str, tuple[str, ...]]] = {
    "docket_live": ("kind", "state"),
    "docket_overdue": ("kind",),
    "jobs": ("kind", "state"),
    "deliveries": ("channel", "state"),
    "connections": ("state",),
    "audit_position": (),
}
_MEANINGS: Final = {
    "docket_live": "Matters not closed",
    "docket_overdue": "Matters past their day",
    "jobs": "Jobs by state",
    "deliveries": "Messages not yet delivered",
    "connections": "Connections to this database",
    "audit_position": "Entries in the audit trail",
}

_here: Final = CollectorRegistry()
requests: Final = Counter("portal_requests_total", "Requests answered", ["route", "method", "status"], registry=_here)
latency: Final = Histogram(
    "portal_request_seconds", "Time to the answer", ["route", "method"], buckets=BUCKETS, registry=_here
)


def observe(route: str, method: str, status: int, seconds: float) -> None:
    """Count one request under its route's name, never its address."""
    requests.labels(route, method, str(status)).inc()
    latency.labels(route, method).observe(seconds)


def exposition() -> bytes:
    """The text a scrape gets: the sums over all processes, and the gauges of the moment."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(settings.METRICS_DIR))
    registry.register(_Gauges())
    return generate_latest(registry)


def prepare() -> None:
    """Make the folder of counts if it is not there, and remove the counts of processes that ended long ago."""
    Path(settings.METRICS_DIR).mkdir(parents=True, exist_ok=True)
    for file in Path(settings.METRICS_DIR).glob("*.db"):
        pid = file.stem.rpartition("_")[2]
        with suppress(OSError):
            if pid.isdecimal() and not _lives(int(pid)) and time.time() - file.stat().st_mtime > STALE_AFTER:
                file.unlink()


class _Gauges(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from _standbys()
        try:
            rows = _counted()
        except (DatabaseError, InterfaceError):
            yield GaugeMetricFamily("portal_database_up", "Whether the database answers", value=0)
            return
        yield GaugeMetricFamily("portal_database_up", "Whether the database answers", value=1)
        yield from _families(rows)


def _standbys() -> Iterator[Metric]:
    usable = GaugeMetricFamily("portal_replica_usable", "Whether the replica may be read", labels=["replica"])
    lag = GaugeMetricFamily("portal_replica_lag_seconds", "How far the replica is behind", labels=["replica"])
    for sight in map(replicas.look, replicas.aliases()):
        usable.add_metric([sight.alias], sight.is_usable)
        if sight.lag is not None:
            lag.add_metric([sight.alias], sight.lag)
    yield from (usable, lag)


def _families(rows: Iterable[tuple[str, str, str, int]]) -> Iterator[Metric]:
    families = {
        name: GaugeMetricFamily(f"portal_{name}", _MEANINGS[name], labels=labels) for name, labels in _LABELS.items()
    }
    for name, first, second, value in rows:
        families[name].add_metric((first, second)[: len(_LABELS[name])], value)
    yield from families.values()


def _counted() -> list[tuple[str, str, str, int]]:
    with suppress(RedisError):
        if (kept := cache.get("metrics")) is not None:
            return list(kept)
    rows = measures.gauges(timezone.localdate())
    with suppress(RedisError):
        cache.set("metrics", rows, KEPT_FOR)
    return rows


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
