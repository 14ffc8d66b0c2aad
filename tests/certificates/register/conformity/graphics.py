"""6.2, graphics: operators, colors, pictures, transparency."""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Name, Stream

from tests.certificates.register.conformity.file import Drawing, File

OPERATORS = frozenset(
    """b B b* B* BDC BMC BT BX c cm CS cs d d0 d1 Do DP EMC ET EX f F f* G g gs h i j J K k l m M MP n q Q re RG rg ri s
    S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"""".split()  # noqa: SIM905 - as in the standard
)
# Which part of the resources an operator names something of.
NAMING = {"Do": "/XObject", "gs": "/ExtGState", "Tf": "/Font", "sh": "/Shading"}
DEVICE = {"g": "Gray", "G": "Gray", "rg": "RGB", "RG": "RGB", "k": "CMYK", "K": "CMYK"}
SPACES = {"/DeviceGray": "Gray", "/DeviceRGB": "RGB", "/DeviceCMYK": "CMYK"}
INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}
BLENDS = frozenset(
    """/Normal /Compatible /Multiply /Screen /Overlay /Darken /Lighten /ColorDodge /ColorBurn /HardLight /SoftLight
    /Difference /Exclusion /Hue /Saturation /Color /Luminosity""".split()  # noqa: SIM905 - as in the standard
)


def check(file: File) -> Iterator[str]:
    """Yield what is wrong with what is drawn."""
    for each in file.root.get("/OutputIntents", []):
        yield from _profile(each.get("/DestOutputProfile"), {b"prtr", b"mntr"}, "6.2.3-1")
    if len({each.DestOutputProfile.objgen for each in file.root.get("/OutputIntents", [])}) > 1:
        yield "6.2.3-2 two profiles"
    for drawing in file.drawings:
        yield from _drawing(drawing, file.intent)
    for image in file.images:
        yield from _image(image, file.intent)
    for each in file.dictionaries:
        yield from _form(each) if each.get("/Type") == "/XObject" else _state(each)
    yield from _spaces(file)


def _form(form: Any) -> Iterator[str]:
    if {"/OPI", "/PS", "/Ref"} & set(_keys(form)) or str(form.get("/Subtype")) not in {"/Form", "/Image"}:
        yield "6.2.9 a form of PostScript, or of another file"


def _keys(thing: Any) -> list[str]:
    return list((thing.stream_dict if isinstance(thing, Stream) else thing).keys())


def _profile(profile: Any, classes: set[bytes], rule: str) -> Iterator[str]:
    head = profile.read_bytes()[:128] if profile is not None else bytes(128)
    counts = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}
    if head[12:16] not in classes or head[8] >= 5 or counts.get(head[16:20]) != getattr(profile, "N", None):
        yield f"{rule} a color profile"


def _drawing(drawing: Drawing, intent: str) -> Iterator[str]:
    for operands, operator in drawing.steps:
        if operator not in OPERATORS:
            yield f"6.2.2-1 {operator}"
        if operator in NAMING:
            name = next(each for each in operands if isinstance(each, Name))
            if str(name) not in drawing.resources.get(NAMING[operator], {}):
                yield f"6.2.2-2 {name}"
        if operator in DEVICE:
            yield from _device(DEVICE[operator], intent)
        if operator in {"cs", "CS"}:
            yield from _device(SPACES.get(str(operands[0]), ""), intent)
        if operator == "ri" and str(operands[0]) not in INTENTS:
            yield f"6.2.6-1 {operands[0]}"


def _device(space: str, intent: str) -> Iterator[str]:
    if (space == "Gray" and not intent) or (space in {"RGB", "CMYK"} and intent.strip() != space):
        yield f"6.2.4.3 Device{space} under the output intent “{intent}”"


def _image(image: Any, intent: str) -> Iterator[str]:
    if {"/Alternates", "/OPI"} & set(image.stream_dict.keys()):
        yield "6.2.8-1 6.2.8-2 Alternates, OPI"
    if image.get("/Interpolate", False):
        yield "6.2.8-3 Interpolate"
    if image.get("/BitsPerComponent", 8) not in {1, 2, 4, 8, 16}:
        yield "6.2.8-4 BitsPerComponent"
    if str(image.get("/Intent", "/Perceptual")) not in INTENTS:
        yield "6.2.6-1 Intent"
    yield from _device(SPACES.get(str(image.get("/ColorSpace", "")), ""), intent)


def _state(state: Any) -> Iterator[str]:
    if isinstance(state, Stream) or not {"/CA", "/ca", "/BM", "/SMask"} & set(state.keys()):
        return
    if {"/TR", "/TR2", "/HTP", "/HT"} & set(state.keys()):
        yield "6.2.5 halftones and transfer functions"
    if str(state.get("/BM", "/Normal")) not in BLENDS:
        yield f"6.2.10-1 {state.BM}"
    if str(state.get("/RI", "/Perceptual")) not in INTENTS:
        yield f"6.2.6-1 {state.RI}"


def _spaces(file: File) -> Iterator[str]:
    for value in file.values:
        if not isinstance(value, Array) or not len(value):
            continue
        if value[0] == Name.Separation or value[0] == Name.DeviceN:
            yield "6.2.4.4 a spot color"
        if value[0] == Name.ICCBased:
            yield from _profile(value[1], {b"prtr", b"mntr", b"scnr", b"spac"}, "6.2.4.2-1")
