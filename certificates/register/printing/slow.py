"""The same page drawn whole by WeasyPrint: for texts that need shaping, and to check the fast way against."""

from hashlib import sha256
from html import escape
from typing import Any

from weasyprint import HTML

from certificates.register.printing import ornament, paths, qr
from certificates.register.printing.document import add
from certificates.register.printing.extras import NOTHING, Extras
from certificates.register.printing.facts import CertificateFacts, Layout
from certificates.register.printing.fonts import FAMILY, UNITS, face
from certificates.register.printing.metadata import created, title
from certificates.register.printing.ornament import Shape
from certificates.register.printing.page import Line, Page, compose
from certificates.register.printing.slimming import slim
from certificates.register.printing.template import FETCHER, VARIANT, WEASYPRINT, font_configuration, html, svg

STYLE = (
    f"<style>b {{ position: absolute; white-space: pre; font-family: '{FAMILY}'; font-kerning: none;"
    " font-variant-ligatures: none }</style>"
)


def page_html(facts: CertificateFacts, layout: Layout) -> str:
    """Return the certificate as one HTML page."""
    page = compose(facts, layout)
    drawn = svg(layout, ornament.svg(_shapes(facts, layout, page)))
    head = (
        f"<title>{escape(title(facts))}</title><meta name=author content='{escape(facts.issuer)}'>"
        f"<meta name=dcterms.created content='{created(facts)}'>{STYLE}"
    )
    return html(layout, drawn + "".join(_line(line) for line in page.lines), head)


def draw(facts: CertificateFacts, layout: Layout, carried: Extras = NOTHING) -> bytes:
    """Return the certificate as a PDF that carries what it is given."""
    source = page_html(facts, layout)
    identifier = sha256(source.encode()).hexdigest()[:32].encode()

    def carry(document: Any, pdf: Any) -> None:
        slim(document, pdf)
        add(pdf, carried)

    options = {"pdf_variant": VARIANT, "font_config": font_configuration(), "pdf_identifier": identifier}
    with WEASYPRINT:
        page = HTML(string=source, url_fetcher=FETCHER, base_url=None)
        return bytes(page.write_pdf(zoom=layout.zoom, finisher=carry, **options))


def _shapes(facts: CertificateFacts, layout: Layout, page: Page) -> list[Shape]:
    left, top, side = page.qr
    quiet, dark = qr.boxes(facts.scanned)
    scale = side / quiet
    steps = [step for x, y, run in dark for step in paths.box(x, y, x + run, y + 1)]
    rules = [Shape(paths.polyline((r.x1, r.y1), (r.x2, r.y2)), stroke=layout.gold, width=0.7) for r in page.rules]
    return [
        Shape(paths.box(left, top, left + side, top + side), fill="#ffffff"),
        Shape(paths.moved(steps, (scale, 0, 0, scale, left, top)), fill="#000000"),
        *rules,
    ]


def _line(line: Line) -> str:
    one = face(line.weight)
    top = line.y - one.ascent / UNITS * line.size
    weight = 700 if line.weight == "Bold" else 400
    height = (one.ascent - one.descent) / UNITS * line.size
    return (
        f'<b style="left: {line.x}pt; top: {top:.4f}pt; font-size: {line.size}pt; line-height: {height:.4f}pt;'
        f' font-weight: {weight}; color: {line.color}; letter-spacing: {line.spacing}pt">{escape(line.text)}</b>'
    )
