"""What anyone learns of a paper from its code or its file."""

from io import BytesIO

from django.urls import reverse

from portal.documents import issuing, pdf, verification
from portal.documents.models import Document
from portal.documents.verification import Verdict
from tests.portal.documents.conftest import LETTER, TODAY


def test_a_code_typed_with_blanks_and_small_letters_is_found(issue):
    paper = issue()
    typed = " ".join((paper.code[:4], paper.code[4:].lower()))
    seen = verification.verify(typed)
    assert (seen.verdict, seen.number, seen.issuer) == (Verdict.VALID, paper.number, "河南省应急管理厅")


def test_an_unknown_code_is_an_answer(db):
    assert verification.verify("没有这个").verdict is Verdict.UNKNOWN
    assert verification.verify("X" * 5000).verdict is Verdict.UNKNOWN


def test_every_visitor_is_counted_once(issue):
    paper = issue()
    assert verification.verify(paper.code).times_checked == 1
    assert verification.verify(paper.code, counts=False).times_checked == 1
    assert verification.verify(paper.code).times_checked == 2


def test_a_revoked_paper_says_so_with_the_reason(issue):
    paper = issue()
    issuing.revoke(paper, reason="依法撤销", on=TODAY)
    seen = verification.verify(paper.code)
    assert (seen.verdict, seen.status_reason, seen.holds) == (Verdict.REVOKED, "依法撤销", False)


def test_a_replaced_paper_leads_to_its_successor(issue):
    old, new = issue(key=1), issue(key=2)
    issuing.replace(old, with_=new, reason="更正", on=TODAY)
    assert verification.verify(old.code).replaced_by_code == new.code


def test_words_changed_in_the_database_are_found_out(issue):
    paper = issue()
    Document.objects.filter(pk=paper.pk).update(html=paper.html.replace("河南安评", "河南假评"))
    assert verification.verify(paper.code).verdict is Verdict.TAMPERED


def test_words_and_hash_changed_together_are_found_out_too(issue):
    paper = issue()
    html = paper.html.replace("河南安评", "河南假评")
    Document.objects.filter(pk=paper.pk).update(html=html, content_hash=verification.digest(html))
    assert verification.verify(paper.code).verdict is Verdict.TAMPERED


def test_the_issued_file_is_recognised_and_a_changed_byte_is_not(issue):
    paper = issue()
    with pdf.ensure(paper).open_pdf() as file:
        content = file.read()
    assert verification.is_issued_file(paper.code, BytesIO(content))
    assert verification.issued_as(BytesIO(content)) == paper
    changed = content[:-100] + bytes([content[-100] ^ 1]) + content[-99:]
    assert not verification.is_issued_file(paper.code, BytesIO(changed))
    assert verification.issued_as(BytesIO(changed)) is None


def test_a_public_paper_is_fetched_by_code_and_another_is_not(client, issue):
    public, private = issue(key=1), issue(LETTER, key=2)
    response = client.get(reverse("documents:pdf", args=[public.code]))
    assert response["Content-Type"] == "application/pdf"
    assert client.get(reverse("documents:pdf", args=[private.code])).status_code == 404
