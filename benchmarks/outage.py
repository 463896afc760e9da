"""What becomes of papers and messages when the broker is away for five minutes while applications come in."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.utils import timezone

from benchmarks import serving
from benchmarks.api import UNTHROTTLED, some_applicants
from benchmarks.filers import Applicant, Filer
from benchmarks.measuring import AT_MOST, Bar, Result
from benchmarks.scales import ROOT, Scales
from launch.broker import Valkey
from launch.place import Place, free_instance
from launch.variables import cache_url, queue_url
from portal.documents.models import Document
from portal.notifications.models import Delivery

#: Seconds the broker is away, seconds between two applications meanwhile, and seconds given to catch up afterwards.
AWAY, EVERY, CATCHING_UP = 300, 5, 420
BEFORE = 10


def lost(scales: Scales, _rounds: int) -> Iterator[Result]:
    """Papers not drawn and messages not sent of applications filed before and during the outage; none may be."""
    instance = free_instance(Place(ROOT), "outage")
    broker = Valkey(instance, lasting=True)
    servers = {
        "REDIS_URL": cache_url(instance.valkey_socket),
        "BROKER_URL": queue_url(f"unix://{instance.valkey_socket}?db=0"),
    }
    since, told = timezone.now(), some_applicants(BEFORE + AWAY // EVERY + 1, timezone.localdate())
    applicants = map(Applicant, told)
    broker.start()
    try:
        with serving.web(scales, "nation", extra=UNTHROTTLED | servers) as port, _working(scales, servers) as workers:
            filer = Filer(port, applicants, 0)
            for _number in range(BEFORE):
                filer.file(next(applicants))
            broker.stop()
            filed = BEFORE + _file_meanwhile(filer, applicants)
            broker.start()
            waited = _wait(since, workers)
    finally:
        broker.stop()
    left = _left(since)
    raw = {
        "filed": filed,
        "failures": filer.failures,
        "caught up after": waited,
        "papers": Document.objects.filter(issued_at__gte=since).count(),
    }
    note = f"({filed} filings, {len(filer.failures)} failures, caught up after {waited:.0f} s)"
    yield Result(
        "events lost over a 300 s broker outage", "", left + len(filer.failures), None,
        (Bar(AT_MOST, 0, "", is_absolute=True),), raw, note,
    )  # fmt: skip


def _file_meanwhile(filer: Filer, applicants: Iterator[Applicant]) -> int:
    begun, filed = time.monotonic(), 0
    while time.monotonic() - begun < AWAY:
        filer.file(next(applicants))
        filed += 1
        time.sleep(max(0.0, begun + filed * EVERY - time.monotonic()))
    return filed


def _left(since: object) -> int:
    waiting = Delivery.objects.exclude(state=Delivery.State.SENT).filter(created_at__gte=since)
    return Document.objects.filter(issued_at__gte=since, pdf_path="").count() + waiting.count()


class Supervised:
    """A process of the portal that is kept running."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self._command, self._environment = command, environment
        self._start()

    def _start(self) -> None:
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def keep_up(self) -> None:
        """Start it again if it has ended."""
        if self.process.poll() is not None:
            self._start()


def _wait(since: object, workers: list[Supervised]) -> float:
    """Until all is done; who has ended meanwhile is started again, as the launcher does."""
    begun = time.monotonic()
    while _left(since) and time.monotonic() - begun < CATCHING_UP:
        for worker in workers:
            worker.keep_up()
        time.sleep(2)
    return time.monotonic() - begun


@contextmanager
def _working(scales: Scales, servers: Mapping[str, str]) -> Iterator[list[Supervised]]:
    """A worker and the clock, as the launcher starts them."""
    celery = [sys.executable, "-m", "celery", "-A", "portal"]
    schedule = ROOT / ".state/benchmark-beat"
    commands = (
        [*celery, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "error"],
        [*celery, "beat", "--schedule", str(schedule), "--loglevel", "error"],
    )
    environment = {**scales.environment("nation"), **servers}
    workers = [Supervised(command, environment) for command in commands]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.wait(60)
