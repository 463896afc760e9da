"""On hearing of a new paper: have its PDF made."""

from portal.documents.events import DocumentIssued
from portal.documents.tasks import render_document
from portal.events import listens


@listens(DocumentIssued)
def render_when_committed(fact: DocumentIssued) -> None:
    render_document.delay_on_commit(fact.pk)  # type: ignore[attr-defined]  # PatientTask's
