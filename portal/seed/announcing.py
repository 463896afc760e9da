"""Tell: many announcements at once, each with its number, its paper, its code and its signature."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.html import escape

from portal.announcements.models import Announcement
from portal.announcements.rules import OBJECTION_PERIOD
from portal.audit.models import Entry
from portal.documents import organs, qr, signing, wording
from portal.documents.composing import compose, digest, frozen
from portal.documents.issuing import ALPHABET, CODE_LENGTH
from portal.documents.models import DocNumber, DocSeries, Document, Organ
from portal.documents.papers import Paper
from portal.regions.models import Region
from portal.seed import loading
from portal.seed.nation import Nation
from portal.workdays import table, terms

#: What stands in a form where an announcement's own day and code will stand.
SOME_DAY: Final = date(1901, 2, 3)
SOME_CODE: Final = ALPHABET[:CODE_LENGTH]
QR_LABEL: Final = "扫码核验"
SOME_DRAWING: Final = str(qr.draw(qr.address(SOME_CODE), label=QR_LABEL))
DOCUMENT: Final = (
    "id", "code", "number", "entry_id", "paper", "layout", "title", "organ_id", "region_id", "organisation_id",
    "subject_kind", "subject_key", "subject_number", "issued_on", "issued_by_id", "issued_at", "is_public",
    "is_sample", "content", "html", "facts_hash", "content_hash", "signature", "status", "status_reason", "pdf_path",
    "pdf_hash", "pdf_signature", "times_checked",
)  # fmt: skip
ANNOUNCEMENT: Final = (
    "id", "number", "kind", "title", "facts", "document_id", "region_id", "organisation_id", "published_on",
    "objection_until", "is_certain", "status", "reason",
)  # fmt: skip
BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Notice:
    """An announcement to be made: its key is taken already, so that what it is about can point to it."""

    key: int
    kind: str
    region: str
    organisation: int | None
    published_on: date
    by: int
    facts: Mapping[str, Any]
    subject_kind: str
    subject_key: str
    subject_number: str = ""


class Form:
    """A paper of an organ composed once, with marks where the words of each announcement go."""

    def __init__(self, paper: Paper, organ: Organ, facts: Mapping[str, Any]) -> None:
        self._names = list(facts)
        marked = {name: _marked(name, facts[name]) for name in self._names}
        self._html = compose(
            paper, marked, organ=organ, number=_mark("number"), title=title_of(paper), on=SOME_DAY, code=SOME_CODE,
            is_sample=bool(settings.DEMO),
        )  # fmt: skip

    def filled(self, facts: Mapping[str, Any], number: str, on: date, code: str) -> str:
        """The paper in these words; the same as `compose` makes of them, as the tests prove."""
        html, own = self._html, qr.address(code)
        told = {_mark(name): _plain(facts[name]) for name in self._names} | {
            _mark("number"): number,
            wording.long_date(SOME_DAY): wording.long_date(on),
            wording.spaced(SOME_CODE): wording.spaced(code),
            SOME_DRAWING: str(qr.draw(own, label=QR_LABEL)),
            qr.address(SOME_CODE): own,
        }
        for mark, words in told.items():
            html = html.replace(mark, words)
        return html


def title_of(paper: Paper) -> str:
    """The title of the paper as it goes on record."""
    return wording.recorded(paper.title)


def _mark(name: str) -> str:
    return f"⟦{name}⟧"


def _marked(name: str, value: Any) -> Any:
    """A mark in the shape of the value; what is neither a word nor one word in a list is the same in all of them."""
    if isinstance(value, list):
        return [_mark(name)] if len(value) == 1 else value
    return _mark(name) if isinstance(value, str) and value else value


def _plain(value: Any) -> str:
    return escape(str(value[0] if isinstance(value, list) and value else value))


def publish(nation: Nation, paper: Paper, notices: Sequence[Notice]) -> None:
    """Number, compose, sign and enter them, in the order of their days, with the trail's two entries for each."""
    notices = sorted(notices, key=lambda notice: (notice.region, notice.published_on, notice.key))
    with translation.override(wording.LANGUAGE):
        written = _written(nation, paper, notices)
        while batch := list(islice(written, BATCH)):
            numbers, papers, announcements, entries = zip(*batch, strict=True)
            loading.load(DocNumber, ("id", "series_id", "ordinal", "text", "is_void", "void_reason"), numbers)
            loading.load(Document, DOCUMENT, papers)
            loading.load(Announcement, ANNOUNCEMENT, announcements)
            loading.load(Entry, ENTRY, [entry for pair in entries for entry in pair])
    loading.settle(DocNumber, Document, Announcement)


ENTRY: Final = (
    "at", "actor_key", "actor_name", "acting_as", "verb", "subject_kind", "subject_key", "subject_number", "facts",
    "address", "request",
)  # fmt: skip


def _written(nation: Nation, paper: Paper, notices: Sequence[Notice]) -> Iterator[tuple[Any, ...]]:
    calendar, term = table.calendar(), int(OBJECTION_PERIOD.value)
    until = cache(lambda day: terms.after(day, term, OBJECTION_PERIOD.unit, calendar))
    offices = {code: organs.of(Region.objects.get(pk=code)) for code in sorted({n.region for n in notices})}
    forms: dict[tuple[str, frozenset[str]], Form] = {}
    series = _Runs(paper)
    title, is_sample = title_of(paper), bool(settings.DEMO)
    numbers, documents = loading.keys(DocNumber, len(notices)), loading.keys(Document, len(notices))
    for number_key, document_key, notice in zip(numbers, documents, notices, strict=True):
        organ, on = offices[notice.region], notice.published_on
        deadline = until(on)
        facts = {**notice.facts, "objection_until": wording.long_date(deadline.on)}
        shape = (notice.region, frozenset(name for name, value in facts.items() if value))
        form = forms.get(shape) or forms.setdefault(shape, Form(paper, organ, facts))
        series_key, ordinal, number = series.take(organ, on)
        code = "".join(nation.rng.choices(ALPHABET, k=CODE_LENGTH))
        html = form.filled(facts, number, on, code)
        content = frozen(facts)
        said, told = digest(html), json.dumps(content, ensure_ascii=False)
        moment = f"{on} 16:{document_key % 60:02d}:00+08"
        facts_hash = digest(paper.code, organ.pk, notice.subject_kind, notice.subject_key, number, title, on, content)
        yield (
            (number_key, series_key, ordinal, number, False, ""),
            (document_key, code, number, number_key, paper.code, paper.layout.value, title, organ.pk, notice.region,
             notice.organisation, notice.subject_kind, notice.subject_key, notice.subject_number, on, notice.by,
             moment, paper.is_public, is_sample, told, html, facts_hash, said,
             signing.sign(code, number, organ.name, on.isoformat(), said), "valid", "", "", "", "", 0),
            (notice.key, number, notice.kind, title, told, document_key, notice.region, notice.organisation, on,
             deadline.on, deadline.is_certain, "published", ""),
            (
                (moment, notice.by, "", "", "documents.issue", "documents.document", str(document_key), number,
                 json.dumps({"paper": paper.code, "content": said}), "", ""),
                (moment, notice.by, "", "", "announcements.publish", "announcements.announcement", str(notice.key),
                 number, json.dumps({"kind": notice.kind, "on": str(on)}), "", ""),
            ),
        )  # fmt: skip
    series.keep()


class _Runs:
    """The runs of numbers of one paper, by organ and year: begun where the register stands, entered when done."""

    def __init__(self, paper: Paper) -> None:
        assert paper.series is not None  # noqa: S101 - an announcement is numbered
        self._declared = paper.series
        self._rows: dict[tuple[int, int], DocSeries] = {}

    def take(self, organ: Organ, on: date) -> tuple[int, int, str]:
        """The key of the run, the next ordinal in it and the number as it is written."""
        row = self._rows.get((organ.pk, on.year))
        if row is None:
            row, _is_new = DocSeries.objects.select_for_update().get_or_create(
                organ=organ, code=self._declared.code, year=on.year
            )
            self._rows[organ.pk, on.year] = row
        row.last += 1
        return row.pk, row.last, self._declared.text(organ.mark, on.year, row.last)

    def keep(self) -> None:
        DocSeries.objects.bulk_update(self._rows.values(), ["last"], batch_size=500)
