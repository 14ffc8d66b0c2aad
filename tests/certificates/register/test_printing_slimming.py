"""The slow way of drawing: as small as the fast one, with the same shapes, widths and characters."""

import re
from io import BytesIO

import pypdf
import pypdfium2
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen
from PIL import ImageChops, ImageStat

from certificates.register.printing import render, render_slowly, slow
from tests.factories.printing import facts

# Marks that are set onto the letter before them.
NAMES = ["Jose\u0301", "王㛃\u0301", "阿卜杜拉·买买提 Rene\u0301"]


def fonts_of(pdf):
    return [font.get_object() for font in pypdf.PdfReader(BytesIO(pdf)).pages[0]["/Resources"]["/Font"].values()]


def program_of(font):
    return font["/DescendantFonts"][0]["/FontDescriptor"]["/FontFile3"]


@pytest.mark.parametrize("name", ["Jose\u0301", "王秀兰", "阿" * 39 + "\u0301"])
def test_it_is_small(name):
    assert len(render_slowly(facts(name=name))) <= 50_000


def test_the_page_looks_as_with_the_whole_fonts(monkeypatch):
    slim = pypdfium2.PdfDocument(render(facts(name="Jose\u0301 王㛃")))[0].render(scale=2).to_pil()
    monkeypatch.setattr(slow, "slim", lambda _document, _pdf: None)

    large = render(facts(name="Jose\u0301 王㛃"))

    whole = pypdfium2.PdfDocument(large)[0].render(scale=2).to_pil()
    assert len(large) > 200_000, "without it there is nothing to be won"
    # Without hints a reader smooths some edges a little differently.
    ((_least, most),) = ImageStat.Stat(ImageChops.difference(slim.convert("L"), whole.convert("L"))).extrema
    assert most < 40


def test_fonts_hold_the_shapes_that_the_page_numbers_and_their_widths():
    for font in fonts_of(render_slowly(facts(name="Jose\u0301"))):
        assert program_of(font)["/Subtype"] == "/CIDFontType0C"
        program = CFFFontSet()
        program.decompile(BytesIO(program_of(font).get_data()), None)
        (top,) = program
        codes = [int(code, 16) for code in re.findall(rb"^<([0-9a-f]{4})> <", font["/ToUnicode"].get_data(), re.M)][1:]
        assert top.charset == [".notdef", *(f"cid{code:05d}" for code in sorted(codes))]
        widths = dict(_widths(font["/DescendantFonts"][0]["/W"]))
        for code in codes:
            shape = top.CharStrings[f"cid{code:05d}"]
            shape.draw(NullPen())
            assert shape.width == round(widths[code])


def _widths(array):
    for first, run in zip(array[::2], array[1::2], strict=True):
        yield from enumerate((float(width) for width in run), start=int(first))


@pytest.mark.parametrize("name", NAMES)
def test_names_with_marks_are_read_back_and_stay_small(name):
    pdf = render(facts(name=name))

    assert len(pdf) <= 50_000
    assert re.sub(r"\s", "", name)[0] in pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()
