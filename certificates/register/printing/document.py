"""A text of several pages, drawn by WeasyPrint, with room for a signature on its first page."""

from typing import Any

import pydyf
from weasyprint import CSS, HTML

from certificates.register.printing import extras
from certificates.register.printing.extras import Extras
from certificates.register.printing.slimming import slim
from certificates.register.printing.template import FETCHER, VARIANT, WEASYPRINT, font_configuration


class _Plain(pydyf.Object):
    """An object as it is, never inside a compressed stream: a signature must lie open in the file."""

    compressible = False

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.data = content

    data = b""


def draw(html: str, css: str, carried: Extras, *, identifier: str) -> bytes:
    """Return ``html`` in the dress of ``css`` as PDF/A-3u with what it carries.

    :param identifier: names the file for readers; the same for the same text.
    """

    def carry(document: Any, pdf: Any) -> None:
        slim(document, pdf)
        add(pdf, carried)

    options = {"pdf_variant": VARIANT, "font_config": font_configuration(), "pdf_identifier": identifier.encode()}
    with WEASYPRINT:
        page = HTML(string=html, url_fetcher=FETCHER, base_url=None)
        dress = CSS(string=css, url_fetcher=FETCHER, base_url=None, font_config=font_configuration())
        return bytes(page.write_pdf(stylesheets=[dress], finisher=carry, **options))


def add(pdf: Any, carried: Extras) -> None:
    """Add what ``carried`` holds to ``pdf``, on its first page."""
    page: Any = next(thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/Page")
    more = extras.parts(carried, len(pdf.objects), page.number)
    pdf.catalog.update(more.catalog)
    page.update(more.page)
    for content in more.objects.values():
        pdf.add_object(_Plain(content))
