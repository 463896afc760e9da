"""
What is looked at before a workbook is opened: size, type, packing, macros, formulas, merged cells.

Nothing is unpacked beyond the limits, and no part with a document type of its own is parsed.
"""

import re
import zipfile
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO, Any, Final
from xml.parsers import expat

from defusedxml import ElementTree
from django.utils.translation import gettext as _

LARGEST_FILE: Final = 50 * 2**20
LARGEST_UNPACKED: Final = 800 * 2**20
LARGEST_DIRECTORY_PART: Final = 2**20
MOST_PARTS: Final = 2000
#: Ordinary sheets pack 5 to 40 times; a part beyond this, and beyond a size worth the trouble, is a bomb.
STEEPEST: Final = 250
STEEP_FROM: Final = 20 * 2**20
CHUNK: Final = 2**20
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
SUSPECT: Final = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt\s*=\s*[\"']e[\"']|<(?:\w+:)?mergeCell\b")
#: Whatever `SUSPECT` finds has one of these in it; they are sought at the speed of memory.
HINTS: Final = (b"<f", b":f", b'"e"', b"'e'", b"mergeCell")
DOCUMENT_TYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
OVERLAP: Final = 64
RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class NotAWorkbook(Exception):  # noqa: N818 - an answer to the author, not a defect
    """The file is refused as a whole: why, in words for its author, and the rule's short name."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule, self.message = rule, message


@dataclass
class SheetMarks:
    """The cells of one sheet that make it unfit: with formulas, with error values, merged."""

    formulas: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def first_look(name: str, size: int, head: bytes, start: bytes = b"") -> None:
    """
    Refuse at the door, before anything is stored: by size, extension and first bytes.

    `head` holds the first 8 bytes or more; `start` as much as is at hand, to tell an encrypted workbook from an old
    one.
    """
    if size > LARGEST_FILE:
        raise NotAWorkbook(
            "size",
            _("文件 %(size)d MB，超过 %(most)d MB 上限，请分批填报")
            % {"size": size // 2**20, "most": LARGEST_FILE // 2**20},
        )
    extension = name.rpartition(".")[2].lower()
    if extension in {"xlsm", "xltm", "xlam", "xlsb"}:
        raise NotAWorkbook("macro", _("不接受可含宏的工作簿，请另存为 .xlsx"))
    if head.startswith(OLE):
        if ENCRYPTED_STREAM in (start or head):
            raise NotAWorkbook("encrypted", _("文件已加密，请取消密码后重新上传"))
        raise NotAWorkbook("type", _("旧版 .xls 或已加密的文件，请另存为不加密的 .xlsx"))
    if extension != "xlsx":
        raise NotAWorkbook("type", _("只接受 .xlsx 文件"))
    if not head.startswith(ZIP):
        raise NotAWorkbook("type", _("文件内容不是 .xlsx，扩展名与内容不符"))


def inspect(file: IO[bytes], sheets: set[str]) -> dict[str, SheetMarks]:
    """
    Look through the packing of a workbook; what is wrong in the sheets of these names.

    Raises `NotAWorkbook` for a bomb, a macro, an encrypted or broken file, or one that is no workbook at all.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _weigh(archive)
            parts = _sheet_parts(archive)
            scanned = {part: name for name, part in parts.items() if name in sheets}
            marks: dict[str, SheetMarks] = {}
            for info in archive.infolist():
                if info.filename.lower().endswith((".xml", ".rels")):
                    is_suspect = _scan(archive, info)
                    if info.filename in scanned:
                        marks[scanned[info.filename]] = _marks(archive, info) if is_suspect else SheetMarks()
            return marks
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, expat.ExpatError) as wrong:
        raise NotAWorkbook("broken", _("文件已损坏，无法打开")) from wrong
    finally:
        file.seek(0)


def _weigh(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise NotAWorkbook("encrypted", _("文件已加密，请取消密码后重新上传"))
    if len(parts) > MOST_PARTS or len(names) != len(parts) or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise NotAWorkbook("bomb", _("文件解压后过大，已拒绝"))
    for part in parts:
        if part.file_size > STEEP_FROM and part.file_size > STEEPEST * max(part.compress_size, 1):
            raise NotAWorkbook("bomb", _("文件解压后过大，已拒绝"))
    lowered = {name.lower() for name in names}
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) or "/macrosheets/" in name for name in lowered):
        raise NotAWorkbook("macro", _("文件含有宏，请另存为不含宏的 .xlsx"))
    if any("/externallinks/" in name for name in lowered):
        raise NotAWorkbook("external", _("文件链接到其他工作簿，请以“值”粘贴后重新上传"))
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise NotAWorkbook("type", _("文件内容不是 .xlsx，扩展名与内容不符"))


def _scan(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """Read a part once, within its declared size; whether it holds anything to look at closely."""
    is_suspect, tail, seen = False, b"", 0
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            seen += len(chunk)
            window = tail + chunk
            if b"\x00" in window[:8] or (b"<!" in window and DOCUMENT_TYPE.search(window)):
                raise NotAWorkbook("broken", _("文件含有不允许的内容，已拒绝"))
            is_suspect = is_suspect or (any(hint in window for hint in HINTS) and SUSPECT.search(window) is not None)
            tail = chunk[-OVERLAP:]
    if seen != info.file_size:
        raise NotAWorkbook("broken", _("文件已损坏，无法打开"))
    return is_suspect


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> part of the package, hidden sheets included."""
    targets = {
        relation.get("Id", ""): normpath(join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in _tree(archive, "xl/_rels/workbook.xml.rels").iter()
        if relation.get("Target")
    }
    return {
        sheet.get("name", ""): targets.get(sheet.get(RELATION) or sheet.get(STRICT_RELATION) or "", "")
        for sheet in _tree(archive, "xl/workbook.xml").iter()
        if sheet.tag.endswith("}sheet")
    }


def _tree(archive: zipfile.ZipFile, part: str) -> Any:
    try:
        info = archive.getinfo(part)
    except KeyError:
        raise NotAWorkbook("broken", _("文件已损坏，无法打开")) from None
    if info.file_size > LARGEST_DIRECTORY_PART:
        raise NotAWorkbook("bomb", _("文件解压后过大，已拒绝"))
    _scan(archive, info)
    try:
        return ElementTree.fromstring(archive.read(info))
    except ElementTree.ParseError as wrong:
        raise NotAWorkbook("broken", _("文件已损坏，无法打开")) from wrong


def _marks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> SheetMarks:
    """Every formula, error value and merged range of a sheet, by address."""
    marks, cell = SheetMarks(), [""]
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "c":
            cell[0] = attributes.get("r", "")
            if attributes.get("t") == "e":
                marks.broken.append(cell[0])
        elif name == "f":
            marks.formulas.append(cell[0])
        elif name == "mergeCell":
            marks.merged.append(attributes.get("ref", ""))

    parser.StartElementHandler = start
    with archive.open(info) as stream:
        parser.ParseFile(stream)
    return marks
