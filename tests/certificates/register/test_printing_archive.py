"""What PDF/A-3u asks of the file, part by part; and that drawing a page never reaches outside it."""

import re
from dataclasses import replace
from io import BytesIO

import pypdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen
from weasyprint import HTML

from certificates.register.printing import DEFAULT_LAYOUT, render
from certificates.register.printing.fonts import face
from certificates.register.printing.template import FETCHER
from tests.factories.printing import FACTS, facts

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4"
    "2mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


@pytest.fixture(scope="module")
def reader():
    return pypdf.PdfReader(BytesIO(render(facts(name="周𬭎"))))


@pytest.fixture(scope="module")
def fonts(reader):
    return [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]


def mapped(font):
    """The codes of a font with the characters that ToUnicode gives them."""
    pairs = re.findall(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", font["/ToUnicode"].get_data(), re.M)
    # The first such line is the range of all codes.
    return [(int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be")) for code, text in pairs[1:]]


def test_fonts_are_embedded_and_map_to_unicode(fonts):
    assert [font["/BaseFont"].split("-")[1] for font in fonts] == ["Regular", "Bold"]
    for font in fonts:
        descendant = font["/DescendantFonts"][0]
        program = descendant["/FontDescriptor"]["/FontFile3"]
        assert font["/Encoding"] == "/Identity-H"
        assert program["/Subtype"] == "/CIDFontType0C"
        assert [code for code, _character in mapped(font)] == list(range(1, len(descendant["/W"][1])))


def test_font_programs_hold_the_shapes_and_widths_the_page_uses(fonts):
    for font, weight in zip(fonts, ("Regular", "Bold"), strict=True):
        descendant = font["/DescendantFonts"][0]
        program = CFFFontSet()
        program.decompile(BytesIO(descendant["/FontDescriptor"]["/FontFile3"].get_data()), None)
        (top,) = program
        shapes = [top.CharStrings[name] for name in top.charset]
        assert top.ROS == ("Adobe", "Identity", 0)
        assert top.charset[:2] == [".notdef", "cid00001"]
        for shape, width in zip(shapes, descendant["/W"][1], strict=True):
            assert _width(shape) == width
        for code, character in mapped(font):
            shapes[code].compile()
            assert shapes[code].bytecode == face(weight).glyph(character).charstring


def _width(shape):
    shape.draw(NullPen())
    return shape.width


def test_metadata_declares_the_standard_and_agrees_with_info(reader):
    xmp = reader.xmp_metadata

    assert reader.trailer["/Root"]["/Metadata"].get("/Filter") is None, "XMP must be readable as it lies in the file"
    packet = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfaid:part="3" pdfaid:conformance="U"' in packet
    assert xmp.dc_title == {"x-default": reader.metadata.title} == {"x-default": "结业证书 周𬭎 XL-2026-000123"}
    assert xmp.dc_creator == [reader.metadata.author] == [FACTS.issuer]
    assert xmp.pdf_producer == reader.metadata.producer
    assert reader.metadata["/CreationDate"] == "D:20260930000000+08'00'"
    assert 'xmp:CreateDate="2026-09-30T00:00:00+08:00"' in packet


def test_metadata_survives_markup_in_names():
    reader = pypdf.PdfReader(BytesIO(render(facts(name="Li <&> (Ming)\\", issuer='"A" & B'))))

    assert (
        reader.xmp_metadata.dc_title["x-default"] == reader.metadata.title == "结业证书 Li <&> (Ming)\\ XL-2026-000123"
    )
    assert reader.metadata.author == '"A" & B'


def test_colors_have_an_output_intent_and_the_file_an_identity(reader):
    (intent,) = reader.trailer["/Root"]["/OutputIntents"]

    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"]["/N"] == 3
    first, second = reader.trailer["/ID"]
    assert len(first) == len(second) == 16
    assert reader.trailer["/ID"] != pypdf.PdfReader(BytesIO(render(facts(name="王㛃")))).trailer["/ID"]


def test_nothing_is_transparent_encrypted_or_active(reader):
    raw = render(FACTS)

    assert not reader.is_encrypted
    for forbidden in (b"/JavaScript", b"/Launch", b"/SMask", b"/EmbeddedFiles", b"/AA", b"/BM"):
        assert forbidden not in raw
    assert set(re.findall(rb"/ca ([\d.]+)", raw, re.I)) <= {b"1", b"1.0"}


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://127.0.0.1:9/x", "https://127.0.0.1:9/x", "ftp://x/y"]
)
def test_fetcher_refuses_to_leave_the_page(address):
    with pytest.raises(ValueError, match="disallowed"):
        FETCHER.fetch(address)


def test_fetcher_keeps_local_files_out_of_the_pdf(tmp_path):
    (secret := tmp_path / "secret.txt").write_text("the secret")
    page = f'<link rel=attachment href="file://{secret}"><p>x'

    pdf = HTML(string=page, url_fetcher=FETCHER).write_pdf(uncompressed_pdf=True)

    assert b"the secret" not in pdf
    assert b"EmbeddedFile" not in pdf


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://example.cn/x.png", "data:text/html,x", "x.png"])
def test_layout_refuses_a_background_from_elsewhere(address):
    with pytest.raises(ValueError, match="data: URL"):
        replace(DEFAULT_LAYOUT, background=address)


def test_layout_with_a_background_draws_it_under_the_text():
    page = pypdf.PdfReader(BytesIO(render(FACTS, replace(DEFAULT_LAYOUT, version="b", background=PIXEL)))).pages[0]

    assert len(page.images) == 1
    assert FACTS.name in page.extract_text()


@pytest.mark.parametrize(("name", "value"), [("ink", "red"), ("gold", "#12345"), ("tint", "#12345g"), ("paper", "A0")])
def test_layout_refuses_what_cannot_be_drawn(name, value):
    with pytest.raises(ValueError, match=r"color|paper|hex"):
        replace(DEFAULT_LAYOUT, **{name: value})
