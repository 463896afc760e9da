"""What the door for files lets in, and what it says of the rest."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from portal.accounts.models import User
from portal.attachments import inspection, store
from portal.attachments.kinds import SCAN
from portal.attachments.models import Attachment
from portal.errors import Refused
from portal.parties.models import Organisation
from portal.regions.models import Region

TODAY = date(2026, 9, 18)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


def packed(entries, compress=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compress) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


DOCX = packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
XLSX_WITH_MACRO = packed({"xl/workbook.xml": "<w/>", "xl/vbaProject.bin": b"\0"})

BAD = {
    "empty": ("证书.pdf", b"", inspection.SIZE),
    "png_called_pdf": ("证书.pdf", PNG, inspection.TYPE),
    "pdf_called_docx": ("合同.docx", PDF, inspection.TYPE),
    "zip_called_docx": ("合同.docx", packed({"a.txt": "a"}), inspection.TYPE),
    "exe": ("setup.exe", b"MZ\x90\0" + b"\0" * 100, inspection.ACTIVE),
    "exe_called_pdf": ("证书.pdf", b"MZ\x90\0" + b"\0" * 100, inspection.ACTIVE),
    "elf_called_png": ("照片.png", b"\x7fELF" + b"\0" * 100, inspection.ACTIVE),
    "script": ("run.sh", b"#!/bin/sh\nrm -rf /\n", inspection.ACTIVE),
    "web_page": ("说明.html", b"<script>alert(1)</script>", inspection.ACTIVE),
    "drawing_with_script": ("图.svg", b"<svg><script/></svg>", inspection.ACTIVE),
    "macro_in_workbook": ("名册.xlsx", XLSX_WITH_MACRO, inspection.ACTIVE),
    "macro_format": ("名册.xlsm", XLSX_WITH_MACRO, inspection.ACTIVE),
    "old_office": ("名册.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, inspection.ACTIVE),
    "pdf_with_script": ("证书.pdf", PDF + b"<< /S /JavaScript /JS (app.alert) >>", inspection.ACTIVE),
    "bomb_by_ratio": ("证据.zip", packed({"a.txt": b"\0" * (40 * 1024 * 1024)}), inspection.ARCHIVE),
    "bomb_by_count": ("证据.zip", packed({f"{n}.txt": "" for n in range(5001)}), inspection.ARCHIVE),
    "bomb_in_bomb": ("证据.zip", packed({"inner.zip": packed({"a.txt": "a"})}), inspection.ARCHIVE),
    "escaping_entry": ("证据.zip", packed({"../../etc/passwd": "x"}), inspection.ARCHIVE),
    "program_in_archive": ("证据.zip", packed({"a.exe": "MZ"}), inspection.ACTIVE),
    "broken_archive": ("合同.docx", b"PK\x03\x04" + b"\0" * 50, inspection.ARCHIVE),
    "path_in_name": ("../../etc/passwd.pdf", PDF, inspection.NAME),
    "windows_path_in_name": ("C:\\证书.pdf", PDF, inspection.NAME),
    "name_reads_backwards": ("证书\u202efdp.pdf", PDF, inspection.NAME),
    "endless_name": ("长" * 200 + ".pdf", PDF, inspection.NAME),
    "unknown": ("数据.bin", b"\x00\x01\x02\x03" * 30, inspection.TYPE),
}


@pytest.fixture
def region(db):
    return Region.objects.get(pk="410000")


@pytest.fixture
def firm(region):
    return Organisation.objects.create(code="91410000MA40000017", name="河南安评技术有限公司", region=region)


@pytest.fixture
def other_firm(region):
    return Organisation.objects.create(code="91410000MA40000025", name="河南另一家有限公司", region=region)


@pytest.fixture
def clerk(firm):
    user = User.objects.create_user("clerk", name="经办人")
    user.assignments.create(role="applicant", organisation=firm, since=date(2020, 1, 1))
    return user


def keep(name, content, clerk, firm, **more):
    facts = {"by": clerk, "organisation": firm, "purpose": "certificate", "on": TODAY} | more
    return store.keep(ContentFile(content, name=name), **facts)


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_and_nothing_is_stored(case, clerk, firm):
    name, content, basis = BAD[case]
    with pytest.raises(Refused) as refused:
        keep(name, content, clerk, firm)
    assert basis in [objection.basis for objection in refused.value.objections]
    assert not Attachment.objects.exists()


def test_an_entry_longer_than_it_says_is_found_by_reading(clerk, firm):
    honest = packed({"word/document.xml": b"a" * 4000})
    lying = honest.replace((4000).to_bytes(4, "little"), (40).to_bytes(4, "little"))
    with pytest.raises(Refused) as refused:
        keep("合同.docx", lying, clerk, firm)
    assert [objection.basis for objection in refused.value.objections] == [inspection.ARCHIVE]


def test_every_objection_is_named_at_once(clerk, firm, settings):
    settings.ATTACHMENT_MAX_BYTES = 10
    with pytest.raises(Refused) as refused:
        keep("a/证书.pdf", PNG, clerk, firm)
    assert [objection.basis for objection in refused.value.objections] == [
        inspection.NAME,
        inspection.SIZE,
        inspection.TYPE,
    ]


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("证书.pdf", PDF, "application/pdf"),
        ("照片.PNG", PNG, "image/png"),
        ("照片.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 40, "image/jpeg"),
        ("合同.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("证照.ofd", packed({"OFD.xml": "<ofd/>", "Doc_0/Document.xml": "<d/>"}), "application/ofd"),
        ("名单.csv", "姓名,编号\n张三,1\n".encode("gb18030"), "text/plain"),
        ("说明.txt", ("安" * 5000).encode(), "text/plain"),
    ],
)
def test_a_good_file_is_kept_with_its_hash_and_true_type(name, content, mime, clerk, firm):
    attachment = keep(name, content, clerk, firm)
    assert (attachment.name, attachment.mime, attachment.size) == (name, mime, len(content))
    with attachment.open() as stored:
        assert stored.read() == content


def test_a_purpose_may_take_fewer_kinds(clerk, firm):
    with pytest.raises(Refused) as refused:
        keep("合同.docx", DOCX, clerk, firm, allowed=SCAN)
    assert [objection.basis for objection in refused.value.objections] == [inspection.TYPE]


def test_the_same_file_again_is_the_same_row(clerk, firm):
    assert keep("证书.pdf", PDF, clerk, firm) == keep("证书.pdf", PDF, clerk, firm)


def test_one_organisation_stores_the_same_content_once(clerk, firm):
    first = keep("证书.pdf", PDF, clerk, firm)
    second = keep("副本.pdf", PDF, clerk, firm, purpose="contract")
    assert first != second
    assert first.path == second.path
    assert storages["private"].listdir(f"attachments/{firm.code}/{first.sha256[:2]}")[1].count(first.sha256) == 1


def test_two_organisations_share_no_file(clerk, firm, other_firm):
    assert keep("证书.pdf", PDF, clerk, firm).path != keep("证书.pdf", PDF, None, other_firm).path


def test_without_a_scanner_the_file_says_so(clerk, firm):
    assert keep("证书.pdf", PDF, clerk, firm).scan == Attachment.Scan.UNAVAILABLE


def test_the_file_is_streamed_to_its_owner_as_a_harmless_download(client, clerk, firm):
    attachment = keep("证书.pdf", PDF, clerk, firm)
    client.force_login(clerk)
    response = client.get(reverse("attachments:download", args=[attachment.key]))
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_stranger_finds_no_file_and_a_visitor_is_asked_to_sign_in(client, clerk, firm, other_firm):
    address = reverse("attachments:download", args=[keep("证书.pdf", PDF, clerk, firm).key])
    assert client.get(address).status_code == 302
    stranger = User.objects.create_user("stranger", name="外人")
    stranger.assignments.create(role="applicant", organisation=other_firm, since=date(2020, 1, 1))
    client.force_login(stranger)
    assert client.get(address).status_code == 404


def test_an_officer_of_the_region_reads_what_was_handed_to_it(client, clerk, firm, region):
    attachment = keep("证书.pdf", PDF, clerk, firm)
    officer = User.objects.create_user("officer", name="承办人")
    officer.assignments.create(role="officer", region=region, since=date(2020, 1, 1))
    client.force_login(officer)
    address = reverse("attachments:download", args=[attachment.key])
    assert client.get(address).status_code == 404
    store.hand_over([attachment.pk], region)
    assert client.get(address).status_code == 200


def test_a_condemned_file_is_not_handed_out(client, clerk, firm):
    attachment = keep("证书.pdf", PDF, clerk, firm)
    Attachment.objects.update(scan=Attachment.Scan.INFECTED)
    client.force_login(clerk)
    assert client.get(reverse("attachments:download", args=[attachment.key])).status_code == 404
