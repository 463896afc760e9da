"""The English catalogue: what the source says, what is translated, and the compiled file; no gettext tools needed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

#: How sentences are marked: the names they are imported by, and which arguments hold words.
_PLURAL: Final = (1, 2)
_CONTEXT: Final = ((1, "c"), 2)
KEYWORDS: Final = {
    **dict.fromkeys(("_", "_now", "_lazy", "phrase", "gettext", "gettext_lazy", "gettext_noop"), (1,)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _PLURAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
#: Papers are in the language of the law for every reader, so their own words are never translated.
PAPERS: Final = frozenset({"documents", "papers"})
HEADER: Final = "# English for the work-safety portal; `manage.py catalogue` keeps it in step with the source."

Words = str | tuple[str, str]


@dataclass
class Sentence:
    """One marked sentence: its words, its context if any, and the files that say it."""

    words: Words
    context: str | None
    files: set[str] = field(default_factory=set)


class _Plain(Catalog):
    """A catalogue whose head tells no date and no version, so that only words make a difference."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Language", "en"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]


def file_of(root: Path) -> Path:
    """Where the English sentences are kept."""
    return root / "locale" / "en" / "LC_MESSAGES" / "django.po"


def sources(root: Path, packages: Iterable[str]) -> Iterator[Path]:
    """The files that may say something to people: our packages' modules, and the templates that are no papers."""
    for package in packages:
        yield from (file for file in sorted((root / package).rglob("*.py")) if "migrations" not in file.parts)
    for kind in ("*.html", "*.txt"):
        yield from (file for file in sorted((root / "templates").rglob(kind)) if PAPERS.isdisjoint(file.parts))


def sentences_in(file: Path) -> Iterator[tuple[Words, str | None]]:
    """The marked sentences of one file, each with its context."""
    text = file.read_text(encoding="utf-8")
    if file.suffix != ".py":
        # What is left of a template is no program: without indents it is read as one.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(file)).splitlines())
    for _line, called, said, _comments in extract_python(BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"}):
        arguments = said if isinstance(said, tuple) else (said,)
        context = arguments[0] if "pgettext" in called else None
        words = arguments[1:] if "pgettext" in called else arguments
        plural = "ngettext" in called or "npgettext" in called
        if not words or not isinstance(words[0], str) or not words[0]:
            continue
        if plural and isinstance(words[1], str):
            yield (words[0], words[1]), context
        else:
            yield words[0], context


def extract(root: Path, packages: Iterable[str]) -> list[Sentence]:
    """Every marked sentence of the tree, in the order of the files."""
    found: dict[tuple[str | None, str], Sentence] = {}
    for file in sources(root, packages):
        for words, context in sentences_in(file):
            key = (context, words if isinstance(words, str) else words[0])
            sentence = found.setdefault(key, Sentence(words, context))
            if isinstance(words, tuple):
                sentence.words = words
            sentence.files.add(str(file.relative_to(root)))
    return list(found.values())


def read(file: Path) -> Catalog:
    """The sentences kept in a file; an empty catalogue where there is none."""
    if not file.is_file():
        return Catalog(locale="en", charset="utf-8")
    with file.open("rb") as content:
        return read_po(content, locale="en", charset="utf-8")


def renewed(kept: Catalog, said: Iterable[Sentence]) -> Catalog:
    """What is said today with the translations kept; what is said no more stands aside as obsolete."""
    catalogue = _Plain(locale="en", charset="utf-8", header_comment=HEADER, fuzzy=False)
    for sentence in said:
        old = kept.get(sentence.words, sentence.context)
        catalogue.add(
            sentence.words,
            string=_translation(sentence, old),
            locations=[(name, 0) for name in sorted(sentence.files)],
            context=sentence.context,
        )
    for old in [*(message for message in kept if message.id), *kept.obsolete.values()]:
        if old.string and catalogue.get(old.id, old.context) is None:
            catalogue.obsolete[old.id if isinstance(old.id, str) else old.id[0]] = Message(
                old.id, old.string, context=old.context
            )
    return catalogue


def written(catalogue: Catalog) -> bytes:
    """The catalogue as the file of sentences."""
    out = BytesIO()
    write_po(out, catalogue, width=0, sort_by_file=True)
    return out.getvalue()


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the file the portal reads when it runs."""
    plain = _Plain(locale="en", charset="utf-8", fuzzy=False)
    for message in catalogue:
        if message.id and _is_whole(message):
            plain.add(message.id, message.string, context=message.context)
    out = BytesIO()
    write_mo(out, plain)
    return out.getvalue()


def untranslated(catalogue: Catalog) -> list[Message]:
    """The sentences without English words, in whole or in one of their forms."""
    return [message for message in catalogue if message.id and not _is_whole(message)]


def _is_whole(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, tuple | list) else bool(message.string)


def _translation(sentence: Sentence, old: Message | None) -> Words | None:
    """The English kept for a sentence, in as many forms as the sentence has today."""
    if old is None or not old.string:
        return None
    is_plural = isinstance(sentence.words, tuple)
    forms = old.string if isinstance(old.string, tuple | list) else (old.string,)
    if is_plural:
        return forms[0], forms[-1]
    return forms[-1]
