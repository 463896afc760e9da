"""A worker dies in the middle of an import, and the result is as if it had not."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.accounts.models import User
from portal.exchange import imports
from portal.exchange.templates import MARK
from portal.jobs import services
from portal.jobs.models import Job, Pulse
from portal.jobs.states import State
from tests.portal.exchange import slow_book
from tests.portal.exchange.books import blank, saved
from tests.portal.jobs.workers import Worker, own_queue, until

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 5000


def book_of(count):
    book = blank(slow_book.SLOW)
    assert book[MARK]["A1"].value == slow_book.SLOW.code
    for number in range(count):
        book["数据"].append([f"row-{number}", number])
    return SimpleUploadedFile("慢表.xlsx", BytesIO(saved(book).getvalue()).read())


def sees_rows(job, count):
    fresh = Job.objects.get(pk=job.pk)
    return fresh.step == "写入" and fresh.done >= count


@pytest.mark.timeout(150)
def test_five_thousand_rows_survive_the_death_of_their_worker():
    owner = User.objects.create_user("owner", name="张三")
    with own_queue() as queue:
        worker = Worker(queue, slow_book.__name__)
        job = imports.start(slow_book.SLOW, book_of(ROWS), by=owner, context={"pause": 0.05})
        try:
            until(lambda: sees_rows(job, 1000))
        finally:
            worker.kill()
        assert Pulse.objects.count() == 0, "half an import is no import"
        now = timezone.now() + timedelta(seconds=2)
        assert services.send_forgotten(now, unsent=timedelta(0), silent=timedelta(0)) == 1
        worker = Worker(queue, slow_book.__name__)
        try:
            until(lambda: Job.objects.get(pk=job.pk).is_finished)
        finally:
            worker.stop()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done, job.total) == (State.DONE, 2, ROWS, ROWS)
    assert job.outcome == {"rows": ROWS}
    assert set(Pulse.objects.values_list("process", flat=True)) == {f"row-{number}" for number in range(ROWS)}
