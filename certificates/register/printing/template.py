"""The part of a certificate that never changes, drawn by WeasyPrint once for each layout and kept."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from threading import Lock
from typing import Any

from weasyprint import HTML, URLFetcher
from weasyprint.text.fonts import FontConfiguration

from certificates.register.printing import ornament, pictures
from certificates.register.printing.facts import Layout

VARIANT = "pdf/a-3u"
# Objects each certificate adds, numbered after the template's own, in this order.
ADDED = ("overlay", "info")
FONT_OBJECTS = 5  # for each weight: Type0, CIDFont, descriptor, program, ToUnicode
WEIGHTS = {"Regular": "R", "Bold": "B"}

FETCHER = URLFetcher(allowed_protocols=["data"])
WEASYPRINT = Lock()  # Pango's font map is shared and must not be used by two threads at once


@lru_cache(maxsize=1)
def font_configuration() -> FontConfiguration:
    """Return the one configuration of this process: a new one for each document costs time and memory."""
    return FontConfiguration()


@dataclass(frozen=True, slots=True)
class Template:
    """Finished PDF objects with references to objects that each certificate will add.

    ``catalog`` and ``page`` are the inside of those dictionaries, to which a certificate may add entries.
    """

    head: bytes
    offsets: dict[int, int]
    numbers: dict[str, int]
    fonts: dict[str, int]
    catalog: bytes
    page: bytes
    size: int


def html(layout: Layout, over: str = "", head: str = "") -> str:
    """Return the page as HTML: the fixed drawing, and ``over`` on top of it."""
    width, height = layout.size
    if layout.background:
        drawn = f'<img alt="" src="{escape(layout.background)}">'
    else:
        drawn = svg(layout, ornament.svg(ornament.frame(layout)))
    drawn += pictures.html(layout)
    # "auto" would ask readers to smooth pictures by guessing dots in between, which PDF/A forbids (6.2.8).
    style = (
        f"@page {{ size: {width}pt {height}pt; margin: 0 }} body {{ margin: 0 }}"
        f" img, svg {{ position: absolute; left: 0; top: 0; width: {width}pt; height: {height}pt;"
        " image-rendering: crisp-edges }"
    )
    head += f"<style>{style}</style>"
    return f'<!doctype html><html lang="zh-Hans"><head>{head}</head><body>{drawn}{over}</body></html>'


def svg(layout: Layout, content: str) -> str:
    """Return ``content`` as a picture of the whole page whose unit is the point."""
    width, height = layout.size
    box = f"0 0 {width} {height}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{width}pt" height="{height}pt">{content}</svg>'
    )


@lru_cache(maxsize=16)
def template(layout: Layout) -> Template:
    """Draw the fixed part of ``layout``."""
    kept: list[Template] = []

    def keep(_document: Any, pdf: Any) -> None:
        kept.append(_freeze(pdf))

    with WEASYPRINT:
        page = HTML(string=html(layout), url_fetcher=FETCHER, base_url=None)
        page.write_pdf(zoom=layout.zoom, pdf_variant=VARIANT, font_config=font_configuration(), finisher=keep)
    return kept[0]


def _freeze(pdf: Any) -> Template:
    page: Any = next(thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/Page")
    resources = next(thing for thing in pdf.objects if thing.number == int(page["Resources"].split()[0]))
    metadata = int(pdf.catalog["Metadata"].split()[0])

    size = len(pdf.objects)
    numbers = {"metadata": metadata, "catalog": pdf.catalog.number, "page": page.number}
    numbers |= {name: size + i for i, name in enumerate(ADDED)}
    size += len(ADDED)
    fonts = {weight: size + i * FONT_OBJECTS for i, weight in enumerate(WEIGHTS)}
    size += len(WEIGHTS) * FONT_OBJECTS

    drawn = next(thing for thing in pdf.objects if thing.number == int(page["Contents"].split()[0]))
    # WeasyPrint leaves its own coordinates behind, with y running down.
    drawn.stream.insert(0, b"q")
    drawn.stream.append(b"Q")
    contents = (drawn.reference, reference(numbers["overlay"]))
    page["Contents"] = b"[%s]" % b" ".join(contents)
    named = [f"/{WEIGHTS[weight]} ".encode() + reference(first) for weight, first in fonts.items()]
    resources["Font"] = b"<< %s >>" % b" ".join(named)

    head = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
    offsets, own = {}, set(numbers.values())
    for thing in pdf.objects:
        if thing.free == "n" and thing.number not in own:
            offsets[thing.number] = len(head)
            head += thing.indirect + b"\n"
    return Template(head, offsets, numbers, fonts, _inside(pdf.catalog), _inside(page), size)


def _inside(dictionary: Any) -> bytes:
    return bytes(dictionary.data).removeprefix(b"<<").removesuffix(b">>")


def reference(number: int) -> bytes:
    """Return how PDF points at an object."""
    return b"%d 0 R" % number
