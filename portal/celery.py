"""The Celery application; the beat schedule is one table in settings."""

import time
from typing import Any, ClassVar, Final

import structlog
from celery import Celery, Task
from django.db import transaction
from kombu.exceptions import OperationalError

#: After a broker did not answer, nobody waits for it again for this many seconds.
REST: Final = 10.0
#: A line that was open before the broker's restart is only found dead by using it.
ONCE_MORE: Final = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
log = structlog.get_logger(__name__)


class PatientTask(Task):
    """
    A task whose publication may fail without harm.

    The rows are the truth and a sweep sends again what never arrived, so a broker that is down must neither hold
    up nor fail the request that has just committed: one attempt on the line that is open and one on a new one, a log
    entry if neither succeeds, and no further attempt for a while, however many tasks the same request has to send.
    """

    silent_until: ClassVar[float] = 0.0

    def before_start(self, *_task: Any) -> None:
        """Note that the broker is there: this task came from it."""
        PatientTask.silent_until = 0.0

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Send the task once the surrounding transaction is committed."""

        def publish() -> None:
            if time.monotonic() < PatientTask.silent_until:
                return
            try:
                self.apply_async(args, kwargs, retry=True, retry_policy=ONCE_MORE)
            except (OperationalError, OSError) as wrong:
                PatientTask.silent_until = time.monotonic() + REST
                log.warning("broker_down", task=self.name, error=str(wrong))

        transaction.on_commit(publish, robust=True)


app = Celery("portal", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
