"""Slow work of attachments: the virus scan."""

import structlog
from celery import shared_task
from django.db import transaction
from django.utils import timezone

from portal.attachments.events import AttachmentInfected
from portal.attachments.models import Attachment
from portal.attachments.scanning import scanner
from portal.events import announce

log = structlog.get_logger(__name__)


@shared_task(autoretry_for=(OSError,), retry_backoff=True, max_retries=5)
def scan_attachment(pk: int) -> None:
    """Scan one file; a file that has its verdict is left alone."""
    attachment = Attachment.objects.unscanned().filter(pk=pk).first()
    engine = scanner()
    if attachment is None or engine is None:
        return
    with attachment.open() as content:
        verdict = engine.scan(content)
    with transaction.atomic():
        state = Attachment.Scan.CLEAN if verdict.is_clean else Attachment.Scan.INFECTED
        # The same bytes under another purpose share the verdict.
        Attachment.objects.unscanned().filter(path=attachment.path).update(
            scan=state, scanned_at=timezone.now(), finding=verdict.finding[:200]
        )
        if not verdict.is_clean:
            announce(
                AttachmentInfected(
                    attachment.pk,
                    attachment.name,
                    verdict.finding,
                    attachment.uploaded_by_id,
                    attachment.organisation_id,
                ),
            )


@shared_task
def scan_unscanned() -> None:
    """Scan what was left while scanner or broker was away; a file the scanner will not take keeps no other waiting."""
    for pk in Attachment.objects.unscanned().order_by("pk").values_list("pk", flat=True)[:500]:
        try:
            scan_attachment(pk)
        except OSError as wrong:
            log.warning("attachment_not_scanned", attachment=pk, error=str(wrong))
