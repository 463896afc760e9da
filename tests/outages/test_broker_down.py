"""The broker is killed, people go on working, it comes back: everything they set in motion arrives, once."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone

from institutions.models import Filing
from institutions.rules.words import Item
from institutions.states import FilingState
from portal.access import Role
from portal.accounts.models import Invitation
from portal.attachments.models import Attachment
from portal.documents.models import Document
from portal.jobs.models import Job, Pulse
from portal.jobs.states import State
from portal.notifications.models import Delivery, Message
from tests.factories import institutions as factories
from tests.outages import long_book
from tests.outages.mailbox import mailbox
from tests.outages.processes import Beat, Caller, Surroundings, Web, Worker, own_valkey, running
from tests.portal.exchange.books import blank, saved
from tests.portal.jobs.workers import until

#: No page may be held up by a server that is away; the busiest machine makes a page in this many seconds.
PAGE = 30
PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    # The mail server under test asks for a word on a line of this very machine.
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),
]


@contextmanager
def scanner():
    """A virus scanner that finds everything clean; yields its address and how many files it was shown."""
    door, shown = socket.create_server(("127.0.0.1", 0)), []

    def talk():
        while True:
            try:
                line, _peer = door.accept()
            except OSError:
                return
            with line:
                stream = line.makefile("rb")
                stream.read(len(b"zINSTREAM\0"))
                content = b""
                while length := int.from_bytes(stream.read(4), "big"):
                    content += stream.read(length)
                shown.append(content)
                line.sendall(b"stream: OK\0")

    threading.Thread(target=talk, daemon=True).start()
    try:
        yield f"tcp://127.0.0.1:{door.getsockname()[1]}", shown
    finally:
        door.shutdown(socket.SHUT_RDWR)
        door.close()


class Office:
    """An institution's clerk and head, an officer and a colleague, at a portal whose broker they can lose."""

    def __init__(self, web, institute, applicant, officer):
        head = factories.a_user("管理员", Role.ORGANISATION_ADMIN, organisation=institute)
        colleague = factories.a_user("同事", Role.OFFICER, region="410000")
        self.clerk, self.head = Caller.signed_in(web, applicant), Caller.signed_in(web, head)
        self.officer, self.colleague = Caller.signed_in(web, officer), Caller.signed_in(web, colleague)

    def hand_in_and_accept(self, filing):
        """An application handed in and accepted: papers, messages and letters to several people."""
        said = {"once": f"in-{filing.number}"}
        answers = [self.clerk.post(reverse("institutions:filing-submit", args=[filing.number]), said)]
        path = reverse("institutions:filing-move", args=[filing.number, "accept"])
        version = Filing.objects.get(pk=filing.pk).version
        answers.append(self.officer.post(path, {"version": version, "once": f"accept-{filing.number}"}))
        return answers

    def send_files_and_invite(self, filing):
        """A file to be scanned, a workbook to be imported, a colleague to be invited."""
        book = blank(long_book.LONG)
        book["数据"].append(["row-0", 0])
        invited = {"email": "new@example.cn", "name": "新人", "role": Role.APPLICANT}
        invited["organisation"] = filing.organisation.code
        return [
            self.clerk.upload(
                reverse("institutions:evidence-add", args=[filing.number]),
                "证明.pdf",
                PDF,
                item=Item.BUSINESS_LICENCE,
                note="",
            ),
            self.colleague.upload(reverse("import", args=[long_book.LONG.code]), "长表.xlsx", saved(book).getvalue()),
            self.head.post(reverse("accounts:invitation-list"), invited),
        ]


def under_way():
    """What has been set in motion and has not arrived."""
    return [
        str(row)
        for rows in (
            Delivery.objects.exclude(state=Delivery.State.SENT),
            Document.objects.unrendered(),
            Attachment.objects.unscanned(),
            Job.objects.unfinished(),
            Invitation.objects.filter(sent_at=None),
        )
        for row in rows
    ]


def all_arrives(*supervised):
    """Wait until nothing is under way, and keep these up meanwhile; what is still under way is named."""
    end = time.monotonic() + 60
    while (left := under_way()) and time.monotonic() < end:
        for child in supervised:
            child.keep_up()
        time.sleep(0.1)
    assert left == []


def test_what_people_do_while_the_broker_is_dead_arrives_once_when_it_is_back(
    queue, institute, applicant, officer, tmp_path
):
    for user in (applicant, officer):
        user.email = f"{user.username}@example.cn"
        user.save()
    handed_in = factories.a_draft(institute, applicant, on=timezone.localdate())
    being_written = factories.a_draft(institute, applicant, kind="inspection", on=timezone.localdate())
    Attachment.objects.update(scan=Attachment.Scan.CLEAN)
    with own_valkey() as broker, mailbox() as box, scanner() as (clamd, shown):
        surroundings = Surroundings(
            queue, EMAIL_URL=box.url, DEFAULT_FROM_EMAIL="portal@portal.example", CLAMD_URL=clamd, **broker.variables
        )
        children = Web(surroundings), Worker(surroundings, long_book.__name__), Beat(surroundings, tmp_path)
        with running(*children) as (web, worker, beat):
            office = Office(web, institute, applicant, officer)
            until(lambda: Pulse.objects.filter(process="worker").exists())
            broker.kill()
            answers = office.hand_in_and_accept(handed_in) + office.send_files_and_invite(being_written)
            assert [answer.status for answer in answers] == [302] * 5, [answer.text[:2000] for answer in answers]
            pages = [office.clerk.get(path) for path in ("/", reverse("desk"), "/api/v1/qualifications")]
            assert [page.status for page in pages] == [200] * 3
            assert max(answer.seconds for answer in answers + pages) < PAGE
            assert Filing.objects.get(pk=handed_in.pk).state == FilingState.ACCEPTED
            assert len(under_way()) == 8, "three letters, two papers, a file, a workbook, an invitation"
            broker.return_()
            # A worker that had work in hand when its broker went may end; launcher and compose start it again.
            all_arrives(worker, beat)

    delivered = Delivery.objects.filter(channel=Delivery.Channel.MAIL).count()
    assert delivered == 3, "the clerk twice, the officer once"
    assert len(box.letters) == len(set(box.marks)) == delivered + 1, "and the invitation"
    assert set(Delivery.objects.values_list("attempts", flat=True)) == {1}
    told = Message.objects.exclude(event="jobs.finished")  # only to whoever had to wait for it
    assert told.count() == 6, "head and colleague have no address, and an inbox"
    assert shown == [PDF]
    job = Job.objects.get()
    assert (job.state, job.attempts) == (State.DONE, 1)
    assert Document.objects.count() == 2


def test_a_broker_that_holds_the_line_and_says_nothing_holds_up_nobody(queue, institute, applicant, officer):
    filing = factories.a_draft(institute, applicant, on=timezone.localdate())
    with own_valkey() as broker:
        surroundings = Surroundings(queue, **broker.variables)
        with running(Web(surroundings)) as web:
            office = Office(web, institute, applicant, officer)
            assert office.clerk.get("/").status == 200
            broker.freeze()
            try:
                answers = [*office.hand_in_and_accept(filing), office.clerk.get("/")]
            finally:
                broker.thaw()
    assert [answer.status for answer in answers] == [302, 302, 200]
    assert max(answer.seconds for answer in answers) < PAGE
    assert Filing.objects.get(pk=filing.pk).state == FilingState.ACCEPTED
    assert Document.objects.unrendered().count() == 2, "the sweep's to draw"
