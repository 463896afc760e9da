"""Files that are refused before they are opened, quickly and in clear words."""

import struct
import zipfile
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile

from portal.accounts.models import User
from portal.exchange import imports
from portal.exchange.inspection import LARGEST_FILE, NotAWorkbook, first_look
from portal.exchange.reading import read
from portal.jobs.models import Job
from tests.portal.exchange.books import SPREADSHEET, blank, filled, saved, workbook

MEGABYTE = 2**20


def rule_of(file):
    with pytest.raises(NotAWorkbook) as refused:
        read(file, workbook())
    assert refused.value.message
    return refused.value.rule


def repacked(change, source=None):
    """The workbook with its parts changed by a function from {name: bytes} to the same."""
    with zipfile.ZipFile(source or filled(("000001", "张三"))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in change(parts).items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def test_a_file_of_two_hundred_megabytes_is_refused_by_its_size_alone():
    with pytest.raises(NotAWorkbook, match="200 MB") as refused:
        first_look("名册.xlsx", 200 * MEGABYTE, b"PK\x03\x04")
    assert refused.value.rule == "size"
    first_look("名册.xlsx", LARGEST_FILE, b"PK\x03\x04")


@pytest.mark.parametrize(
    ("name", "head", "rule"),
    [
        ("名册.xlsm", b"PK\x03\x04", "macro"),
        ("名册.xlsb", b"PK\x03\x04", "macro"),
        ("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "type"),
        ("名册.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "type"),
        ("名册.csv", b"name,code", "type"),
        ("名册.xlsx", b"%PDF-1.7", "type"),
        ("名册.xlsx", b"", "type"),
        ("名册", b"PK\x03\x04", "type"),
    ],
)
def test_type_is_told_by_name_and_first_bytes(name, head, rule):
    with pytest.raises(NotAWorkbook) as refused:
        first_look(name, 1000, head)
    assert refused.value.rule == rule


@pytest.mark.django_db
def test_an_encrypted_workbook_is_named_as_such_and_nothing_is_stored():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le")
    owner = User.objects.create_user("owner", name="张三")
    with pytest.raises(NotAWorkbook) as refused:
        imports.start(SPREADSHEET, SimpleUploadedFile("名册.xlsx", ole), by=owner)
    assert refused.value.rule == "encrypted"
    assert not Job.objects.exists()
    assert list(storages["private"].listdir("")[1]) == []


def test_a_zip_bomb_is_refused_by_its_ratio_without_unpacking_it():
    def swell(parts):
        return parts | {"xl/media/image1.xml": b"0" * (30 * MEGABYTE)}

    assert rule_of(repacked(swell)) == "bomb"


def test_a_part_that_lies_about_its_size_is_refused():
    file = repacked(lambda parts: parts | {"xl/extra.xml": b"<a>" + b"0" * 5000 + b"</a>"})
    content = bytearray(file.getvalue())
    # the central directory's entry of the part: its uncompressed size stands 24 bytes after the signature
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/extra.xml"))
    content[entry + 24 : entry + 28] = struct.pack("<I", 10)
    assert rule_of(BytesIO(bytes(content))) == "broken"


def test_too_many_parts_are_refused():
    assert rule_of(repacked(lambda parts: parts | {f"xl/{n}.xml": b"" for n in range(2100)})) == "bomb"


def test_a_macro_is_refused_whatever_the_extension():
    assert rule_of(repacked(lambda parts: parts | {"xl/vbaProject.bin": b"macro"})) == "macro"


def test_links_to_other_workbooks_are_refused():
    assert rule_of(repacked(lambda parts: parts | {"xl/externalLinks/externalLink1.xml": b"<a/>"})) == "external"


def test_an_entity_bomb_is_refused_before_it_is_parsed():
    def declare(parts):
        head = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">]>'
        return parts | {"xl/workbook.xml": head + parts["xl/workbook.xml"].split(b"?>", 1)[-1]}

    assert rule_of(repacked(declare)) == "broken"


def test_xml_in_another_encoding_cannot_hide_anything():
    def widen(parts):
        return parts | {"xl/worksheets/sheet2.xml": parts["xl/worksheets/sheet2.xml"].decode().encode("utf-16")}

    assert rule_of(repacked(widen)) == "broken"


def test_a_zip_that_is_no_workbook_is_refused():
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert rule_of(buffer) == "type"


@pytest.mark.parametrize("cut", [10, 500, -200])
def test_a_torn_file_is_refused(cut):
    assert rule_of(BytesIO(filled(("000001", "张三")).getvalue()[:cut])) == "broken"


def test_a_broken_sheet_is_refused():
    def tear(parts):
        return parts | {"xl/worksheets/sheet2.xml": parts["xl/worksheets/sheet2.xml"][:-40]}

    assert rule_of(repacked(tear)) == "broken"


def test_a_workbook_that_is_not_our_template_is_refused():
    buffer = BytesIO()
    writer = xlsxwriter.Workbook(buffer)
    writer.add_worksheet("人员")
    writer.close()
    assert rule_of(buffer) == "version"


@pytest.mark.parametrize(("cell", "value"), [("B1", "2025.9"), ("B1", None), ("A1", "tests.other")])
def test_an_older_template_or_another_one_is_refused(cell, value):
    book = blank()
    book["_portal"][cell] = value
    assert rule_of(saved(book)) == "version"
