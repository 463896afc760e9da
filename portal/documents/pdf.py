"""The paper as PDF/A, made once from the frozen words; the only importer of WeasyPrint."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.utils.html import escape

from portal.documents import faces, locks, signing
from portal.documents.models import Document

STYLES: Final = Path(__file__).parent / "layout"
VARIANT: Final = "pdf/a-3b"
SAMPLE: Final = '@page { @top-center { content: "演示样本　不具有法律效力" } }'
#: So many rows of a long run of papers are in memory at a time.
AT_ONCE: Final = 50
# Pango keeps state that two threads of one process must not share.
_drawing = Lock()


@lru_cache(maxsize=1)
def renderer() -> Any:
    """WeasyPrint, loaded by the first paper: every command and web worker would wait two seconds for it otherwise."""
    return import_module("weasyprint")


@lru_cache(maxsize=1)
def setting() -> tuple[Any, list[Any], Any]:
    """The faces, the sheets and the sample's mark, read and parsed by the first paper of a process."""
    # Not by @font-face: each process would put 20 MB of copies into /tmp, and leave them there when it ends.
    faces.demand()
    weasyprint = renderer()
    fonts = weasyprint.text.fonts.FontConfiguration()
    sheets = [weasyprint.CSS(filename=path, font_config=fonts) for path in sorted(STYLES.glob("*.css"))]
    return fonts, sheets, weasyprint.CSS(string=SAMPLE, font_config=fonts)


def page_of(html: str, *, title: str, author: str, layout: str, on: str) -> str:
    """The composed words as the whole page the renderer is given."""
    return (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="author" content="{escape(author)}"><meta name="dcterms.created" content="{on}">'
        f'<meta name="dcterms.modified" content="{on}"></head><body class="layout-{layout}">{html}</body></html>'
    )


def draw(html: str, *, title: str, author: str, layout: str, on: str, is_sample: bool, key: str) -> bytes:
    """The PDF of a composed paper: fonts embedded, text searchable, the same bytes for the same paper."""
    weasyprint = renderer()
    fonts, sheets, mark = setting()
    # Papers quote what people typed: nothing is fetched on their word, from the network or the disk.
    fetcher = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
    page = page_of(html, title=title, author=author, layout=layout, on=on)
    with _drawing:
        document = weasyprint.HTML(string=page, base_url=str(STYLES), url_fetcher=fetcher)
        return document.write_pdf(
            stylesheets=[*sheets, mark] if is_sample else sheets,
            font_config=fonts,
            pdf_variant=VARIANT,
            pdf_identifier=key.encode(),
            uncompressed_pdf=False,
        )


def ensure(document: Document) -> Document:
    """The document with its file: made now if nobody made it yet, once however many ask."""
    if document.pdf_path:
        return document
    with transaction.atomic():
        locks.hold(f"render {document.content_hash}")
        row = Document.objects.select_related("organ").get(pk=document.pk)
        if row.pdf_path:
            return row
        content = draw(
            row.html,
            title=row.title,
            author=row.organ.name,
            layout=row.layout,
            on=row.issued_on.isoformat(),
            is_sample=row.is_sample,
            key=row.content_hash,
        )
        row.pdf_hash = hashlib.sha256(content).hexdigest()
        row.pdf_signature = signing.sign(row.code, row.pdf_hash)
        row.pdf_path = storages["private"].save(f"documents/{row.issued_on.year}/{row.code}.pdf", ContentFile(content))
        row.save(update_fields=["pdf_hash", "pdf_signature", "pdf_path"])
    return row


def ensure_each(keys: Sequence[int]) -> Iterator[Document]:
    """
    Each of these documents with its file, in their order; what has one already is only handed on.

    However many there are, few are in memory; broken off anywhere, what was made stays made.
    """
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        rows = Document.objects.defer("content", "html").in_bulk(part)
        yield from (ensure(rows[key]) for key in part if key in rows)
