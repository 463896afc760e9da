"""What of a name is put into the index, and what of a query is asked of it; pure."""

from dataclasses import dataclass
from typing import Final

from portal.search import pinyin, words

#: Marks of the lexemes that are no grams of the name; a gram has two characters at most, so none is mistaken for one.
CODE, INITIALS, READING = "code:", "init:", "read:"
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
    def tsquery(self) -> str:
        """The query as PostgreSQL writes it."""
        return " & ".join(f"({' | '.join(_alternatives(word))})" for word in self.words)


def ask(text: str) -> Asked:
    """What a person typed; a query without a letter or digit has no words and finds nothing."""
    parts = words.parts(text[:LONGEST_TEXT])
    return Asked(tuple(Word(part, _codes(part)) for part in parts))


def of_name(text: str, initials: str, reading: str, code: str) -> str:
    """The tsvector of one name, as PostgreSQL writes it."""
    found = words.grams(text) | {INITIALS + pair for pair in words.pairs(initials)}
    found.add(READING + reading)
    if code:
        found.add(CODE + code)
    return words.quoted(found)


def read(name: str, *, is_person: bool) -> tuple[str, str, str]:
    """The initials, the reading without spaces and the sort key of a name."""
    syllables = pinyin.syllables(name, is_person=is_person)
    return pinyin.initials(syllables), "".join(syllables), pinyin.sort_key(syllables)


def _alternatives(word: Word) -> list[str]:
    grams = words.pairs(word.text) or {word.text}
    found = [_all(grams)]
    if word.is_latin:
        found.append(_all({INITIALS + pair for pair in words.pairs(word.text)}))
        found.append(words.quote(READING + word.text) + ":*")
    found += [words.quote(CODE + code) + ":*" for code in word.codes]
    return found


def _all(lexemes: set[str]) -> str:
    return "(" + " & ".join(words.quote(lexeme) for lexeme in sorted(lexemes)) + ")"


def _codes(text: str) -> tuple[str, ...]:
    """The code a text may begin, as typed and as it may have been meant."""
    code = words.normalise_code(text)
    if len(code) < SHORTEST_CODE or len(code) < len(text) or not any(sign.isdigit() for sign in code):
        return ()
    return tuple(dict.fromkeys((code, words.misread(code))))
