"""What the virus scanner's word changes; the scanner is a socket that speaks clamd's protocol."""

import socket
import threading
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.http import Http404

from portal.attachments import store, tasks
from portal.attachments.models import Attachment
from portal.attachments.scanning import Clamd, Verdict
from portal.attachments.views import stream
from portal.regions.models import Region
from tests.factories.papers import a_firm

PDF = b"%PDF-1.7\ntrailer\n%%EOF\n"


def serve(answers, received):
    """As many conversations of clamd's INSTREAM as there are answers; returns the address."""
    door = socket.create_server(("127.0.0.1", 0))

    def talk():
        with door:
            for answer in answers:
                line, _peer = door.accept()
                with line:
                    stream = line.makefile("rb")
                    stream.read(len(b"zINSTREAM\0"))
                    while length := int.from_bytes(stream.read(4), "big"):
                        received.append(stream.read(length))
                    line.sendall(answer)

    threading.Thread(target=talk, daemon=True).start()
    return f"tcp://127.0.0.1:{door.getsockname()[1]}"


@pytest.fixture
def attachment(db, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    firm = a_firm(Region.objects.get(pk="410000"))
    facts = {"by": None, "organisation": firm, "purpose": "certificate", "on": date(2026, 9, 18)}
    return store.keep(ContentFile(PDF, name="证书.pdf"), **facts)


def scan(attachment, settings, answer):
    received = []
    settings.CLAMD_URL = serve([answer], received)
    tasks.scan_attachment(attachment.pk)
    attachment.refresh_from_db()
    return b"".join(received)


def test_a_clean_file_is_marked_so_after_the_scanner_read_all_of_it(attachment, settings):
    assert attachment.scan == Attachment.Scan.PENDING
    assert scan(attachment, settings, b"stream: OK\0") == PDF
    assert attachment.scan == Attachment.Scan.CLEAN


def test_an_infected_file_is_marked_with_what_was_found(attachment, settings):
    scan(attachment, settings, b"stream: Eicar-Test-Signature FOUND\0")
    assert (attachment.scan, attachment.finding) == (Attachment.Scan.INFECTED, "Eicar-Test-Signature")
    with pytest.raises(Http404):
        stream(attachment)


def test_a_scanner_that_is_away_leaves_the_file_waiting(attachment):
    with pytest.raises(OSError, match="refused"):
        Clamd("tcp://127.0.0.1:1").scan(attachment.open())
    assert attachment in Attachment.objects.unscanned()


def test_a_file_not_yet_scanned_goes_back_to_nobody_else(attachment, django_user_model):
    reader = django_user_model.objects.create_user("经办", name="经办")
    reader.assignments.create(role="applicant", organisation=attachment.organisation, since=date(2020, 1, 1))
    assert store.find(attachment.key, reader) is None


def test_a_word_that_is_neither_is_no_verdict(attachment, settings):
    with pytest.raises(OSError, match="size limit"):
        Clamd._read("INSTREAM size limit exceeded. ERROR")
    assert Clamd._read("stream: OK") == Verdict(is_clean=True)


def test_a_file_the_scanner_will_not_take_keeps_no_other_waiting(attachment, settings):
    other = store.keep(
        ContentFile(PDF + b"%", name="另一份.pdf"),
        by=None,
        organisation=attachment.organisation,
        purpose="certificate",
        on=date(2026, 9, 18),
    )
    settings.CLAMD_URL = serve([b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK\0"], [])
    tasks.scan_unscanned()
    assert list(Attachment.objects.unscanned()) == [attachment]
    other.refresh_from_db()
    assert other.scan == Attachment.Scan.CLEAN
