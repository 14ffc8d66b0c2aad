"""Certificates as PDF: pure functions from frozen facts and a layout to bytes. No models, no database.

check with unprintable(), then render(facts, layout)

The two ways of drawing are imported when something is drawn: WeasyPrint takes seconds to load, and a web process
draws only for whoever edits a layout.
"""

from certificates.register.printing.facts import DEFAULT_LAYOUT, CertificateFacts, Layout
from certificates.register.printing.fonts import FontMissing, Unprintable, needs_shaping, unprintable
from certificates.register.printing.typesetting import TooLong

__all__ = [
    "DEFAULT_LAYOUT",
    "CertificateFacts",
    "FontMissing",
    "Layout",
    "TooLong",
    "Unprintable",
    "render",
    "render_slowly",
    "unprintable",
]


def render(facts: CertificateFacts, layout: Layout = DEFAULT_LAYOUT) -> bytes:
    """Return a certificate as PDF/A-3u. The same facts and layout give the same bytes.

    :raises Unprintable: the font lacks characters; ``characters`` names them all.
    :raises TooLong: a text does not fit the page at a readable size; ``text`` is it.
    :raises FontMissing: the machine lacks Debian's fonts-noto-cjk.
    """
    _refuse_unprintable(facts, layout)
    from certificates.register.printing import fast, slow  # noqa: PLC0415

    if any(needs_shaping(text) for text in facts.texts()):
        return slow.draw(facts, layout)
    return fast.draw(facts, layout)


def render_slowly(facts: CertificateFacts, layout: Layout = DEFAULT_LAYOUT) -> bytes:
    """Return the same page drawn whole by WeasyPrint, some fifty times slower; raises as :func:`render` does."""
    _refuse_unprintable(facts, layout)
    from certificates.register.printing import slow  # noqa: PLC0415

    return slow.draw(facts, layout)


def _refuse_unprintable(facts: CertificateFacts, layout: Layout) -> None:
    texts = (*facts.texts(), *layout.texts())
    if missing := tuple(dict.fromkeys(character for text in texts for character in unprintable(text))):
        raise Unprintable(missing)
