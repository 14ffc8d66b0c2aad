"""6.1.8, 6.1.10, 6.1.12 and 6.1.13: names, permissions and the limits of an implementation."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pikepdf import Array, Name, String

from tests.certificates.register.conformity.file import Drawing, File

BOXES = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox")
FARTHEST, NEAREST = Decimal("3.403e38"), Decimal("1.175e-38")


def check(file: File) -> Iterator[str]:
    """Yield what is too large, too small, too long or too deep."""
    drawn = [operand for drawing in file.drawings for operands, _operator in drawing.steps for operand in operands]
    for value in (*file.values, *_flat(drawn)):
        yield from _value(value)
    if len(file.pdf.objects) > 8_388_607:
        yield "6.1.13-7 objects"
    for drawing in file.drawings:
        yield from _drawing(drawing)
    for page in file.pdf.pages:
        for name in BOXES:
            if name in page.obj and not all(3 <= abs(side) <= 14400 for side in _sides(page.obj[name])):
                yield f"6.1.13-11 {name}"
    if set(file.root.get("/Perms", {})) - {"/UR3", "/DocMDP"}:
        yield "6.1.12-1 Perms"


def _flat(values: list[Any]) -> Iterator[Any]:
    for value in values:
        yield from value if isinstance(value, Array) else [value]


def _value(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        return
    if isinstance(value, int) and not -(2**31) <= value < 2**31:
        yield f"6.1.13-1 {value}"
    if isinstance(value, Decimal) and value and not NEAREST <= abs(value) <= FARTHEST:
        yield f"6.1.13-2 6.1.13-5 {value}"
    if isinstance(value, String) and len(bytes(value)) > 32767:
        yield f"6.1.13-3 {len(bytes(value))} bytes of text"
    if isinstance(value, Name):
        try:
            if len(str(value).encode()) > 128:  # with its slash
                yield f"6.1.13-4 {value}"
        except UnicodeError:
            yield "6.1.8-1 a name that is not UTF-8"


def _drawing(drawing: Drawing) -> Iterator[str]:
    depth = deepest = 0
    for _operands, operator in drawing.steps:
        if operator == "INLINE IMAGE":
            yield "6.1.10-1 an inline image"
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        deepest = max(deepest, depth)
        if depth < 0:
            yield "6.1.13-8 Q without q"
    if deepest > 28:
        yield f"6.1.13-8 q {deepest} deep"
    if depth:
        yield "6.1.13-8 q without Q"


def _sides(box: Any) -> tuple[Decimal, Decimal]:
    left, bottom, right, top = (Decimal(edge) for edge in box)
    return right - left, top - bottom
