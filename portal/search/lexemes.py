"""What of a name is put into the index, and what of a query is asked of it; pure."""

from dataclasses import dataclass
from typing import Final

from portal.search import pinyin, words

#: Marks of the lexemes that are no grams: no compared name has these signs in it. Initials are told by capitals.
CODE, READING, REGION = "=", "~", "@"
#: A reading is different for nearly every name, so the index of lexemes knows its beginning only.
LONGEST_BEGINNING: Final = 8
SHORTEST_CODE: Final = 4
LONGEST_TEXT: Final = 200


@dataclass(frozen=True)
class Word:
    """One word of a query, and the codes it may be the beginning of."""

    text: str
    codes: tuple[str, ...]

    @property
    def is_latin(self) -> bool:
        """May be initials or a reading."""
        return len(self.text) > 1 and self.text.isascii()


@dataclass(frozen=True)
class Asked:
    """A query: its words, all of which must be found."""

    words: tuple[Word, ...]

    @property
    def whole(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def codes(self) -> tuple[str, ...]:
        return _codes(self.whole)

    @property
    def is_latin(self) -> bool:
        """Whether a word may be initials, a reading or a code."""
        return any(word.is_latin for word in self.words)

    @property
    def tsquery(self) -> str:
        """The query as PostgreSQL writes it."""
        return " & ".join(f"({' | '.join(_alternatives(word))})" for word in self.words)

    @property
    def spelt(self) -> str:
        """The query for names that hold the very words."""
        return " & ".join(_spelt(word) for word in self.words)


def ask(text: str) -> Asked:
    """What a person typed; a query without a letter or digit has no words and finds nothing."""
    parts = words.parts(text[:LONGEST_TEXT])
    return Asked(tuple(Word(part, _codes(part)) for part in parts))


def of_name(text: str, initials: str, reading: str, code: str, region_path: str) -> str:
    """The tsvector of one name, as PostgreSQL reads it: no lexeme has a blank, a quote, a backslash or a colon."""
    found = words.grams(text) | _initials(initials)
    found.add(READING + reading[:LONGEST_BEGINNING])
    if code:
        found.add(CODE + code)
    found.update(REGION + region_path[: place + 1] for place, sign in enumerate(region_path) if sign == "/")
    return " ".join(found)


def read(text: str, *, is_person: bool) -> tuple[str, str, str]:
    """The initials, the reading without spaces and the sort key of a name in the form names are compared in."""
    syllables = pinyin.read(text, is_person=is_person)
    return pinyin.initials(syllables), "".join(syllables), pinyin.sort_key(syllables)


def under(region_path: str) -> str:
    """The tsquery of names in this region and below it."""
    return _begins(REGION + region_path, is_whole=region_path.endswith("/"))


def alternatives(word: Word) -> list[set[str]]:
    """The whole lexemes of which a name that bears the word has all, for each way to bear it by its characters."""
    ways = [words.pairs(word.text) or {word.text}]
    return [*ways, _initials(word.text)] if word.is_latin else ways


def _alternatives(word: Word) -> list[str]:
    found = [_spelt(word)]
    if word.is_latin:
        found.append(_all(_initials(word.text)))
        beginning = word.text[:LONGEST_BEGINNING]
        found.append(_begins(READING + beginning, is_whole=len(beginning) == LONGEST_BEGINNING))
    return found + [_begins(CODE + code) for code in word.codes]


def _initials(text: str) -> set[str]:
    """Every two neighbouring initials; they are signs of the keyboard."""
    return words.pairs(text.upper())


def _spelt(word: Word) -> str:
    return _all(words.pairs(word.text)) if len(word.text) > 1 else _begins(word.text)


def _begins(lexeme: str, *, is_whole: bool = False) -> str:
    return words.quote(lexeme) + ("" if is_whole else ":*")


def _all(lexemes: set[str]) -> str:
    return "(" + " & ".join(words.quote(lexeme) for lexeme in sorted(lexemes)) + ")"


def _codes(text: str) -> tuple[str, ...]:
    """The code a text may begin, as typed and as it may have been meant."""
    code = words.normalise_code(text)
    if len(code) < SHORTEST_CODE or len(code) < len(text) or not any(sign.isdigit() for sign in code):
        return ()
    return tuple(dict.fromkeys((code, words.misread(code))))
