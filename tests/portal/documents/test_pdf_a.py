"""
What ISO 19005-3 (PDF/A-3b) asks of a file and can be read off it, for every declared paper.

No validator is to be had as a package, so each clause is looked at here by itself; what stands between the lines of
content streams (the operators, and widths glyph by glyph) is the renderer's to keep.
"""

import re
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from django.utils.module_loading import autodiscover_modules
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from portal.documents import pdf, wording
from portal.documents.composing import compose
from portal.documents.models import Organ
from portal.documents.papers import every

ON = date(2026, 10, 22)
CODE = "ABCD2345EFGH6789JKMN"
NAMES = {
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState"}
BLENDING = {"/Normal", "/Compatible"}


def declared():
    autodiscover_modules("papers", "samples")
    return [paper for paper in every() if paper.sample and not paper.code.startswith("test-")]


@pytest.fixture(scope="module", params=declared(), ids=lambda paper: paper.code)
def drawn(request):
    """A paper from its sample, and what lies in its file."""
    paper = request.param
    organ = Organ(name="河南省应急管理厅", mark="豫应急", seal_mm=50)
    title = wording.recorded(paper.title)
    html = compose(
        paper, paper.sample, organ=organ, number="2026年第5号", title=title, on=ON, code=CODE, is_sample=False
    )
    content = pdf.draw(
        html,
        title=title,
        author=organ.name,
        layout=paper.layout.value,
        on=ON.isoformat(),
        is_sample=False,
        key=paper.code,
    )
    return title, content, PdfReader(BytesIO(content), strict=True)


@pytest.fixture
def reader(drawn):
    return drawn[2]


@pytest.fixture
def things(reader):
    """Every dictionary of the file, once."""
    found, seen, waiting = [], set(), [reader.trailer]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if (thing.idnum, thing.generation) in seen:
                continue
            seen.add((thing.idnum, thing.generation))
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            found.append(thing)
            waiting += [thing.raw_get(name) for name in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)
    return found


def metadata(reader):
    return ET.fromstring(reader.root_object["/Metadata"].get_data().decode().strip())


def said(reader, path):
    found = metadata(reader).find(f".//{path}", NAMES)
    return None if found is None else "".join(found.itertext()).strip()


def test_head_and_trailer_are_as_the_norm_wants_them(drawn):
    """6.1.2 and 6.1.3: a binary comment after the version, an identifier, no encryption, nothing after the end."""
    _title, content, reader = drawn
    first, second = content.split(b"\n", 2)[:2]
    assert re.fullmatch(rb"%PDF-1\.[0-7]", first)
    assert second[:1] == b"%"
    assert len([byte for byte in second[1:5] if byte > 127]) == 4
    assert len(reader.trailer["/ID"]) == 2
    assert "/Encrypt" not in reader.trailer
    assert content.rstrip(b"\r\n").endswith(b"%%EOF")


def test_the_metadata_name_the_norm_and_agree_with_the_documents_information(drawn):
    """6.6.4 and 6.6.3; a copy may lose one of the two, and whoever reads either must read the same."""
    title, _content, reader = drawn
    marks = [node.attrib for node in metadata(reader).iter() if f"{{{NAMES['pdfaid']}}}part" in node.attrib]
    assert [(mark[f"{{{NAMES['pdfaid']}}}part"], mark[f"{{{NAMES['pdfaid']}}}conformance"]) for mark in marks] == [
        ("3", "B")
    ]
    about = reader.metadata
    assert said(reader, "dc:title") == about["/Title"] == title
    assert said(reader, "dc:creator") == about["/Author"] == "河南省应急管理厅"
    for key, name in (("xmp:CreateDate", "/CreationDate"), ("xmp:ModifyDate", "/ModDate")):
        assert said(reader, key).replace("-", "") == about[name].removeprefix("D:") == "20261022"
    producers = [node.attrib.get(f"{{{NAMES['pdf']}}}Producer") for node in metadata(reader).iter()]
    assert about["/Producer"] in producers


def test_colours_are_those_of_an_embedded_profile(reader, things):
    """6.2.3 and 6.2.4.3: red and black mean the same on every screen and printer."""
    (intent,) = reader.root_object["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"].get_object()
    assert (profile["/N"], profile.get_data()[36:40]) == (3, b"acsp")
    pages = [page.get_contents().get_data() for page in reader.pages]
    forms = [thing.get_data() for thing in things if thing.get("/Subtype") == "/Form"]
    drawing = b"\n".join([*pages, *forms])
    assert not re.search(rb"(?<![\w.])(?:[\d.]+ ){4}[kK]\s", drawing), "CMYK under a profile of RGB"


def test_every_font_is_embedded_in_part_and_every_letter_can_be_read_out(reader, things):
    """6.2.11.4: embedded, a subset named as one, no glyph of nothing; and ToUnicode, which level B does not ask for."""
    fonts = [thing for thing in things if thing.get("/Type") == "/Font"]
    whole = [font for font in fonts if font["/Subtype"] == "/Type0"]
    parts = [font for font in fonts if str(font["/Subtype"]).startswith("/CIDFontType")]
    assert whole
    assert len(fonts) == len(whole) + len(parts), "nothing but Chinese faces"
    for font in whole:
        assert re.match(r"/[A-Z]{6}\+", font["/BaseFont"])
        assert font["/Encoding"] == "/Identity-H"
        assert b"beginbf" in font["/ToUnicode"].get_object().get_data()
    for font in parts:
        (program,) = {"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"])
        assert len(font["/FontDescriptor"][program].get_object().get_data()) > 100
        assert font["/Subtype"] != "/CIDFontType2" or "/CIDToGIDMap" in font
        assert 0 not in font["/W"][::2], "a glyph that stands for nothing"


def test_nothing_acts_and_nothing_lies_outside(reader, things):
    """6.1.7, 6.1.8, 6.4, 6.5: no scripts, forms, foreign streams, LZW or optional content."""
    assert {"/AcroForm", "/AA", "/OpenAction", "/OCProperties"}.isdisjoint(reader.root_object)
    for thing in things:
        assert thing.get("/S") not in FORBIDDEN_ACTIONS
        assert "/AA" not in thing
        if isinstance(thing, StreamObject):
            assert {"/F", "/FFilter", "/FDecodeParms"}.isdisjoint(thing)
            assert "LZW" not in str(thing.get("/Filter", ""))
        if thing.get("/Type") == "/Annot" or thing.get("/Subtype") == "/Link":
            assert thing["/F"] & 4, "a link that is not printed"


def test_what_shines_through_does_so_in_the_plain_way(things):
    """6.2.5 and 6.2.10: no transfer functions, no blending that two viewers might see differently."""
    for thing in things:
        assert {"/TR", "/TR2", "/HTP"}.isdisjoint(thing)
        assert thing.get("/BM", "/Normal") in BLENDING
        if thing.get("/Subtype") == "/Image":
            assert "/Interpolate" not in thing or thing["/Interpolate"] is False
            assert {"/Alternates", "/OPI"}.isdisjoint(thing)


def test_what_is_attached_says_how_it_belongs(reader, things):
    """6.8: part 3 allows attachments that tell their relation; the papers of today carry none."""
    for thing in things:
        if thing.get("/Type") == "/Filespec" or "/EF" in thing:
            assert thing["/AFRelationship"] in {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
            assert {"/F", "/UF"} <= set(thing)
    assert ("/AF" in reader.root_object) == any("/EF" in thing for thing in things)
