"""The Celery application; the beat schedule is one table in settings."""

from typing import Any

from celery import Celery, Task
from django.db import transaction


class PatientTask(Task):
    """
    A task whose publication may fail without harm.

    The rows are the truth and a sweep sends again what never arrived, so a broker that is down must neither hold
    up nor fail the request that has just committed: one attempt, and a log entry if it does not succeed.
    """

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:
        """Send the task once the surrounding transaction is committed."""

        def publish() -> None:
            self.apply_async(args, kwargs, retry=False)

        transaction.on_commit(publish, robust=True)


app = Celery("portal", task_cls=PatientTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()
app.autodiscover_tasks()
