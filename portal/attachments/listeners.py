"""On hearing of a new file: have it scanned."""

from django.conf import settings

from portal.attachments.events import AttachmentKept
from portal.attachments.tasks import scan_attachment
from portal.events import listens


@listens(AttachmentKept)
def scan_when_committed(fact: AttachmentKept) -> None:
    if settings.CLAMD_URL:
        scan_attachment.delay_on_commit(fact.pk)  # type: ignore[attr-defined]  # PatientTask's
