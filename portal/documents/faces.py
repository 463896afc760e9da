"""The faces that papers fall back on: this machine's list of fonts must hold them, or words would be empty boxes."""

import ctypes
from typing import Any, Final

from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

#: One of each row is needed: the last names in the style sheet, after every better face.
NEEDED: Final = (("Noto Serif SC", "Noto Serif CJK SC"), ("Noto Sans SC", "Noto Sans CJK SC"))
HINT: Final = (
    "deploy/fonts.conf, as /etc/fonts/local.conf, names the folder of those among our packages; "
    "Debian has some in fonts-noto-cjk."
)


def demand() -> None:
    """Raise ImproperlyConfigured rather than draw a paper of empty boxes."""
    missing = _missing()
    if missing:
        raise ImproperlyConfigured(f"{missing} {HINT}")


def check(**_: Any) -> list[CheckMessage]:
    """What `manage.py check --deploy` says of the faces."""
    missing = _missing()
    return [Error(missing, HINT, id="documents.E001")] if missing else []


def _missing() -> str:
    """What is not there, as a sentence; nothing when all is."""
    try:
        fonts = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return "libfontconfig.so.1 cannot be opened (Debian: libfontconfig1)."
    lacking = [row[0] for row in NEEDED if not any(_knows(fonts, family) for family in row)]
    return f"No font on this machine is called {' or '.join(lacking)}." if lacking else ""


def _knows(fonts: ctypes.CDLL, family: str) -> bool:
    fonts.FcNameParse.restype = fonts.FcObjectSetCreate.restype = ctypes.c_void_p
    fonts.FcFontList.restype = ctypes.POINTER(ctypes.c_int)  # how many it holds comes first in a set of fonts
    fonts.FcFontList.argtypes = [ctypes.c_void_p] * 3
    found = fonts.FcFontList(None, fonts.FcNameParse(family.encode()), fonts.FcObjectSetCreate())
    return bool(found) and found.contents.value > 0
