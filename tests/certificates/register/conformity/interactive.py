"""6.3 to 6.5: annotations, forms with their signatures, actions."""

from collections.abc import Iterator
from typing import Any

from asn1crypto import cms
from pikepdf import Dictionary, Stream

from tests.certificates.register.conformity.file import File

ANNOTATIONS = {"/Text", "/Link", "/FreeText", "/Widget", "/Stamp", "/FileAttachment"}
ACTIONS = {"/GoTo", "/GoToR", "/GoToE", "/Thread", "/URI", "/Named", "/SubmitForm"}
NAMED = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
PRINTED, UNSEEN = 4, 1 | 2 | 32 | 256


def check(file: File) -> Iterator[str]:
    """Yield what is wrong with what answers to a reader."""
    for page in file.pdf.pages:
        if "/AA" in page.obj:
            yield "6.5.2-2 a page acts"
        for each in page.obj.get("/Annots", []):
            yield from _annotation(each)
    if {"/AA", "/NeedsRendering"} & set(file.root.keys()):
        yield "6.4.2-2 6.5.2-1 the catalog"
    yield from _form(file.root.get("/AcroForm", Dictionary()))
    for each in file.typed("/Sig"):
        yield from _signature(each, file.raw)
    for each in file.dictionaries:
        yield from _action(each)


def _form(form: Any) -> Iterator[str]:
    if form.get("/NeedAppearances", False) or "/XFA" in form:
        yield "6.4.1-3 6.4.2-1 the form"
    for field in form.get("/Fields", []):
        if "/AA" in field:
            yield "6.4.1-2 a field acts"


def _annotation(each: Any) -> Iterator[str]:
    kind, flags, edges = str(each.get("/Subtype")), each.get("/F"), [float(edge) for edge in each.Rect]
    if kind not in ANNOTATIONS:
        yield f"6.3.1-1 {kind}"
    if flags is None or flags & UNSEEN or not flags & PRINTED:
        yield f"6.3.2-1 6.3.2-2 {kind} is not printed"
    if "/AP" not in each and edges[:2] != edges[2:] and kind != "/Link":
        yield f"6.3.3-1 {kind} without a picture"
    if "/AP" in each and (set(each.AP.keys()) != {"/N"} or not isinstance(each.AP.N, Stream)):
        yield f"6.3.3-2 6.3.3-4 the picture of {kind}"
    if kind == "/Widget" and {"/A", "/AA"} & set(each.keys()):
        yield "6.4.1-1 a widget acts"


def _signature(each: Any, raw: bytes) -> Iterator[str]:
    contents = bytes(each.Contents)
    start = raw.index(b"<", raw.index(b"/Contents <")) if b"/Contents <" in raw else 0
    end = raw.index(b">", start) + 1
    if [int(part) for part in each.ByteRange] != [0, start, end, len(raw) - end]:
        yield "6.4.3-1 ByteRange"
    content = cms.ContentInfo.load(contents)["content"]
    signers = content["signer_infos"]
    if len(signers) != 1:
        yield "6.4.3-3 more than one signer"
    held = {each.chosen.serial_number for each in content["certificates"]}
    if {signer["sid"].chosen["serial_number"].native for signer in signers} - held:
        yield "6.4.3-2 the signer's certificate"


def _action(each: Any) -> Iterator[str]:
    said = str(each.get("/S", ""))
    if each.get("/Type") == "/Action" or "/JS" in each or said in {"/JavaScript", "/Launch"}:
        if said not in ACTIONS:
            yield f"6.5.1-1 {said}"
        if said == "/Named" and str(each.get("/N")) not in NAMED:
            yield f"6.5.1-2 {each.get('/N')}"
