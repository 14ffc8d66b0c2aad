"""6.6, metadata: XMP that says what the file is, and says what the Info dictionary says."""

import re
from collections.abc import Iterator
from datetime import datetime
from xml.etree import ElementTree

from pikepdf import Dictionary

from tests.certificates.register.conformity.file import File

RDF, DC = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}", "{http://purl.org/dc/elements/1.1/}"
PDF, XMP = "{http://ns.adobe.com/pdf/1.3/}", "{http://ns.adobe.com/xap/1.0/}"
PDFA = "{http://www.aiim.org/pdfa/ns/id/}"
# Properties that need no schema of their own, and what holds their values.
KNOWN = {
    f"{DC}title": "Alt",
    f"{DC}description": "Alt",
    f"{DC}creator": "Seq",
    f"{PDF}Producer": "",
    f"{PDF}Keywords": "",
    f"{XMP}CreatorTool": "",
    f"{XMP}CreateDate": "date",
    f"{XMP}ModifyDate": "date",
    f"{PDFA}part": "",
    f"{PDFA}conformance": "",
}
SAME = {"/Title": f"{DC}title", "/Author": f"{DC}creator", "/Producer": f"{PDF}Producer"}


def check(file: File) -> Iterator[str]:
    """Yield what is wrong with the metadata."""
    if "/Metadata" not in file.root or file.root.Metadata.get("/Subtype") != "/XML":
        yield "6.6.2.1-1 Metadata"
        return
    packet = file.root.Metadata.read_bytes()
    header = re.match(rb"<\?xpacket ([^?]*)\?>", packet)
    if header is None or b"bytes=" in header[1] or b"encoding=" in header[1]:
        yield "6.6.2.1-2 6.6.2.1-3 the header of the packet"
    try:
        tree = ElementTree.fromstring(packet.decode("utf-8").lstrip("\ufeff"))
    except (UnicodeDecodeError, ElementTree.ParseError) as fault:
        yield f"6.6.2.1-4 6.6.2.1-5 {fault}"
        return
    said = dict(_properties(tree))
    yield from (f"6.6.2.3.1-1 {name}" for name in said.keys() - KNOWN.keys())
    yield from (f"6.6.2.3.1-2 {name}" for name, (kind, text) in said.items() if not _fits(KNOWN.get(name), kind, text))
    if {name: said.get(f"{PDFA}{name}", ("", ""))[1] for name in ("part", "conformance")} != FLAVOR:
        yield "6.6.4-1 6.6.4-2 6.6.4-3 which standard the file follows"
    if b'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"' not in packet:
        yield "6.6.4-4 6.6.4-5 the prefix"
    info = file.pdf.trailer.get("/Info", Dictionary())
    for key, name in SAME.items():
        if key in info and name in said and str(info[key]) != said[name][1]:
            yield f"6.6.3 {key}"


FLAVOR = {"part": "3", "conformance": "U"}


def _properties(tree: ElementTree.Element) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each property with what holds its values and the first of them."""
    for described in tree.iter(f"{RDF}Description"):
        for name, value in described.attrib.items():
            if name != f"{RDF}about":
                yield name, ("", value)
        for element in described:
            held = next(iter(element), None)
            if held is None:
                yield element.tag, ("", element.text or "")
            else:
                yield element.tag, (held.tag.removeprefix(RDF), held.findtext(f"{RDF}li") or "")


def _fits(wanted: str | None, kind: str, text: str) -> bool:
    if wanted == "date":
        return kind == "" and datetime.fromisoformat(text).tzinfo is not None
    return wanted in {None, kind}
