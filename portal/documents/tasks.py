"""Slow work of documents: making the PDF."""

from celery import shared_task

from portal.documents import pdf
from portal.documents.models import Document


@shared_task
def render_document(pk: int) -> None:
    """Make the PDF of one paper; one that has it is left alone."""
    document = Document.objects.unrendered().filter(pk=pk).first()
    if document is not None:
        pdf.ensure(document)


@shared_task
def render_unrendered() -> None:
    """Make what was left while broker or worker was away."""
    waiting = Document.objects.unrendered().order_by("pk").values_list("pk", flat=True)[:200]
    for _document in pdf.ensure_each(list(waiting)):
        pass
