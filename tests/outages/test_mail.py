"""Letters as a real mail server takes them, from a real worker that is told of it as in production."""

from datetime import date
from email.utils import parseaddr
from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from institutions.reports import EFFICIENCY
from portal.access import Role
from portal.accounts.models import User
from portal.notifications import services
from portal.notifications.delivering import HANDED, LONGEST_PAUSE, send_due
from portal.notifications.models import Delivery
from portal.regions.models import Region
from portal.reports import producing
from portal.reports.periods import Cycle, Period
from tests.outages.mailbox import mailbox
from tests.outages.processes import Surroundings, Worker, running
from tests.portal.jobs.workers import until

SENDER = "安全生产社会化服务平台 <portal@portal.example>"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The mail server under test asks for a word on a line of this very machine.
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),
]


@pytest.fixture
def box():
    with mailbox() as found:
        yield found


@pytest.fixture
def post(queue, box):
    """Where the worker finds the mail server."""
    return Surroundings(queue, EMAIL_URL=box.url, DEFAULT_FROM_EMAIL=SENDER)


@pytest.fixture
def reader():
    user = User.objects.create_user("reader", name="阅读人", email="reader@example.cn")
    user.assignments.create(role=Role.OFFICER, region_id="410000", since=date(2020, 1, 1))
    return user


def tell(reader, key="accepted:1"):
    services.notify([reader], "institutions.accepted", "申请已受理", "请等候审查。", "/desk/", key=key)
    return Delivery.objects.get(body__contains="请等候审查", user=reader)


def is_sent(row):
    """The letter is noted as sent."""
    return lambda: Delivery.objects.get(pk=row.pk).state == Delivery.State.SENT


def test_letters_leave_by_smtp_in_chinese_and_a_server_that_asks_for_patience_is_asked_again(post, box, reader):
    box.answers = ["451 4.7.1 try again later"]
    with running(Worker(post)):
        row = tell(reader)
        until(lambda: Delivery.objects.get(pk=row.pk).attempts == 1)
        row.refresh_from_db()
        assert (row.state, box.letters) == (Delivery.State.WAITING, [])
        assert "451" in row.last_error
        assert send_due(timezone.now()) == 0, "half a minute has not passed"
        assert send_due(row.next_at) == 1
        until(is_sent(row))
        region = Region.objects.get(pk="410000")
        period = Period.complete_on(Cycle.MONTHLY, timezone.localdate())
        run = producing.produce(EFFICIENCY, period, region, now=timezone.localtime())
        until(lambda: len(box.letters) == 2)

    letter, report = box.letters
    assert letter["Subject"] == "申请已受理"
    assert letter["To"] == "reader@example.cn"
    assert parseaddr(str(letter["From"])) == parseaddr(SENDER)
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Date"]
    assert "请等候审查。" in letter.get_content()
    assert "http://127.0.0.1:8000/desk/" in letter.get_content()

    assert report["Subject"].strip() == run.title, "folded after its name, as long ones are"
    book, paper = report.iter_attachments()
    assert [part.get_filename() for part in (book, paper)] == [f"{run.title}.xlsx", f"{run.title}.pdf"]
    assert "数据" in openpyxl.load_workbook(BytesIO(book.get_content())).sheetnames
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(paper.get_content())).pages)
    assert str(EFFICIENCY.title) in text.replace("\n", "")
    assert len(set(box.marks)) == len(box.marks) == 2


def test_a_worker_killed_between_the_servers_yes_and_its_own_note_sends_that_letter_again(post, box, reader):
    """At least once is all that mail can promise; the second copy carries the first one's Message-ID."""
    box.goes_on.clear()
    with running(Worker(post)) as worker:
        row = tell(reader)
        until(lambda: len(box.letters) == 1)
        worker.kill()
    box.goes_on.set()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (Delivery.State.WAITING, 0)
    with running(Worker(post)):
        until(lambda: send_due(timezone.now()) == 1)
        until(is_sent(row))
    assert len(box.letters) == 2
    assert len(set(box.marks)) == 1
    assert send_due(timezone.now() + HANDED + LONGEST_PAUSE) == 0, "it is sent once and for all"
