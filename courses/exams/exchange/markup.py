"""HTML to plain text. What plain text cannot say is either named in a note or refused by name; nothing runs."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

import nh3

from courses.exams.exchange.words import MARKUP

Say = Callable[[str, str], None]
Media = Callable[[str, str], str]

_BLOCKS, _EMPHASIS, _ACTIVE = MARKUP["blocks"], MARKUP["emphasis"], MARKUP["active"]
_KNOWN = _BLOCKS | _EMPHASIS | MARKUP["quiet"]
_TAG = re.compile(rf"</?({'|'.join(sorted(_KNOWN | _ACTIVE, key=len, reverse=True))})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_HANDLER = re.compile(r"<[a-z][^<>]*\s(on[a-z]+)\s*=", re.IGNORECASE)
_SCRIPT_URL = re.compile(r"(?:href|src)\s*=\s*[\"']?\s*(javascript|vbscript|data:text/html)", re.IGNORECASE)
_ATTRIBUTES = {"img": {"src", "alt"}, "audio": {"src", "title"}, "source": {"src"}, "a": {"href"}, "ol": {"start"}}
_RAISED = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
_LOWERED = dict(zip("0123456789+-=()aehklmnopst", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕₖₗₘₙₒₚₛₜ", strict=True))


def has_tags(text: str) -> bool:
    """Say whether a text holds HTML, and not only a less-than sign.

    >>> has_tags("P<0.05"), has_tags("10<sup>9</sup>/L")
    (False, True)
    """
    return "<" in text and _TAG.search(text) is not None


def to_text(source: str, *, media: Media, fault: Say, note: Say) -> str:
    """Return what a piece of HTML says, as plain text.

    :param media: returns the marker for a picture or sound, given its address and its alternative text.
    :param fault: told ``(code, what)`` of what cannot be taken in: ``script`` or ``construct``.
    :param note: told ``(code, what)`` of what is left out: ``left_out``.
    """
    _look_for_scripts(source, fault)
    tags = {tag.lower() for tag in _TAG.findall(source)}
    for tag in sorted(tags & _ACTIVE - {"script", "style"}):
        fault("construct", f"<{tag}>")
    for tag in sorted(tags & _EMPHASIS):
        note("left_out", f"<{tag}>")
    clean = nh3.clean(
        source,
        tags=set(_KNOWN),
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "data", "mailto"},
        link_rel=None,
    )
    writer = _Writer(media, note)
    writer.feed(clean)
    writer.close()
    return writer.text()


def _look_for_scripts(source: str, fault: Say) -> None:
    if re.search(r"<\s*script", source, re.IGNORECASE):
        fault("script", "<script>")
    for found in (_HANDLER.search(source), _SCRIPT_URL.search(source)):
        if found:
            fault("script", found[1].lower())


class _Writer(HTMLParser):
    """Writes clean HTML as lines of text."""

    def __init__(self, media: Media, note: Say) -> None:
        super().__init__(convert_charrefs=True)
        self.media, self.note = media, note
        self.pieces: list[str] = []
        self.lists: list[int | None] = []
        self.pre = 0
        self.held: list[tuple[str, int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br" or tag in _BLOCKS:
            self.pieces.append("\n")
        if tag in ("ul", "ol"):
            start = given.get("start", "1")
            self.lists.append((int(start) if start.isdigit() else 1) if tag == "ol" else None)
        elif tag == "pre":
            self.pre += 1
        elif tag == "li":
            self._item()
        elif tag in ("td", "th") and self.pieces and not self.pieces[-1].endswith("\n"):
            self.pieces.append(" | ")
        elif tag in ("img", "audio", "source"):
            self._medium(given.get("src", ""), given.get("alt") or given.get("title", ""))
        elif tag in ("sub", "sup", "a"):
            self.held.append((tag, len(self.pieces), given.get("href", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag == "li":
            self.pieces.append("\n")
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        elif tag == "pre":
            self.pre = max(self.pre - 1, 0)
        elif tag in ("sub", "sup", "a") and self.held and self.held[-1][0] == tag:
            _tag, start, address = self.held.pop()
            inner = "".join(self.pieces[start:])
            self.pieces[start:] = [self._link(address, inner) if tag == "a" else _shifted(inner, tag)]

    def handle_data(self, data: str) -> None:
        self.pieces.append(data if self.pre else re.sub(r"[ \t\r\n\f]+", " ", data))

    def text(self) -> str:
        """Return the lines, without blank ones between."""
        lines = (line.strip() for line in "".join(self.pieces).replace("\xa0", " ").split("\n"))
        return "\n".join(re.sub(r" *\| *", " | ", line) if " | " in line else line for line in lines if line)

    def _item(self) -> None:
        number = self.lists[-1] if self.lists else None
        self.pieces.append("\n· " if number is None else f"\n{number}. ")
        if self.lists and number is not None:
            self.lists[-1] = number + 1

    def _medium(self, address: str, alt: str) -> None:
        if address:
            self.pieces.append(self.media(address, alt.strip()))

    def _link(self, address: str, words: str) -> str:
        if "@@PLUGINFILE@@" in address:
            return self.media(address, words.strip())
        if address:
            self.note("left_out", address[:80])
        return words


def _shifted(inner: str, tag: str) -> str:
    """Return raised or lowered text in the characters there are for it, or marked by ``^`` or ``_``."""
    table, sign = (_RAISED, "^") if tag == "sup" else (_LOWERED, "_")
    if all(letter in table for letter in inner):
        return "".join(table[letter] for letter in inner)
    return f"{sign}({inner})" if len(inner) > 1 else f"{sign}{inner}"
