"""What lies in the file: pages, words, fonts, geometry; and that it is made once."""

import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import connection
from pypdf import PdfReader

from portal.documents import pdf
from portal.documents.models import Document
from tests.portal.documents.conftest import DECISION, LETTER, WORDS

MM = 72 / 25.4


def read(document):
    with pdf.ensure(document).open_pdf() as file:
        return PdfReader(BytesIO(file.read()))


def text_of(reader):
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "")


def place_of(mark, page):
    """How far from the left edge the first such mark stands, in points."""
    found = []

    def note(text, cm, tm, _font, _size):
        if mark in text:
            found.append(tm[4] * cm[0] + cm[4])

    page.extract_text(visitor_text=note)
    return found[0]


def test_the_words_can_be_searched_and_are_not_mixed_with_the_seal(issue):
    text = text_of(read(issue()))
    for words in (
        "河南省应急管理厅文件",
        "豫应急审〔2026〕1号",
        "条件审查决定书",
        "河南安评技术有限公司：",
        "2026年10月22日",
    ):
        assert words in text
    assert "演示样章" not in text


def test_a_line_holds_28_characters_and_a_page_22_lines(issue):
    reader = read(issue(LETTER, paragraphs=[{"text": "国" * 28 * 44}]))
    lines = [line.strip() for line in reader.pages[1].extract_text().splitlines()]
    full = [line for line in lines if line.startswith("国")]
    assert len(full) == 22
    assert {len(line) for line in full[:-1]} == {28}


def test_the_page_is_a4_and_every_font_is_embedded(issue):
    reader = read(issue())
    assert [round(float(side) / MM) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_the_file_says_that_it_is_pdf_a_3b(issue):
    with pdf.ensure(issue()).open_pdf() as file:
        content = PdfReader(file).xmp_metadata.stream.get_data().decode()
    assert "pdfaid:part" in content
    assert ">3<" in content or 'part="3"' in content


def test_odd_pages_are_numbered_at_the_right_and_even_ones_at_the_left(issue):
    reader = read(issue(paragraphs=[{"text": WORDS * 30}]))
    assert len(reader.pages) >= 3
    right, left = (place_of("—", page) for page in reader.pages[:2])
    assert right > 100 * MM > left


def test_the_file_is_made_once(issue):
    document = issue()
    first = pdf.ensure(document)
    again = pdf.ensure(Document.objects.get(pk=document.pk))
    assert (first.pdf_path, first.pdf_hash) == (again.pdf_path, again.pdf_hash)


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_file(issue):
    document = issue()

    def make(_worker):
        try:
            return pdf.ensure(Document.objects.get(pk=document.pk)).pdf_path
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(make, range(4)))) == 1


def test_nothing_is_fetched_on_the_word_of_a_paper(issue):
    html = '<p>前</p><img src="file:///etc/hostname"><img src="http://127.0.0.1:9/x.png"><p>后</p>'
    content = pdf.draw(html, title="t", author="a", layout="plain", on="2026-10-22", is_sample=False, key="k")
    reader = PdfReader(BytesIO(content))
    assert "后" in reader.pages[0].extract_text()
    assert "/XObject" not in reader.pages[0]["/Resources"] or not reader.pages[0]["/Resources"]["/XObject"]


def test_a_warm_paper_takes_less_than_a_second(issue):
    pdf.ensure(issue(key=1))
    document = issue(key=2)
    # The processor's time, so that a busy machine does not fail an innocent paper.
    began = time.process_time()
    pdf.ensure(document)
    assert time.process_time() - began < 1


def test_the_longest_name_of_an_organ_stays_within_the_text_block(issue, organ):
    organ.name = "黔西南布依族苗族自治州望谟县应急管理局"
    organ.save()
    page = read(issue(LETTER)).pages[-1]
    ends = []

    def note(text, cm, tm, _font, size):
        if text.strip() == organ.name:
            ends.append(tm[4] * cm[0] + cm[4] + len(organ.name) * size * abs(tm[0]) * abs(cm[0]))

    page.extract_text(visitor_text=note)
    assert ends
    assert max(ends) <= (210 - 26) * MM + 1


@pytest.mark.parametrize("paper", [DECISION, LETTER], ids=["official", "letter"])
@pytest.mark.parametrize("lines", range(4, 26, 3))
def test_seal_and_imprint_never_stand_on_a_page_without_text(issue, paper, lines):
    reader = read(issue(paper, paragraphs=[{"text": "文" * 28 * lines}]))
    last = reader.pages[-1].extract_text()
    assert "2026年10月22日" in last
    assert "文文文" in last
    assert "验证码" in last
