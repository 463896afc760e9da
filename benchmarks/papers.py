"""An announcement's PDF: our road from facts to the stored file, and the renderer alone on the very same HTML."""

import time
from collections.abc import Iterator
from datetime import date
from uuid import uuid4

from portal.accounts.models import User
from portal.announcements.papers import GENERAL
from portal.announcements.services import notices
from portal.documents import issuing, organs, pdf
from portal.documents.models import Document
from portal.jobs import running
from portal.jobs.models import Job
from portal.regions.models import Region
from portal.web import bundles

ON = date(2026, 9, 18)


def one_paper(rounds: int) -> Iterator[tuple[float, float]]:
    """
    Seconds of ours and of the reference, in alternation.

    Ours takes a number, composes words, seal and QR, signs, enters rows, draws, hashes, signs, stores and marks. The
    reference is `write_pdf` with the same options on the same page, its fonts and style sheets parsed beforehand too.
    """
    renderer, (fonts, sheets, mark) = pdf.renderer(), pdf.setting()
    pdf.ensure(_issued())
    for _round in range(rounds):
        begun = time.perf_counter()
        paper = pdf.ensure(_issued())
        ours = time.perf_counter() - begun
        page = pdf.page_of(
            paper.html,
            title=paper.title,
            author=paper.organ.name,
            layout=paper.layout,
            on=paper.issued_on.isoformat(),
        )
        begun = time.perf_counter()
        renderer.HTML(string=page, base_url=str(pdf.STYLES)).write_pdf(
            stylesheets=[*sheets, mark] if paper.is_sample else sheets,
            font_config=fonts,
            pdf_variant=pdf.VARIANT,
            pdf_identifier=paper.content_hash.encode(),
        )
        yield ours, time.perf_counter() - begun


def many_papers(count: int, by: User) -> tuple[float, Job]:
    """Seconds of one job that draws and packs so many announcements, and the job as it ended; `by` sees Henan."""
    region = Region.objects.get(pk="410000")
    day = date(2001, 1, 1)  # nobody else's announcements
    for _ordinal in range(count):
        notices.publish(
            GENERAL,
            kind="qualification",
            region=region,
            context=GENERAL.sample,
            subject_kind="benchmark",
            subject_key=uuid4(),
            on=day,
            by=by,
            is_contestable=False,
        )
    job = bundles.start(bundles.Wish(region, day, day), by=by)
    begun = time.perf_counter()
    running.run(job)
    return time.perf_counter() - begun, job


def _issued() -> Document:
    return issuing.issue(
        GENERAL,
        organ=organs.of(Region.objects.get(pk="410000")),
        context=GENERAL.sample,
        subject_kind="benchmark",
        subject_key=uuid4(),
        on=ON,
        by=None,
    )
