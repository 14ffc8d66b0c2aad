"""What a reader sees. Extracted text can be right where the drawn characters are wrong, so pixels decide."""

from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import zxingcpp
from PIL import ImageChops, ImageStat

from certificates.register.printing import DEFAULT_LAYOUT, page, qr, render, render_slowly
from certificates.register.printing.fonts import face
from tests.factories.printing import FACTS, facts

SCALE = 4  # pixels a point


def image(pdf):
    return pypdfium2.PdfDocument(pdf)[0].render(scale=SCALE).to_pil().convert("L")


@cache
def both(name):
    return image(render(facts(name=name))), image(render_slowly(facts(name=name)))


def glyph_box(line, left=0, right=None):
    """The box of some characters of a line, in pixels."""
    one = face(line.weight)
    start = line.x + one.width(line.text[:left]) * line.size
    end = line.x + one.width(line.text[:right]) * line.size
    return tuple(round(v * SCALE) for v in (start, line.y - line.size * 0.9, end, line.y + line.size * 0.15))


def unlike(first, second):
    """How far two pictures differ, as a share of the ink of the second."""
    ink = 255 - ImageStat.Stat(second).mean[0]
    return ImageStat.Stat(ImageChops.difference(first, second)).mean[0] / ink


@pytest.mark.parametrize("name", ["王㛃", "周𬭎", "䶮", "阿卜杜拉·买买提", "Li Ming"])
def test_every_glyph_of_a_name_looks_as_weasyprint_draws_it(name):
    fast, slow = both(name)
    line = next(line for line in page.compose(facts(name=name), DEFAULT_LAYOUT).lines if line.text == name)

    for place, character in enumerate(name):
        box = glyph_box(line, place, place + 1)
        assert character == " " or unlike(fast.crop(box), slow.crop(box)) < 0.08, character


def test_another_name_would_be_noticed():
    wang, zhou = both("王㛃")[0], both("周𬭎")[1]
    line = next(line for line in page.compose(facts(name="王㛃"), DEFAULT_LAYOUT).lines if line.text == "王㛃")

    assert unlike(wang.crop(glyph_box(line, 0, 1)), zhou.crop(glyph_box(line, 0, 1))) > 0.3


def test_whole_page_looks_as_weasyprint_draws_it():
    fast, slow = both("王㛃")

    assert fast.size == slow.size
    assert ImageStat.Stat(ImageChops.difference(fast, slow)).mean[0] < 1.0
    for line in page.compose(facts(name="王㛃"), DEFAULT_LAYOUT).lines:
        box = glyph_box(line, 0, 3)
        assert unlike(fast.crop(box), slow.crop(box)) < 0.25, line.text


@pytest.mark.parametrize("paper", ["A3 landscape", "A3 portrait"])
def test_larger_paper_shows_the_same_page_larger(paper):
    small = replace(DEFAULT_LAYOUT, paper=paper.replace("A3", "A4"))
    large = replace(DEFAULT_LAYOUT, version="a3", paper=paper)
    for draw in (render, render_slowly):
        wanted = pypdfium2.PdfDocument(draw(FACTS, small))[0]
        sheet = pypdfium2.PdfDocument(draw(FACTS, large))[0]
        size = wanted.render(scale=2).to_pil().convert("L")
        zoomed = sheet.render(scale=2**0.5).to_pil().convert("L").resize(size.size)
        assert sorted(sheet.get_size()) == pytest.approx([841.89, 1190.55], abs=0.1)
        assert ImageStat.Stat(ImageChops.difference(size, zoomed)).mean[0] < 2


def test_the_seal_is_as_large_on_any_paper():
    large = replace(DEFAULT_LAYOUT, paper="A3 landscape")

    assert page.seal_box(large).width * large.zoom == pytest.approx(page.seal_box(DEFAULT_LAYOUT).width)


def test_qr_code_is_read_as_the_verify_address():
    for pixels in both("王㛃"):
        (code,) = zxingcpp.read_barcodes(pixels)

        assert code.text == FACTS.verify_url


def test_qr_has_its_quiet_zone():
    left, top, side = page.compose(FACTS, DEFAULT_LAYOUT).qr
    pixels = both("王㛃")[0]
    quiet = side / qr.boxes(FACTS.verify_url)[0] * qr.QUIET
    box = tuple(round(v * SCALE) for v in (left, top, left + side, top + quiet - 0.5))

    assert ImageStat.Stat(pixels.crop(box)).extrema == [(255, 255)]


def test_nothing_red_stands_where_a_seal_belongs():
    """The hospital presses its own seal on the paper; a drawn one could be taken for it."""
    date = next(line for line in page.compose(FACTS, DEFAULT_LAYOUT).lines if line.text == "2026年9月30日")
    box = tuple(round(v * SCALE) for v in (date.x, date.y - 90, date.x + 150, date.y + 30))
    color = pypdfium2.PdfDocument(render(FACTS))[0].render(scale=SCALE).to_pil().convert("RGB").crop(box)
    reddest = max(red - max(green, blue) for _count, (red, green, blue) in color.getcolors(2**20))

    assert reddest < 60
