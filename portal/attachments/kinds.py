"""What a file is by its content, and which kinds the portal takes."""

import zipfile
from dataclasses import dataclass
from typing import IO, Final

import filetype

HEAD: Final = 8192
OOXML: Final = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}


@dataclass(frozen=True)
class Kind:
    """A kind of file the portal takes: its type and the extensions it goes by."""

    mime: str
    extensions: tuple[str, ...]
    is_archive: bool = False


PDF: Final = Kind("application/pdf", ("pdf",))
JPEG: Final = Kind("image/jpeg", ("jpg", "jpeg"))
PNG: Final = Kind("image/png", ("png",))
DOCX: Final = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",), True)
XLSX: Final = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), True)
OFD: Final = Kind("application/ofd", ("ofd",), True)
ZIP: Final = Kind("application/zip", ("zip",), True)
TEXT: Final = Kind("text/plain", ("txt", "csv"))
MP4: Final = Kind("video/mp4", ("mp4",))

#: What evidence may be: pages, pictures, tables, one film.
EVIDENCE: Final = frozenset({PDF, JPEG, PNG, DOCX, XLSX, OFD, ZIP, TEXT, MP4})
#: What a workbook to import may be.
WORKBOOK: Final = frozenset({XLSX})
#: What a scanned page or photograph may be.
SCAN: Final = frozenset({PDF, JPEG, PNG, OFD})

_BY_MIME: Final = {kind.mime: kind for kind in EVIDENCE}
_EXECUTABLE_HEADS: Final = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xce", b"#!")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
EXECUTABLE_EXTENSIONS: Final = frozenset(
    {"exe", "dll", "com", "scr", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "wsf", "wsh", "hta", "msi", "msp"}
    | {"jar", "sh", "py", "php", "jsp", "asp", "aspx", "cgi", "pl", "rb", "lnk", "apk", "app", "deb", "rpm", "dmg"}
    | {"iso", "img", "cpl", "reg", "html", "htm", "xhtml", "svg", "xml", "swf"},
)
MACRO_EXTENSIONS: Final = frozenset(
    {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppam", "ppsm", "sldm", "doc", "xls", "ppt"}
    | {"dot", "xlt"},
)


def extension(name: str) -> str:
    """The last extension in lower case, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def is_executable(head: bytes) -> bool:
    return head.startswith(_EXECUTABLE_HEADS)


def is_legacy_office(head: bytes) -> bool:
    """The compound format of before 2007, whose macros cannot be seen from outside."""
    return head.startswith(_OLE)


def sniff(file: IO[bytes]) -> Kind | None:
    """What the content says it is, or None; the file is left at its start."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith(b"PK"):
        return _sniff_archive(file)
    guess = filetype.guess(head)
    if guess is not None:
        return _BY_MIME.get(guess.mime)
    return TEXT if _reads_as_text(head) else None


def _sniff_archive(file: IO[bytes]) -> Kind | None:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    if "OFD.xml" in names:
        return OFD
    if OOXML["docx"] in names:
        return DOCX
    if OOXML["xlsx"] in names:
        return XLSX
    return ZIP


def _reads_as_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    # A head cut inside a character is still text: only the last few bytes may fail.
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
