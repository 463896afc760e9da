"""Ask: is this paper real, does it still hold, and is this the file that was issued?"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Final

from django.db.models import F, Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from portal.access.scope import Viewer
from portal.documents import pdf, signing
from portal.documents.composing import digest
from portal.documents.models import Document

CHUNK: Final = 1024 * 1024


class Verdict(StrEnum):
    """What the verification page says in large letters."""

    VALID = "valid"
    REVOKED = "revoked"
    REPLACED = "replaced"
    VOID = "void"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verification:
    """Everything the page tells; `html` is the paper itself, `times_checked` counts this look too."""

    verdict: Verdict
    code: str
    title: str = ""
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    html: SafeString | str = ""
    layout: str = ""
    is_sample: bool = False
    is_public: bool = False
    content_hash: str = ""
    pdf_hash: str = ""
    status_on: date | None = None
    status_reason: str = ""
    replaced_by_number: str = ""
    replaced_by_code: str = ""
    times_checked: int = 0
    checked_before: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.verdict is Verdict.VALID


def normalise(code: str) -> str:
    """What a person may have typed, as it is stored: no blanks, no hyphens, capitals."""
    return "".join(character for character in code.upper() if character.isascii() and character.isalnum())


def verify(code: str, *, counts: bool = True) -> Verification:
    """
    The verdict on a code; `counts=False` when this visitor has been counted already.

    An unknown code is an answer, not an error.
    """
    row = (
        Document.objects.select_related("organ", "replaced_by").filter(code=normalise(code)).first()
        if len(code) <= 60  # noqa: PLR2004 - no honest code is longer, blanks and hyphens included
        else None
    )
    if row is None:
        return Verification(Verdict.UNKNOWN, normalise(code)[:20])
    if counts:
        Document.objects.filter(pk=row.pk).update(times_checked=F("times_checked") + 1, checked_at=timezone.now())
    return Verification(
        verdict=Verdict(row.status) if is_intact(row) else Verdict.TAMPERED,
        code=row.code,
        title=row.title,
        number=row.number,
        issuer=row.organ.name,
        issued_on=row.issued_on,
        html=mark_safe(row.html),
        layout=row.layout,
        is_sample=row.is_sample,
        is_public=row.is_public,
        content_hash=row.content_hash,
        pdf_hash=row.pdf_hash,
        status_on=row.status_on,
        status_reason=row.status_reason,
        replaced_by_number=row.replaced_by.number if row.replaced_by else "",
        replaced_by_code=row.replaced_by.code if row.replaced_by else "",
        times_checked=row.times_checked + counts,
        checked_before=row.checked_at,
    )


def is_intact(row: Document) -> bool:
    """Whether the stored words are still those that were signed at issue."""
    parts = (row.code, row.number, row.organ.name, row.issued_on.isoformat(), row.content_hash)
    return digest(row.html) == row.content_hash and signing.holds(row.signature, *parts)


def public_papers(words: str) -> list[Document]:
    """Public papers whose number, or whose verification code, is exactly what was typed."""
    found = Q(number=words.strip()) | Q(code=normalise(words)[:40])
    return list(Document.objects.published().filter(found).select_related("organ").order_by("-issued_on")[:20])


def readable(code: str, viewer: Viewer | None) -> Document | None:
    """The paper of this code if it is public, or if the person may see it; None is a visitor."""
    rows = Document.objects.filter(code=normalise(code))
    return rows.published().first() or (rows.visible_to(viewer).first() if viewer is not None else None)


def is_issued_file(code: str, file: IO[bytes]) -> bool:
    """Whether the file is, byte for byte, the PDF issued under this code."""
    row = Document.objects.filter(code=normalise(code)).first()
    if row is None:
        return False
    row = pdf.ensure(row)
    return file_hash(file) == row.pdf_hash and signing.holds(row.pdf_signature, row.code, row.pdf_hash)


def issued_as(file: IO[bytes]) -> Document | None:
    """The paper whose PDF this file is, found by its hash alone; None when we never issued it."""
    row = Document.objects.select_related("organ").filter(pdf_hash=file_hash(file)).first()
    return row if row is not None and signing.holds(row.pdf_signature, row.code, row.pdf_hash) else None


def file_hash(file: IO[bytes]) -> str:
    """SHA-256 of a file, read in pieces."""
    hashed = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        hashed.update(chunk)
    return hashed.hexdigest()
