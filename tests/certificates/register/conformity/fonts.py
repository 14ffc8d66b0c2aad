"""6.2.11, fonts: every code that is shown is in the font, as wide as the file says, and stands for characters."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import Any

from fontTools.cffLib import CFFFontSet
from fontTools.pens.basePen import NullPen
from fontTools.ttLib import TTFont
from pikepdf import Array, Name, String

from tests.certificates.register.conformity.file import Drawing, File


def check(file: File) -> Iterator[str]:
    """Yield what is wrong with the fonts and with what is set in them."""
    shown: dict[tuple[int, int], set[int]] = defaultdict(set)
    for drawing in file.drawings:
        _collect(drawing, shown)
    for each in file.typed("/Font"):
        if str(each.get("/Subtype")) in {"/CIDFontType0", "/CIDFontType2"}:
            continue
        if each.get("/Subtype") != "/Type0" or each.get("/Encoding") != "/Identity-H":
            yield f"6.2.11.2 6.2.11.3 {each.get('/BaseFont')} is no composite font, or has a CMap of its own"
            continue
        yield from Font(each).faults(shown[each.objgen])


def _collect(drawing: Drawing, shown: dict[tuple[int, int], set[int]]) -> None:
    """Note the codes that are shown, by the font they are shown in."""
    font, kept = None, []
    for operands, operator in drawing.steps:
        if operator == "q":
            kept.append(font)
        elif operator == "Q":
            font = kept.pop()
        elif operator == "Tf":
            font = drawing.resources.Font[operands[0]].objgen
        elif operator in {"Tj", "'", '"', "TJ"}:
            parts = operands[-1] if operator == "TJ" else operands[-1:]
            text = b"".join(bytes(part) for part in parts if isinstance(part, String))
            shown[font] |= {int.from_bytes(text[at : at + 2], "big") for at in range(0, len(text), 2)}


class Font:
    """A composite font under Identity-H, with the one font below it."""

    def __init__(self, font: Any) -> None:
        self.font = font
        self.below = font.DescendantFonts[0]
        self.described = self.below.FontDescriptor

    def faults(self, codes: set[int]) -> Iterator[str]:
        """Yield what is wrong with it where it shows ``codes``."""
        name = str(self.font.get("/BaseFont", ""))
        if not name or self.below.get("/BaseFont") != self.described.get("/FontName"):
            yield "6.2.11.2-3 BaseFont"
        if self.below.Subtype == Name.CIDFontType2 and "/CIDToGIDMap" not in self.below:
            yield f"6.2.11.3-2 {name} CIDToGIDMap"
        if len(self.embedded) != 1:
            yield f"6.2.11.4.1-1 {name} is not embedded"
            return
        if str(self.embedded[0].get("/Subtype", "/OpenType")) not in {"/CIDFontType0C", "/OpenType"}:
            yield f"6.2.11.2-7 {name}"
        if "/CIDSet" in self.described and self._listed() != set(self.widths):
            yield f"6.2.11.4.2-2 {name} CIDSet"
        for code in sorted(codes):
            yield from self._code(name, code)

    def _code(self, name: str, code: int) -> Iterator[str]:
        if code == 0:
            yield f"6.2.11.8-1 {name} shows .notdef"
        if code not in self.widths:
            yield f"6.2.11.4.1-2 {name} lacks {code}"
        elif abs(self.widths[code] - self.told.get(code, self.below.get("/DW", 1000))) > 1:
            yield f"6.2.11.5-1 {name} {code} is {self.widths[code]} wide, not {self.told.get(code)}"
        text = self.meant.get(code)
        if not text:
            yield f"6.2.11.7.2-1 {name} {code} stands for nothing"
        elif {"\0", "\ufeff", "\ufffe"} & set(text):
            yield f"6.2.11.7.2-2 {name} {code} stands for {text!r}"

    @property
    def embedded(self) -> list[Any]:
        """The font programs."""
        keys = ("/FontFile", "/FontFile2", "/FontFile3")
        return [self.described[key] for key in keys if key in self.described]

    @cached_property
    def widths(self) -> dict[int, float]:
        """What the font program holds: the width of every CID."""
        content = self.embedded[0].read_bytes()
        if self.embedded[0].get("/Subtype") == "/CIDFontType0C":
            return _compact(content, 1000)
        program = TTFont(BytesIO(content))
        units = program["head"].unitsPerEm
        if "CFF " in program:
            return _compact(program.getTableData("CFF "), units)
        order = program.getGlyphOrder()
        return {number: program["hmtx"][name][0] * 1000 / units for number, name in enumerate(order)}

    @cached_property
    def told(self) -> dict[int, float]:
        """What the file says of the widths."""
        found, waiting = {}, list(self.below.get("/W", []))
        while waiting:
            first, second = waiting.pop(0), waiting.pop(0)
            if isinstance(second, Array):
                found |= {first + place: float(width) for place, width in enumerate(second)}
            else:
                found |= dict.fromkeys(range(first, second + 1), float(waiting.pop(0)))
        return found

    @cached_property
    def meant(self) -> dict[int, str]:
        """Which characters a code stands for."""
        content = self.font.ToUnicode.read_bytes() if "/ToUnicode" in self.font else b""
        blocks = re.findall(rb"beginbfchar(.*?)endbfchar", content, re.S)
        pairs = [pair for block in blocks for pair in re.findall(rb"<([0-9a-f]+)>\s*<([0-9a-f]*)>", block)]
        return {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs}

    def _listed(self) -> set[int]:
        bits = self.described.CIDSet.read_bytes()
        return {at * 8 + bit for at, byte in enumerate(bits) for bit in range(8) if byte & 0x80 >> bit}


def _compact(content: bytes, units: int) -> dict[int, float]:
    fonts = CFFFontSet()
    fonts.decompile(BytesIO(content), None)
    (top,) = fonts
    widths = {}
    for number, name in enumerate(top.charset):
        shape = top.CharStrings[name]
        shape.draw(NullPen())
        keyed = hasattr(top, "ROS") and name.startswith("cid")
        widths[int(name[3:]) if keyed else number] = shape.width * 1000 / units
    return widths
