"""A certificate in about a millisecond: kept template, one content stream, two fonts of a few dozen glyphs."""

import string
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from zlib import compress

from certificates.register.printing import extras, metadata, qr
from certificates.register.printing.cff import cid_font
from certificates.register.printing.extras import NOTHING, Extras
from certificates.register.printing.facts import CertificateFacts, Layout, rgb
from certificates.register.printing.fonts import Face, Glyph, face
from certificates.register.printing.page import Line, Page, compose
from certificates.register.printing.template import WEIGHTS, Template, template

# Outlines hardly shrink, whatever the effort; drawing steps do, a little more at each level.
FONT_EFFORT, PAGE_EFFORT = 1, 3
TAG = "XINGLN"  # six capitals in front of a font's name say "a part of this font"
TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


@dataclass(frozen=True, slots=True)
class Subset:
    """A font of a few glyphs: the code of each character, in hexadecimal, and the five PDF objects."""

    codes: dict[str, str]
    objects: tuple[bytes, ...]


# "Not defined" is as wide as a Chinese character and empty: 1000 endchar.
NOT_DEFINED = b"\x1c\x03\xe8\x0e"

# A class shares all its regular text but numbers and addresses: with their characters always in the font, the
# whole class shares one font. Bold sets the names, so it is cut anew for each.
ALWAYS = {"Regular": string.digits + string.ascii_letters + "-./:?=&_*", "Bold": ""}


@lru_cache(maxsize=32)
def subset(weight: str, characters: frozenset[str], first: int) -> Subset:
    """Return the font of ``characters``, its PDF objects numbered from ``first``."""
    source = face(weight)
    used = [source.glyph(character) for character in sorted(characters)]
    codes = {glyph.character: f"{code:04x}" for code, glyph in enumerate(used, start=1)}
    return Subset(codes, tuple(_font_objects(f"{TAG}+NotoSerifCJKsc-{weight}", source, used, first)))


def draw(facts: CertificateFacts, layout: Layout, carried: Extras = NOTHING) -> bytes:
    """Return the certificate as a PDF that carries what it is given.

    :raises Unprintable: the font lacks a character.
    :raises TooLong: a text does not fit the page.
    """
    page = compose(facts, layout)
    base = template(layout)
    subsets = {weight: subset(weight, _characters(page, weight), first) for weight, first in base.fonts.items()}
    marks = _marks(facts, layout, page)
    height = layout.size[1]
    words = "".join(_line(line, height, subsets[line.weight].codes) for line in page.lines)
    more = extras.parts(carried, base.size, base.numbers["page"])
    added = {
        base.numbers["catalog"]: b"<<%s %s>>" % (base.catalog, extras.entries(more.catalog)),
        base.numbers["page"]: b"<<%s %s>>" % (base.page, extras.entries(more.page)),
        base.numbers["metadata"]: plain_stream(metadata.xmp(facts), b"/Type /Metadata /Subtype /XML "),
        base.numbers["overlay"]: stream(_overlay(layout, marks, words).encode(), PAGE_EFFORT),
        base.numbers["info"]: metadata.info(facts),
    }
    for weight, first in base.fonts.items():
        added |= dict(enumerate(subsets[weight].objects, start=first))
    return _assemble(base, added | more.objects)


def _overlay(layout: Layout, marks: str, words: str) -> str:
    drawn = f"q\n{marks}Q\nBT\n{words}ET\n"
    return drawn if layout.zoom == 1 else f"q\n{layout.zoom:.6f} 0 0 {layout.zoom:.6f} 0 0 cm\n{drawn}Q\n"


def stream(content: bytes, effort: int, keys: bytes = b"") -> bytes:
    """Return a compressed stream object."""
    return plain_stream(compress(content, effort), keys + b"/Filter /FlateDecode ")


def plain_stream(content: bytes, keys: bytes) -> bytes:
    """Return a stream object as it is."""
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (keys, len(content), content)


def _characters(page: Page, weight: str) -> frozenset[str]:
    return frozenset(ALWAYS[weight]).union(*(line.text for line in page.lines if line.weight == weight))


def _font_objects(name: str, source: Face, used: list[Glyph], first: int) -> list[bytes]:
    edges = " ".join(map(str, source.box))
    widths = " ".join(str(glyph.advance) for glyph in used)
    program = cid_font(name, [NOT_DEFINED, *(glyph.charstring for glyph in used)], source.box)
    system = "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    return [
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name}-Identity-H /Encoding /Identity-H"
        f" /DescendantFonts [{first + 1} 0 R] /ToUnicode {first + 4} 0 R >>".encode(),
        f"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /{name} /CIDSystemInfo {system}"
        f" /FontDescriptor {first + 2} 0 R /DW 1000 /W [0 [1000 {widths}]] >>".encode(),
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 6 /FontBBox [{edges}] /ItalicAngle 0"
        f" /Ascent {source.ascent} /Descent {source.descent} /CapHeight {source.cap_height}"
        f" /StemV 80 /FontFile3 {first + 3} 0 R >>".encode(),
        stream(program, FONT_EFFORT, b"/Subtype /CIDFontType0C "),
        stream(_to_unicode(used), PAGE_EFFORT),
    ]


def _assemble(base: Template, added: dict[int, bytes]) -> bytes:
    parts, at = [base.head], len(base.head)
    offsets, size = dict(base.offsets), max(base.size, max(added) + 1)
    for number, content in added.items():
        part = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        offsets[number] = at
        parts.append(part)
        at += len(part)
    table = b"".join([b"%010d 00000 n \n" % offsets[number] for number in range(1, size)])
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table))
    identity = sha256(b"".join(parts)).hexdigest()[:32].encode()
    parts.append(
        b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /ID [<%s> <%s>] >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, base.numbers["catalog"], base.numbers["info"], identity, identity, at)
    )
    return b"".join(parts)


def _line(line: Line, height: float, codes: dict[str, str]) -> str:
    text = "".join([codes[character] for character in line.text])
    return (
        f"/{WEIGHTS[line.weight]} {line.size:g} Tf {_color(line.color)} rg {line.spacing:g} Tc"
        f" 1 0 0 1 {line.x:g} {height - line.y:.3f} Tm <{text}> Tj\n"
    )


def _marks(facts: CertificateFacts, layout: Layout, page: Page) -> str:
    """Return the thin rules and the QR code."""
    height = layout.size[1]
    left, top, side = page.qr
    quiet, dark = qr.boxes(facts.scanned)
    scale = side / quiet
    rules = "".join(f"{r.x1:g} {height - r.y1:g} m {r.x2:g} {height - r.y2:g} l " for r in page.rules)
    runs = "\n".join([f"{x} {y} {run} 1 re" for x, y, run in dark])
    return (
        f"0.7 w {_color(layout.gold)} RG {rules}S\n"
        f"1 1 1 rg {left:g} {height - top - side:g} {side:g} {side:g} re f\n"
        f"{scale:.5f} 0 0 {-scale:.5f} {left:g} {height - top:g} cm 0 0 0 rg\n{runs}\nf\n"
    )


@lru_cache(maxsize=64)
def _color(value: str) -> str:
    return " ".join(f"{part:.4g}" for part in rgb(value))


def _to_unicode(glyphs: Iterable[Glyph]) -> bytes:
    lines = [
        f"<{code:04x}> <{glyph.character.encode('utf-16-be').hex()}>" for code, glyph in enumerate(glyphs, start=1)
    ]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    text = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return TO_UNICODE.format(blocks=text).encode()
