"""On hearing of a new file: have it scanned."""

from django.conf import settings
from django.db import transaction

from portal.attachments.events import AttachmentKept
from portal.attachments.tasks import scan_attachment
from portal.events import listens


@listens(AttachmentKept)
def scan_when_committed(fact: AttachmentKept) -> None:
    if settings.CLAMD_URL:
        # A broker that is down must not undo the deed: the sweep picks the file up later.
        transaction.on_commit(lambda: scan_attachment.delay(fact.pk), robust=True)
