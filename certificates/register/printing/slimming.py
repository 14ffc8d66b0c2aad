"""The fonts of a page that WeasyPrint has drawn, cut down to the shapes it shows.

HarfBuzz keeps the place of every glyph, since WeasyPrint writes glyph numbers into the page. A Chinese font has 65,535
of them, and the empty places, with their metrics, weigh more than a hundred kilobytes a font, however well they are
packed. A CID-keyed font says of each glyph by what number it is known, so the numbers in the page may stay as they are.
"""

from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont

from certificates.register.printing.cff import cid_font
from certificates.register.printing.fast import NOT_DEFINED
from certificates.register.printing.fonts import alone


def slim(document: Any, pdf: Any) -> None:
    """Cut down the OpenType fonts with PostScript outlines in ``pdf``, which WeasyPrint made of ``document``."""
    fonts = list(document.fonts.values())
    for thing in pdf.objects:
        if getattr(thing, "extra", {}).get("Subtype") != "/OpenType":
            continue
        (content,) = thing.stream
        # Several fonts of a document may share one file; the first of them holds it.
        name = next(font.name for font in fonts if font.file_content is content)
        used = sorted({glyph for font in fonts if font.name == name for glyph in font.to_unicode} - {0})
        thing.stream = [_program(name.decode().lstrip("/"), content, used)]
        thing.extra["Subtype"] = "/CIDFontType0C"


def _program(name: str, content: bytes, used: list[int]) -> bytes:
    with TTFont(BytesIO(content), lazy=True) as font:
        head, top = font["head"], font["CFF "].cff[0]
        box = (head.xMin, head.yMin, head.xMax, head.yMax)
        # What the font lacks WeasyPrint numbers beyond its last glyph, and shows as "not defined".
        used = [glyph for glyph in used if glyph < len(top.charset)]
        shapes = [alone(top.CharStrings[top.charset[glyph]])[1] for glyph in used]
    return cid_font(name, [NOT_DEFINED, *shapes], box, used)
