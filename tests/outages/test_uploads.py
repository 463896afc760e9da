"""Files on their way in: far too large ones, and a server that is killed half-way."""

import hashlib
import os
import secrets
import signal
from http.client import HTTPException
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from institutions.rules.words import Item
from institutions.services import filings
from portal.attachments.models import Attachment
from portal.jobs.models import Job
from tests.outages import long_book
from tests.outages.processes import Caller, Surroundings, Web, multipart, running
from tests.portal.jobs.workers import own_queue, until

MEGABYTE = 2**20
PDF = b"%PDF-1.7\n" + b"%" * 3_000_000 + b"\ntrailer\n%%EOF\n"
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def web(_empty):
    with own_queue() as queue, running(Web(Surroundings(queue))) as server:
        yield server


@pytest.fixture
def draft(institute, applicant):
    return filings.start(institute, "evaluation", by=applicant, on=timezone.localdate())


def memory_of(web):
    """The most that any of its processes has ever held, in megabytes."""
    found = [Path(f"/proc/{pid}/status").read_text() for pid in web.children()]
    return max(int(text.split("VmHWM:")[1].split()[0]) for text in found if "VmHWM:" in text) // 1024


def test_a_workbook_of_two_hundred_megabytes_is_refused_beside_its_field_without_being_held_in_memory(web, officer):
    person = Caller.signed_in(web, officer)
    path = reverse("import", args=[long_book.LONG.code])
    assert person.get(path).status == 200
    before = memory_of(web)
    edge = secrets.token_hex(16)
    part = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="大表.xlsx"\r\n\r\n'
    head, tail = part.encode() + b"PK\x03\x04", f"\r\n--{edge}--\r\n".encode()
    size = 200 * MEGABYTE
    person.line.putrequest("POST", path)
    for name, value in person.headers.items():
        person.line.putheader(name, value)
    person.line.putheader("Content-Type", f"multipart/form-data; boundary={edge}")
    person.line.putheader("Content-Length", str(len(head) + size + len(tail)))
    person.line.endheaders(head)
    for _chunk in range(200):
        person.line.send(bytes(MEGABYTE))
    person.line.send(tail)
    answer = person.line.getresponse()
    assert answer.status == 422
    assert "超过 50 MB 上限" in answer.read().decode()
    assert memory_of(web) - before < 100
    assert not Job.objects.exists()


def test_a_web_server_killed_during_an_upload_leaves_nothing_and_the_file_comes_in_whole_the_next_time(
    web, institute, applicant, draft
):
    path = reverse("institutions:evidence-add", args=[draft.number])
    person = Caller.signed_in(web, applicant)
    body, mime = multipart("证明.pdf", PDF, item=Item.BUSINESS_LICENCE, note="")
    line = person.line
    line.putrequest("POST", path)
    for name, value in {**person.headers, "Content-Type": mime, "Content-Length": str(len(body))}.items():
        line.putheader(name, value)
    line.endheaders(body[: len(body) // 2])
    for child in web.children():
        os.kill(child, signal.SIGKILL)
    with pytest.raises((OSError, HTTPException)):
        line.getresponse()
    line.close()
    assert not Attachment.objects.exists()
    until(web.is_ready)

    # What a process leaves that is killed while it writes the file itself.
    digest = hashlib.sha256(PDF).hexdigest()
    torn = Path(settings.PRIVATE_ROOT) / f"attachments/{institute.code}/{digest[:2]}/{digest}"
    torn.parent.mkdir(parents=True)
    torn.write_bytes(PDF[:1_000_000])
    sent = [person.upload(path, "证明.pdf", PDF, item=Item.BUSINESS_LICENCE, note="") for _click in range(2)]
    assert [answer.status for answer in sent] == [302, 302]
    kept = Attachment.objects.get()
    assert person.get(reverse("attachments:download", args=[kept.key])).content == PDF
