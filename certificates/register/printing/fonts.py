"""The two faces certificates are set in, read from Debian's package once a process."""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from fontTools.pens.basePen import NullPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Noto Serif CJK SC"
PACKAGE = "fonts-noto-cjk"
FOLDERS = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/opentype/noto-cjk"))
UNITS = 1000  # to the em, in Noto Serif CJK and in PDF alike


class FontMissing(RuntimeError):
    """The machine lacks the font; the message names the Debian package that has it."""


class Unprintable(ValueError):
    """The font has no shape for some characters."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        """Keep the characters for the sentence a person will read."""
        super().__init__(f"no glyph for {' '.join(f'U+{ord(c[-1]):04X}' for c in characters)}")
        self.characters = characters


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shape: its advance in thousandths of the em and its Type 2 charstring, without subroutines."""

    character: str
    advance: int
    charstring: bytes


class Face:
    """One weight of the certificate font. Glyphs are cut out of the file when first used, then kept.

    A city's names need some 3,000 characters of about 250 bytes, so what is kept stays near one megabyte.
    """

    def __init__(self, path: Path) -> None:
        """Read the Simplified Chinese font out of the collection at ``path``."""
        self._font = _simplified(path)
        self._names: dict[int, str] = self._font.getBestCmap()
        # The outlines know their widths: leaving the metrics table unread saves 20 MB.
        self._outlines = self._font["CFF "].cff[0].CharStrings
        self._variants = _variation_sequences(self._font)
        self._glyphs: dict[str, Glyph] = {}
        self._lock = Lock()
        self.ascent: int = self._font["hhea"].ascent
        self.descent: int = self._font["hhea"].descent
        self.cap_height: int = self._font["OS/2"].sCapHeight
        head = self._font["head"]
        self.box: tuple[int, int, int, int] = (head.xMin, head.yMin, head.xMax, head.yMax)

    def has(self, character: str) -> bool:
        """Whether the font has a shape for ``character``, which may carry a variation selector."""
        if len(character) == 2:
            return (ord(character[0]), ord(character[1])) in self._variants
        return ord(character) in self._names

    def glyph(self, character: str) -> Glyph:
        """Return the shape of one character.

        :raises Unprintable: the font has none.
        """
        try:
            return self._glyphs[character]
        except KeyError:
            return self._cut(character)

    def width(self, text: str) -> float:
        """Return the length of ``text`` in ems, set without kerning."""
        glyphs = self._glyphs
        try:
            return sum([glyphs[character].advance for character in text]) / UNITS
        except KeyError:
            return sum(self.glyph(character).advance for character in text if not _is_selector(character)) / UNITS

    def outline(self, character: str) -> list[tuple[str, tuple[Any, ...]]]:
        """Return the drawing steps of one character, as fontTools' recording pens write them."""
        with self._lock:
            pen = RecordingPen()
            self._outlines[self._name(character)].draw(pen)
        return [(verb, points) for verb, points in pen.value if verb != "endPath"]

    def _name(self, character: str) -> str:
        if name := self._names.get(ord(character)):
            return name
        raise Unprintable((character,))

    def _cut(self, character: str) -> Glyph:
        # The file is read lazily through one handle: two threads must not seek in it at once.
        with self._lock:
            advance, charstring = alone(self._outlines[self._name(character)])
        glyph = Glyph(character, advance, charstring)
        self._glyphs[character] = glyph
        return glyph


def alone(shape: Any) -> tuple[int, bytes]:
    """Return the advance of a shape out of a CFF font, and its charstring as it can stand in any other.

    Drawing it anew drops hints and subroutines.
    """
    shape.draw(NullPen())  # fills in the width
    pen = T2CharStringPen(shape.width, None)
    shape.draw(pen)
    charstring = pen.getCharString()
    charstring.compile()
    return round(shape.width), charstring.bytecode


@cache
def face(weight: str) -> Face:
    """Return the ``"Regular"`` or ``"Bold"`` face.

    :raises FontMissing: it is not installed.
    """
    for folder in FOLDERS:
        if (path := folder / f"NotoSerifCJK-{weight}.ttc").is_file():
            return Face(path)
    raise FontMissing(f"NotoSerifCJK-{weight}.ttc is not installed: apt-get install {PACKAGE}")


@lru_cache(maxsize=1024)
def unprintable(text: str) -> tuple[str, ...]:
    """Return the characters of ``text`` that a certificate cannot show, each once, in order.

    Line breaks do not count. A variation selector is judged together with the character before it.

    >>> unprintable("Li Ming")
    ()
    """
    faces = face("Regular"), face("Bold")
    missing = {c: None for c in clusters(text) if c != "\n" and not all(one.has(c) for one in faces)}
    return tuple(missing)


def clusters(text: str) -> list[str]:
    """Split ``text`` into characters, each with the variation selector that may follow it."""
    parts: list[str] = []
    for character in text:
        if parts and len(parts[-1]) == 1 and _is_selector(character):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


@lru_cache(maxsize=1024)
def needs_shaping(text: str) -> bool:
    """Whether ``text`` has characters that cannot be set one beside the other (marks, selectors, jamo)."""
    return any(_joins(character) for character in text)


def _joins(character: str) -> bool:
    jamo = "\u1100" <= character <= "\u11ff" or "\ua960" <= character <= "\ua97f" or "\ud7b0" <= character <= "\ud7ff"
    return jamo or unicodedata.category(character) in {"Mn", "Mc", "Me", "Cf"}


def _is_selector(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"


def _simplified(path: Path) -> TTFont:
    with TTCollection(path, lazy=True) as collection:
        names = [font["name"].getDebugName(1) for font in collection.fonts]
    return TTFont(path, fontNumber=names.index(FAMILY), lazy=True)


def _variation_sequences(font: TTFont) -> frozenset[tuple[int, int]]:
    found: Any = next((table for table in font["cmap"].tables if table.format == 14), None)
    if found is None:
        return frozenset()
    return frozenset((base, selector) for selector, pairs in found.uvsDict.items() for base, _name in pairs)
