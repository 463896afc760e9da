"""On hearing of a new paper: have its PDF made."""

from django.db import transaction

from portal.documents.events import DocumentIssued
from portal.documents.tasks import render_document
from portal.events import listens


@listens(DocumentIssued)
def render_when_committed(fact: DocumentIssued) -> None:
    # A broker that is down must not undo the deed: the sweep, or the first reader, makes the file.
    transaction.on_commit(lambda: render_document.delay(fact.pk), robust=True)
