"""Every reason not to take a file: its name, its size, its content, what hides inside."""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO, Final

from django.utils.translation import gettext_lazy as _

from portal.attachments import kinds
from portal.attachments.kinds import Kind
from portal.law import Instrument, Objection

RULES: Final = Instrument("uploads", "平台附件上传规则")
NAME: Final = RULES.article(1)
SIZE: Final = RULES.article(2)
TYPE: Final = RULES.article(3)
ACTIVE: Final = RULES.article(4)
ARCHIVE: Final = RULES.article(5)

NAME_LIMIT: Final = 150
ENTRY_LIMIT: Final = 5_000
UNPACKED_LIMIT: Final = 300 * 1024 * 1024
RATIO_LIMIT: Final = 120
#: Below this, a high ratio is an empty table, not a bomb.
RATIO_FLOOR: Final = 20 * 1024 * 1024
CHUNK: Final = 1024 * 1024

_MACROS: Final = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|activeX\d*\.(bin|xml)|macrosheets/.*)$", re.IGNORECASE)
_PDF_ACTIVE: Final = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)\b")
_NESTED: Final = frozenset({"zip", "rar", "7z", "gz", "bz2", "xz", "tar", "tgz", "cab"})


def objections(name: str, size: int, file: IO[bytes], *, limit: int, allowed: Iterable[Kind]) -> list[Objection]:
    """All objections to a file of this name and size, `limit` in bytes; the file is left at its start."""
    found = [*_about_name(name), *_about_size(size, limit)]
    if size == 0:
        return found
    file.seek(0)
    head = file.read(kinds.HEAD)
    kind = kinds.sniff(file)
    found += _about_type(name, head, kind, frozenset(allowed))
    if size <= limit:
        found += _about_inside(file, head, kind)
    file.seek(0)
    return found


def _about_name(name: str) -> Iterator[Objection]:
    if not name.strip(" ."):
        yield Objection(_("文件没有名称"), NAME, "file")
        return
    if len(name) > NAME_LIMIT:
        yield Objection(_("文件名过长"), NAME, "file", str(NAME_LIMIT), str(len(name)))
    if "/" in name or "\\" in name or name.startswith("..") or ":" in name:
        yield Objection(_("文件名含有路径"), NAME, "file", found=name[:NAME_LIMIT])
    # Control and format characters include the right-to-left override that makes "fdp.exe" read "exe.pdf".
    if any(unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"} for character in name):
        yield Objection(_("文件名含有不可见字符"), NAME, "file")


def _about_size(size: int, limit: int) -> Iterator[Objection]:
    if size == 0:
        yield Objection(_("文件是空的"), SIZE, "file")
    if size > limit:
        yield Objection(_("文件过大"), SIZE, "file", _megabytes(limit), _megabytes(size))


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"


def _about_type(name: str, head: bytes, kind: Kind | None, allowed: frozenset[Kind]) -> Iterator[Objection]:
    ending = kinds.extension(name)
    if ending in kinds.EXECUTABLE_EXTENSIONS or kinds.is_executable(head):
        yield Objection(_("不接收可执行文件或网页脚本"), ACTIVE, "file", found=ending)
        return
    if ending in kinds.MACRO_EXTENSIONS or kinds.is_legacy_office(head):
        yield Objection(
            _("不接收可能含宏的旧版或启用宏的文档，请另存为 docx、xlsx 或 PDF"), ACTIVE, "file", found=ending
        )
        return
    endings = ", ".join(sorted(ending for kind in allowed for ending in kind.extensions))
    if kind is None:
        yield Objection(_("无法识别的文件类型或文件已损坏"), TYPE, "file", endings, ending)
    elif kind not in allowed:
        yield Objection(_("此处不接收这种文件"), TYPE, "file", endings, ending)
    elif ending not in kind.extensions:
        yield Objection(_("文件内容与扩展名不符"), TYPE, "file", ", ".join(kind.extensions), ending)


def _about_inside(file: IO[bytes], head: bytes, kind: Kind | None) -> Iterator[Objection]:
    if kind is kinds.PDF:
        yield from _about_pdf(file)
    elif head.startswith(b"PK"):
        yield from _about_archive(file, kind)


def _about_pdf(file: IO[bytes]) -> Iterator[Objection]:
    file.seek(0)
    tail = b""
    while chunk := file.read(CHUNK):
        if match := _PDF_ACTIVE.search(tail + chunk):
            yield Objection(_("PDF 内含脚本、附件或可执行动作"), ACTIVE, "file", found=match.group().decode())
            return
        tail = chunk[-32:]


def _about_archive(file: IO[bytes], kind: Kind | None) -> Iterator[Objection]:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            found = [*_about_bulk(entries), *_about_entries(entries, kind)]
            yield from found
            if not found:
                yield from _about_truth(archive)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
        yield Objection(_("压缩内容已损坏、加密或无法读取"), ARCHIVE, "file")


def _about_bulk(entries: list[zipfile.ZipInfo]) -> Iterator[Objection]:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > ENTRY_LIMIT:
        yield Objection(_("压缩内容的文件数过多"), ARCHIVE, "file", str(ENTRY_LIMIT), str(len(entries)))
    if unpacked > UNPACKED_LIMIT:
        yield Objection(_("解压后过大"), ARCHIVE, "file", _megabytes(UNPACKED_LIMIT), _megabytes(unpacked))
    if unpacked > RATIO_FLOOR and unpacked / packed > RATIO_LIMIT:
        yield Objection(_("压缩比异常"), ARCHIVE, "file", str(RATIO_LIMIT), str(unpacked // packed))


def _about_entries(entries: list[zipfile.ZipInfo], kind: Kind | None) -> Iterator[Objection]:
    names = [entry.filename for entry in entries]
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in name:
            yield Objection(_("压缩内容含有越出目录的路径"), ARCHIVE, "file", found=name[:NAME_LIMIT])
            break
    if any(_MACROS.search(name) for name in names):
        yield Objection(_("文档含有宏"), ACTIVE, "file")
    if any(entry.flag_bits & 0x1 for entry in entries):
        yield Objection(_("压缩内容已加密，无法核验"), ARCHIVE, "file")
    if kind is kinds.ZIP:
        for name in names:
            ending = kinds.extension(name)
            if ending in kinds.EXECUTABLE_EXTENSIONS | kinds.MACRO_EXTENSIONS:
                yield Objection(_("压缩包内有可执行文件或含宏文档"), ACTIVE, "file", found=name[:NAME_LIMIT])
            elif ending in _NESTED:
                yield Objection(_("压缩包内又有压缩包"), ARCHIVE, "file", found=name[:NAME_LIMIT])


def _about_truth(archive: zipfile.ZipFile) -> Iterator[Objection]:
    """Sizes in the directory may lie: only reading shows that each entry is as long as it says."""
    if archive.testzip() is not None:
        yield Objection(_("压缩内容已损坏、加密或无法读取"), ARCHIVE, "file")
