"""Seal and signature, which a layout prints on every certificate: part of what never changes, drawn once."""

from html import escape

from certificates.register.printing.facts import Layout
from certificates.register.printing.page import Box, seal_box, signature_box


def html(layout: Layout) -> str:
    """Return the pictures of ``layout`` as HTML, each in its place."""
    pictures = ((layout.autograph, signature_box(layout)), (layout.seal, seal_box(layout)))
    return "".join(_image(source, box) for source, box in pictures if source)


def _image(source: str, box: Box) -> str:
    place = f"left: {box.left}pt; top: {box.top}pt; width: {box.width}pt; height: {box.height}pt; object-fit: contain"
    return f'<img alt="" src="{escape(source)}" style="{place}">'
