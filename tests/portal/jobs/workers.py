"""What a worker of a test's own needs: the address of the test database, a queue nobody else reads, and patience."""

import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from portal.celery import app

ROOT = Path(__file__).resolve().parents[3]


def database_url():
    """The address of the test database the suite is connected to."""
    known = connection.settings_dict
    user, password, name = (quote(str(known[part]), safe="") for part in ("USER", "PASSWORD", "NAME"))
    if known["HOST"].startswith("/"):
        return f"postgresql://{user}:{password}@/{name}?host={quote(known['HOST'], safe='')}"
    return f"postgresql://{user}:{password}@{known['HOST']}:{known['PORT'] or 5432}/{name}"


@contextmanager
def own_queue():
    """Everything this process publishes meanwhile goes to a queue of its own."""
    name, before = f"test-{uuid.uuid4().hex[:12]}", app.conf.task_default_queue
    _publish_to(name)
    try:
        yield name
    finally:
        _publish_to(before)
        with app.connection_for_write() as broker:
            broker.default_channel.queue_delete(name)


def _publish_to(queue):
    app.conf.task_default_queue = queue
    app.amqp.queues = app.amqp.Queues({})
    app.amqp.__dict__.pop("router", None)


def until(condition, seconds=60.0):
    """Wait for a condition to hold; an AssertionError when it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    message = f"Waited {seconds} s for {condition.__doc__ or condition!r} in vain."
    raise AssertionError(message)
