"""Slow work of documents: making the PDF."""

import structlog
from celery import shared_task
from django.db import InterfaceError, OperationalError

from portal.documents import pdf
from portal.documents.models import Document

log = structlog.get_logger(__name__)


@shared_task
def render_document(pk: int) -> None:
    """Make the PDF of one paper; one that has it is left alone."""
    document = Document.objects.unrendered().filter(pk=pk).first()
    if document is not None:
        pdf.ensure(document)


@shared_task
def render_unrendered() -> None:
    """
    Make what was left while broker or worker was away; a paper that cannot be drawn keeps no other waiting.

    The latest first: somebody waits for it, while what has lain for years is drawn when it is first asked for.
    """
    for pk in list(Document.objects.unrendered().order_by("-issued_at").values_list("pk", flat=True)[:200]):
        try:
            render_document(pk)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("paper_not_drawn", document=pk)
