"""Do: issue a paper, revoke it, replace it, void it. Nothing is ever deleted."""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.audit.trail import record
from portal.database.joining import joined
from portal.database.kept import kept
from portal.documents import locks, numbers, signing, wording
from portal.documents.composing import compose, digest, frozen
from portal.documents.events import DocumentIssued, DocumentLapsed
from portal.documents.models import Document, Organ
from portal.documents.papers import Paper
from portal.events import announce
from portal.parties.models import Organisation

#: No 0 O 1 I L: a code is also read aloud. 20 of 31 signs are 99 bits.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 20


@joined()
def issue(
    paper: Paper,
    *,
    organ: Organ,
    context: Mapping[str, Any],
    subject_kind: str,
    subject_key: object,
    on: date,
    by: User | None,
    subject_number: str = "",
    organisation: Organisation | None = None,
    number: str = "",
    title: str = "",
) -> Document:
    """
    Issue a paper under the next number of its series; the same facts again give the paper already issued.

    The number is taken in the caller's transaction: a deed that fails leaves no gap. `number` is for papers without a
    series, `title` where the paper's own is too general. The PDF follows after commit.
    """
    content, title = frozen(context), title or wording.recorded(paper.title)
    facts = digest(paper.code, organ.pk, subject_kind, str(subject_key), number, title, on, content)
    locks.hold(f"issue {facts}")
    existing = _issued_on.first(facts)
    if existing is not None:
        return existing  # type: ignore[no-any-return]
    entry = numbers.take(paper.series, organ, on=on) if paper.series else None
    number, code = entry.text if entry else number, new_code()
    is_sample = bool(settings.DEMO)
    html = compose(paper, context, organ=organ, number=number, title=title, on=on, code=code, is_sample=is_sample)
    content_hash = digest(html)
    document = Document.objects.create(
        code=code, number=number, entry=entry, paper=paper.code, layout=paper.layout.value, title=title,
        organ=organ, region=organ.region, organisation=organisation, subject_kind=subject_kind,
        subject_key=str(subject_key), subject_number=subject_number, issued_on=on, issued_by=by,
        is_public=paper.is_public, is_sample=is_sample, content=content, html=html, facts_hash=facts,
        content_hash=content_hash, signature=signing.sign(code, number, organ.name, on.isoformat(), content_hash),
    )  # fmt: skip
    record("documents.issue", document, by=by, facts={"paper": paper.code, "content": content_hash})
    announce(DocumentIssued(document.pk, paper.code, number, subject_kind, str(subject_key), on))
    return document


@kept
def _issued_on(facts: str) -> QuerySet[Document]:
    return Document.objects.valid().filter(facts_hash=facts).order_by("issued_on", "pk")[:1]


def revoke(document: Document, *, reason: str, on: date, by: User | None = None) -> Document:
    """The paper holds no longer; it stays readable and says so."""
    return _lapse(document, Document.Status.REVOKED, reason=reason, on=on, by=by)


def replace(document: Document, *, with_: Document, reason: str, on: date, by: User | None = None) -> Document:
    """Another paper stands in its place."""
    return _lapse(document, Document.Status.REPLACED, reason=reason, on=on, by=by, replaced_by=with_)


@joined()
def void(document: Document, *, reason: str, on: date, by: User | None = None) -> Document:
    """The paper was never served: paper and number are void, and the register keeps both with the reason."""
    lapsed = _lapse(document, Document.Status.VOID, reason=reason, on=on, by=by)
    if lapsed.entry is not None and not lapsed.entry.is_void:
        numbers.void(lapsed.entry, reason=reason, on=on, by=by)
    return lapsed


@joined()
def _lapse(
    document: Document,
    status: Document.Status,
    *,
    reason: str,
    on: date,
    by: User | None,
    replaced_by: Document | None = None,
) -> Document:
    row = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    if row.status != Document.Status.VALID:
        return row
    row.status, row.status_reason, row.status_on, row.replaced_by = status, reason[:200], on, replaced_by
    row.save(update_fields=["status", "status_reason", "status_on", "replaced_by"])
    record(f"documents.{status.value}", row, by=by, facts={"reason": row.status_reason, "on": on.isoformat()})
    announce(DocumentLapsed(row.pk, row.number, status.value, row.status_reason, on))
    return row


def new_code() -> str:
    """A verification code nobody can guess."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))
