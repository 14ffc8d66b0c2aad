"""Ways to break a sound certificate, each with the rule that must notice."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.certificates.register.conformity.file import File


def resaved(raw: bytes, change: Callable[[Any], object] = lambda _pdf: None) -> bytes:
    """Return the file written anew by qpdf after a change."""
    target = BytesIO()
    with pikepdf.open(BytesIO(raw)) as pdf:
        change(pdf)
        pdf.save(target)
    return target.getvalue()


def drawn(content: bytes) -> Callable[[Any], object]:
    return lambda pdf: pdf.pages[0].contents_add(pdf.make_stream(content))


def narrow(pdf: Any) -> None:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and "/W" in each:
            each.W[1] = Array([500] * len(each.W[1]))


def mute(pdf: Any) -> None:
    for each in pdf.objects:
        if isinstance(each, Dictionary) and "/ToUnicode" in each:
            del each["/ToUnicode"]


def smooth(pdf: Any) -> None:
    for each in pdf.pages[0].images.values():
        each.Interpolate = True


def claim(pdf: Any) -> None:
    packet = pdf.Root.Metadata.read_bytes().replace(b'pdfaid:part="3"', b'pdfaid:part="2"')
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)


def enlarge(pdf: Any) -> None:
    pdf.pages[0].obj.MediaBox = Array([0, 0, 20000, 500])


CHANGES: dict[str, Callable[[Any], object]] = {
    "6.1.13-1": lambda pdf: setattr(pdf.Root, "Far", 2**31),
    "6.1.13-3": lambda pdf: setattr(pdf.Root, "Long", pikepdf.String("x" * 32768)),
    "6.1.13-8": drawn(b"q " * 29 + b"Q " * 29),
    "6.1.13-11": enlarge,
    "6.2.2-1": drawn(b"hello"),
    "6.2.2-2": drawn(b"/Elsewhere Do"),
    "6.2.4.3": lambda pdf: pdf.Root.__delattr__("OutputIntents"),
    "6.2.5": lambda pdf: setattr(pdf.Root, "State", Dictionary(ca=1, TR=Name.Identity)),
    "6.2.8-3": smooth,
    "6.2.10-1": lambda pdf: setattr(pdf.Root, "State", Dictionary(BM=Name.Glow)),
    "6.2.11.5-1": narrow,
    "6.2.11.7.2-1": mute,
    "6.2.11.8-1": drawn(b"BT /R 9 Tf <0000> Tj ET"),
    "6.3.2-1": lambda pdf: setattr(pdf.pages[0].obj.Annots[0], "F", 2),
    "6.3.3-1": lambda pdf: setattr(pdf.pages[0].obj.Annots[0], "Rect", Array([0, 0, 9, 9])),
    "6.4.1-1": lambda pdf: setattr(pdf.pages[0].obj.Annots[0], "A", Dictionary(S=Name.URI)),
    "6.4.1-3": lambda pdf: setattr(pdf.Root.AcroForm, "NeedAppearances", True),
    "6.5.1-1": lambda pdf: setattr(pdf.Root, "OpenAction", Dictionary(S=Name.JavaScript, JS="x")),
    "6.6.2.1-1": lambda pdf: pdf.Root.__delattr__("Metadata"),
    "6.6.4-1": claim,
    "6.8-3": lambda pdf: pdf.Root.AF[0].__delattr__("AFRelationship"),
    "6.8-4": lambda pdf: pdf.Root.__delattr__("AF"),
    "6.9": lambda pdf: setattr(pdf.Root, "OCProperties", Dictionary(D=Dictionary())),
}


def shorten(raw: bytes) -> bytes:
    """Return the file with a range that leaves a byte out."""
    file = File(raw)
    found = [str(int(part)) for part in file.typed("/Sig")[0].ByteRange]
    found[2] = str(int(found[2]) + 1)
    at = raw.index(b"/ByteRange [") + len(b"/ByteRange [")
    return raw[:at] + " ".join(found).encode() + raw[raw.index(b"]", at) :]


BYTES: dict[str, Callable[[bytes], bytes]] = {
    "6.1.2-1": lambda raw: raw.replace(b"%PDF-1.7", b"%PDF-1.9", 1),
    "6.1.3-3": lambda raw: raw + b"more",
    "6.1.6-1": lambda raw: raw.replace(b"/UF <feff", b"/UF <f f ef", 1).replace(b"/UF <f f ef", b"/UF <fef", 1),
    "6.1.7.1-1": lambda raw: raw.replace(b"\nendstream", b" endstream", 1),
    "6.1.9-1": lambda raw: raw.replace(b"\nendobj", b" endobj", 1),
    "6.4.3-1": shorten,
}
