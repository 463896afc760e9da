"""How names and codes are compared: without what the eye does not see, or sees alike; pure."""

import re
from collections.abc import Callable
from typing import Final
from unicodedata import category, normalize

#: Letters of other scripts that look like Latin ones: they come in with copied codes.
LOOK_ALIKES: Final = str.maketrans("АВСЕНІЈКМОРТХУΑΒΕΖΗΙΚΜΝΟΡΤΧΥ", "ABCEHIJKMOPTXYABEZHIKMNOPTXY")
#: Letters a credit code never has (GB 32100-2015, table 1), and the digits they are taken for.
MISREAD: Final = str.maketrans("IOSZ", "1052")
NO_CODE: Final = re.compile("[^0-9A-Z]+")
#: Controls, format characters, private use, surrogates, unassigned: nobody sees them.
INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
SPACES: Final = frozenset({"Zs", "Zl", "Zp"})
VARIATION: Final = range(0xFE00, 0xFE10)


class _Kept(dict[int, int | None]):
    """For `str.translate`: which characters stay, judged once each, since a nation's names have few different ones."""

    def __init__(self, is_kept: Callable[[str], bool]) -> None:
        super().__init__()
        self._is_kept = is_kept

    def __missing__(self, number: int) -> int | None:
        return self.setdefault(number, number if self._is_kept(chr(number)) else None)


def _is_seen(character: str) -> bool:
    kind = category(character)
    return kind not in INVISIBLE and kind not in SPACES and ord(character) not in VARIATION


_SEEN: Final = _Kept(_is_seen)
_COMPARED: Final = _Kept(lambda character: category(character)[0] not in "PS")


def normalise(text: str) -> str:
    """The text in one width and form, without spaces and invisible characters; case and punctuation are kept."""
    return normalize("NFKC", normalize("NFKC", text).translate(_SEEN))


def matchable(text: str) -> str:
    """The form names are compared in: normalised, small letters, without punctuation and signs."""
    return normalise(text).casefold().translate(_COMPARED)


def normalise_code(text: str) -> str:
    """The form codes are compared in: capital letters and digits, look-alike letters of other scripts made Latin."""
    return NO_CODE.sub("", normalise(text).upper().translate(LOOK_ALIKES))


def misread(code: str) -> str:
    """The code as a credit code may have been meant: the letters it never has, read as digits."""
    return code.translate(MISREAD)


def grams(text: str) -> set[str]:
    """Every two neighbours, and the last character alone: each character begins one of them."""
    return {text[place : place + 2] for place in range(len(text))}


def pairs(text: str) -> set[str]:
    """Every two neighbours."""
    return {text[place : place + 2] for place in range(len(text) - 1)}


def parts(text: str) -> list[str]:
    """What a query asks for: each word between spaces, in the form names are compared in."""
    return [part for part in map(matchable, normalize("NFKC", text).split()) if part]


def quote(lexeme: str) -> str:
    """The lexeme as PostgreSQL writes it in a tsquery."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
