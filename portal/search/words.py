"""How names and codes are compared: without what the eye does not see, or sees alike; pure."""

from collections.abc import Iterable
from typing import Final
from unicodedata import category, normalize

#: Letters of other scripts that look like Latin ones: they come in with copied codes.
LOOK_ALIKES: Final = str.maketrans("АВСЕНІЈКМОРТХУΑΒΕΖΗΙΚΜΝΟΡΤΧΥ", "ABCEHIJKMOPTXYABEZHIKMNOPTXY")
#: Letters a credit code never has (GB 32100-2015, table 1), and the digits they are taken for.
MISREAD: Final = str.maketrans("IOSZ", "1052")
#: Controls, format characters, private use, surrogates, unassigned: nobody sees them.
INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
SPACES: Final = frozenset({"Zs", "Zl", "Zp"})
VARIATION: Final = range(0xFE00, 0xFE10)


def normalise(text: str) -> str:
    """The text in one width and form, without spaces and invisible characters; case and punctuation are kept."""
    seen = "".join(character for character in normalize("NFKC", text) if _is_seen(character))
    return normalize("NFKC", seen)


def matchable(text: str) -> str:
    """The form names are compared in: normalised, small letters, without punctuation and signs."""
    return "".join(character for character in normalise(text).casefold() if category(character)[0] not in "PS")


def normalise_code(text: str) -> str:
    """The form codes are compared in: capital letters and digits, look-alike letters of other scripts made Latin."""
    folded = normalise(text).upper().translate(LOOK_ALIKES)
    return "".join(character for character in folded if character.isascii() and character.isalnum())


def misread(code: str) -> str:
    """The code as a credit code may have been meant: the letters it never has, read as digits."""
    return code.translate(MISREAD)


def grams(text: str) -> set[str]:
    """Every character and every two neighbours."""
    return {*text, *pairs(text)}


def pairs(text: str) -> set[str]:
    """Every two neighbours."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def parts(text: str) -> list[str]:
    """What a query asks for: each word between spaces, in the form names are compared in."""
    return [part for part in map(matchable, normalize("NFKC", text).split()) if part]


def quoted(lexemes: Iterable[str]) -> str:
    """The lexemes as PostgreSQL writes a tsvector."""
    return " ".join(quote(lexeme) for lexeme in sorted(lexemes))


def quote(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _is_seen(character: str) -> bool:
    kind = category(character)
    return kind not in INVISIBLE and kind not in SPACES and ord(character) not in VARIATION
