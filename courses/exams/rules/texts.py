"""Texts of questions: plain text in which a marker stands for a picture or a recording."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MARKER = re.compile(r"!\[([^\[\]\n]*)\]\(media:([0-9a-f]{32})\)")
# What looks like a marker that somebody typed or cut short.
_BROKEN = re.compile(r"!\[[^\]\n]*\]\s*\(|\(media:")
# What browsers would draw. A letter between two signs of comparison is none of it unless it stands alone.
_NAMES = (
    "script|style|iframe|object|embed|svg|math|img|image|video|audio|source|form|input|button|textarea|select|option|"
    "link|meta|base|html|head|body|div|span|font|center|table|tbody|thead|tr|td|th|ul|ol|li|br|hr|em|strong|sup|sub|"
    "pre|code|blockquote|h[1-6]|details|marquee|template"
)
_TAG = re.compile(
    rf"<\s*/?\s*(?:(?:{_NAMES})(?:[\s/>]|$)|[abipsuq](?:\s[^<>]*=[^<>]*)?\s*/?>)|<!--|<!\[CDATA\[", re.IGNORECASE
)


@dataclass(frozen=True)
class Piece:
    """A stretch of text, or the picture or recording with this ``uid``, said in words by ``text``."""

    text: str
    uid: str = ""


def pieces(text: str) -> list[Piece]:
    """Return ``text`` cut at its markers, without empty stretches.

    >>> pieces("Look: ![chest](media:" + "0" * 32 + ") What is it?")[1]
    Piece(text='chest', uid='00000000000000000000000000000000')
    """
    found: list[Piece] = []
    at = 0
    for marker in MARKER.finditer(text):
        found += [Piece(text[at : marker.start()]), Piece(marker[1].strip(), marker[2])]
        at = marker.end()
    return [piece for piece in [*found, Piece(text[at:])] if piece.uid or piece.text.strip()]


def uids(texts: Iterable[str]) -> set[str]:
    """Return the pictures and recordings that ``texts`` show."""
    return {marker[2] for text in texts for marker in MARKER.finditer(text)}


def without_media(text: str) -> str:
    """Return ``text`` with every marker replaced by its words, for lists and for comparing."""
    return MARKER.sub(lambda marker: f"[{marker[1].strip()}]", text)


def text_fault(text: str) -> str | None:
    """Return what cannot stand in a text of a question, as a code, or ``None``.

    ``<`` on its own is a sign like any other: blood pressure is compared with it.

    >>> text_fault("pH < 7.35 and > 7.0") is None, text_fault("<b>pH</b>"), text_fault("![x](http://a/b.png)")
    (True, 'has_html', 'bad_marker')
    """
    if any(ord(sign) < 32 and sign not in "\n\t\r" for sign in text):
        return "control_signs"
    if _TAG.search(text):
        return "has_html"
    if _BROKEN.search(MARKER.sub("", text)):
        return "bad_marker"
    if any(not marker[1].strip() for marker in MARKER.finditer(text)):
        return "no_alt"
    return None
