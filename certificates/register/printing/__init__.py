"""Certificates as PDF: pure functions from frozen facts and a layout to bytes. No models, no database.

check with unprintable(), then render(facts, layout)

The two ways of drawing are imported when something is drawn: WeasyPrint takes seconds to load, and a web process
draws only for whoever edits a layout.
"""

from certificates.register.printing.extras import NOTHING, Attachment, Extras, Room
from certificates.register.printing.facts import DEFAULT_LAYOUT, CertificateFacts, Layout
from certificates.register.printing.fonts import FontMissing, Unprintable, needs_shaping, unprintable
from certificates.register.printing.typesetting import TooLong

__all__ = [
    "DEFAULT_LAYOUT",
    "NOTHING",
    "Attachment",
    "CertificateFacts",
    "Extras",
    "FontMissing",
    "Layout",
    "Room",
    "TooLong",
    "Unprintable",
    "render",
    "render_slowly",
    "unprintable",
]


def render(
    facts: CertificateFacts, layout: Layout = DEFAULT_LAYOUT, carried: Extras = NOTHING, *, slowly: bool = False
) -> bytes:
    """Return a certificate as PDF/A-3u. The same facts, layout and extras give the same bytes.

    :param slowly: let WeasyPrint draw the whole page even where the fast way could.

    :raises Unprintable: the font lacks characters; ``characters`` names them all.
    :raises TooLong: a text does not fit the page at a readable size; ``text`` is it.
    :raises FontMissing: the machine lacks Debian's fonts-noto-cjk.
    """
    _refuse_unprintable(facts, layout)
    from certificates.register.printing import fast, slow  # noqa: PLC0415

    if slowly or any(needs_shaping(text) for text in (*facts.texts(), *layout.texts())):
        return slow.draw(facts, layout, carried)
    return fast.draw(facts, layout, carried)


def render_slowly(facts: CertificateFacts, layout: Layout = DEFAULT_LAYOUT) -> bytes:
    """Return the same page drawn whole by WeasyPrint, some fifty times slower; raises as :func:`render` does."""
    return render(facts, layout, slowly=True)


def _refuse_unprintable(facts: CertificateFacts, layout: Layout) -> None:
    texts = (*facts.texts(), *layout.texts())
    if missing := tuple(dict.fromkeys(character for text in texts for character in unprintable(text))):
        raise Unprintable(missing)
