"""One attempt at a job, as its handler sees it."""

import time
from collections.abc import Iterable
from datetime import date
from typing import IO, Any, Final

from django.core.files import File
from django.utils import timezone

from portal.jobs.lines import Line
from portal.jobs.models import Checkpoint, Job
from portal.jobs.registry import Cancelled, Failed
from portal.jobs.states import State

REPORT_EVERY: Final = 0.5  # seconds between two writings of progress


class JobRun:
    """
    The handler's side of a job.

    `params` is what it was started with, `saved` what earlier attempts remembered, `on` the day it was asked for:
    a job that crosses midnight still does what was asked.
    """

    def __init__(self, job: Job, line: Line) -> None:
        self.job, self.line = job, line
        self.params: dict[str, Any] = job.params
        self.by = job.owner
        self.on: date = timezone.localdate(job.created_at)
        self.saved: dict[str, Any] = dict(
            Checkpoint.objects.filter(job=job).values_list("data", flat=True).first() or {}
        )
        self.done, self.total, self.step = 0, 0, ""
        self.outcome: dict[str, Any] = {}
        self._reported = 0.0

    def progress(self, done: int | None = None, total: int | None = None, step: str | None = None) -> None:
        """
        Say how far the work is; cheap enough to call on every row.

        Raises `Cancelled` when the owner has called the job off and its kind allows it.
        """
        changes_step = step is not None and str(step) != self.step
        self.done = self.done if done is None else done
        self.total = max(self.total if total is None else total, self.done)
        self.step = self.step if step is None else str(step)
        if changes_step or time.monotonic() - self._reported >= REPORT_EVERY:
            self._report()

    def checkpoint(self, **data: Any) -> None:
        """
        Remember `data` for the next attempt, in the transaction under way.

        Call it inside the `transaction.atomic()` that does the work it stands for: then nothing is done twice.
        """
        self.saved.update(data)
        Checkpoint.objects.update_or_create(job=self.job, defaults={"data": self.saved})

    def settle(self, **data: Any) -> None:
        """Remember `data`, and that what was asked for is written: it is too late to call the job off."""
        self.checkpoint(is_settled=True, **data)

    @property
    def is_settled(self) -> bool:
        """Whether this attempt or an earlier one has written what was asked for."""
        return bool(self.saved.get("is_settled"))

    def is_cancelled(self) -> bool:
        """Whether the owner has called the job off in time; asks the database."""
        state = self.line.report(self.job.pk, self.done, self.total, self.step)
        self._reported = time.monotonic()
        return state == State.CANCELLING and not self.is_settled

    def stop_if_cancelled(self) -> None:
        """Raise `Cancelled` if the owner has called the job off."""
        if self.is_cancelled():
            raise Cancelled

    def keep(self, name: str, content: IO[bytes]) -> None:
        """
        Keep the file the owner may fetch, under this name; replaces what an earlier attempt kept.

        Call it outside the work's transaction: it writes the job's own row.
        """
        if self.job.result:
            self.job.result.delete(save=False)
        self.job.result.save(name, File(content), save=False)
        self.job.result_name = name
        self.job.save(update_fields=["result", "result_name"])

    def fail(self, problems: Iterable[dict[str, Any]]) -> None:
        """Give up, with every problem."""
        raise Failed(*problems)

    def _report(self) -> None:
        if self.is_cancelled():
            raise Cancelled
