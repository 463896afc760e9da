"""Ask each part the portal stands on whether it is well."""

import functools
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from portal import replicas
from portal.audit import chain
from portal.jobs import liveness
from portal.rest import measures
from portal.workdays import table

#: Notices for the next year come in November; two months before the end of what is loaded somebody has to act.
CALENDAR_AHEAD: Final = timedelta(days=60)
QUEUE_LONG: Final = 200
#: Parts of the disk that are free.
DISK_LOW, DISK_FULL = 0.20, 0.05
LATE: Final = timedelta(minutes=15)
#: Whether the database knows Chinese letters: under the C locale, names are found by nothing.
LETTERS: Final = """
    SELECT datctype NOT IN ('C', 'POSIX') AND '数据中心' ~ '^[[:alpha:]]+$'
    FROM pg_database WHERE datname = current_database()
"""


class Level(StrEnum):
    """How it stands; only FAIL makes the answer 503."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What one probe found; `facts` are numbers and words without personal data."""

    name: str
    level: Level
    facts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


Probe = Callable[[], tuple[Level, dict[str, Any]]]


def database() -> tuple[Level, dict[str, Any]]:
    """It answers, and it knows Chinese letters."""
    with connection.cursor() as cursor:
        cursor.execute(LETTERS)
        (knows,) = cursor.fetchone()
    return (Level.OK, {}) if knows else (Level.FAIL, {"locale": "the database does not know Chinese letters"})


def migrations() -> tuple[Level, dict[str, Any]]:
    """Every migration of this code is applied; newer ones of a newer code do no harm."""
    missing = sorted(_on_disk() - set(MigrationRecorder(connection).applied_migrations()))
    return (Level.FAIL, {"missing": [".".join(name) for name in missing]}) if missing else (Level.OK, {})


def memory() -> tuple[Level, dict[str, Any]]:
    """The cache keeps what it is given; pages are served without it, so that its absence closes no door."""
    word = secrets.token_hex(8)
    cache.set(f"probe:{word}", word, 10)
    return (Level.OK if cache.get(f"probe:{word}") == word else Level.WARN), {}


def processes() -> tuple[Level, dict[str, Any]]:
    """Beat and a worker were heard of lately."""
    lives = liveness.lives(timezone.now())
    facts = {life.process: life.at.isoformat() if life.at else None for life in lives}
    return (Level.OK if all(life.is_alive for life in lives) else Level.FAIL), facts


def queue() -> tuple[Level, dict[str, Any]]:
    """The broker answers, and tasks do not pile up."""
    with current_app.connection_for_read(connect_timeout=2) as broker:
        channel: Any = broker.default_channel
        # An empty list is no list to the broker: asked for passively, a queue nobody waits in would not exist.
        length = channel.client.llen(settings.CELERY_TASK_DEFAULT_QUEUE)
    return (Level.WARN if length > QUEUE_LONG else Level.OK), {"length": length}


def backlog() -> tuple[Level, dict[str, Any]]:
    """Jobs and messages are not kept waiting."""
    waiting = measures.waiting(timezone.now())
    late = [name for name, (_count, seconds) in waiting.items() if seconds > LATE.total_seconds()]
    facts = {name: {"waiting": count, "oldest_seconds": round(seconds)} for name, (count, seconds) in waiting.items()}
    return (Level.WARN if late else Level.OK), facts


def trail() -> tuple[Level, dict[str, Any]]:
    """The head of the audit trail, for whoever keeps heads elsewhere; `verify_audit` proves the whole."""
    position, digest = chain.head()
    return Level.OK, {"position": position, "head": digest}


def calendar() -> tuple[Level, dict[str, Any]]:
    """The State Council's notices reach far enough for the deadlines computed today."""
    today = timezone.localdate()
    reaches = table.calendar().covers(today, today + CALENDAR_AHEAD)
    return (Level.OK, {}) if reaches else (Level.WARN, {"missing_by": (today + CALENDAR_AHEAD).isoformat()})


def standbys() -> tuple[Level, dict[str, Any]]:
    """Each replica with the seconds it lags, or None where it is away; the primary does without, only slower."""
    sights = [replicas.look(alias) for alias in replicas.aliases()]
    level = Level.OK if all(sight.is_usable for sight in sights) else Level.WARN
    return level, {sight.alias: None if sight.lag is None else round(sight.lag, 1) for sight in sights}


def disk() -> tuple[Level, dict[str, Any]]:
    """There is room for files."""
    usage = shutil.disk_usage(settings.ROOT)
    free = usage.free / usage.total
    level = Level.FAIL if free < DISK_FULL else Level.WARN if free < DISK_LOW else Level.OK
    return level, {"free_percent": round(free * 100)}


READY: Final[dict[str, Probe]] = {"database": database, "migrations": migrations, "cache": memory}
DEEP: Final[dict[str, Probe]] = READY | {
    "processes": processes,
    "queue": queue,
    "backlog": backlog,
    "audit": trail,
    "calendar": calendar,
    "replicas": standbys,
    "disk": disk,
}


def ask(probes: dict[str, Probe]) -> list[Finding]:
    """What each probe finds; one that breaks fails, under the name of what it raised."""
    return [_ask(name, probe) for name, probe in probes.items()]


def worst(findings: Iterable[Finding]) -> Level:
    """The level of the whole."""
    levels = {finding.level for finding in findings}
    return next((level for level in (Level.FAIL, Level.WARN) if level in levels), Level.OK)


def _ask(name: str, probe: Probe) -> Finding:
    begun = time.monotonic()
    try:
        level, facts = probe()
    except Exception as broken:  # noqa: BLE001 - whatever breaks, the answer is that this part is not well
        level, facts = Level.FAIL, {"error": type(broken).__name__}
    return Finding(name, level, facts, round(time.monotonic() - begun, 4))


@functools.cache
def _on_disk() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)
