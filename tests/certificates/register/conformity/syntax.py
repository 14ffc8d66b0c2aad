"""6.1, file structure: byte by byte."""

import re
from collections.abc import Iterator
from typing import Any

from pikepdf import Array

from tests.certificates.register.conformity.file import File

EOL = rb"(?:\r\n|\r|\n)"
HEADER = re.compile(rb"%PDF-1\.[0-7]" + EOL + rb"%[\x80-\xff]{4}[^\r\n]*" + EOL)
BEGIN = re.compile(rb"\d+ \d+ obj" + EOL)
STREAM = re.compile(rb"stream(?:\r\n|\n)")
END = re.compile(EOL + rb"endobj" + EOL)
END_STREAM = re.compile(EOL + rb"endstream" + END.pattern)
LITERAL = re.compile(rb"\((?:\\.|[^\\()])*\)", re.S)
FILTERS = {"ASCIIHexDecode", "ASCII85Decode", "FlateDecode", "RunLengthDecode", "CCITTFaxDecode", "DCTDecode"}


def check(file: File) -> Iterator[str]:
    """Yield what is wrong with the header, the objects, the trailer and the streams."""
    header = HEADER.match(file.raw)
    if header is None:
        yield "6.1.2-1 6.1.2-2 the header, or the comment under it"
        return
    heads, tail, wrong = _objects(file.raw, header.end())
    yield from wrong
    yield from _ending(file, tail)
    decoded = [each.read_bytes() for each in file.typed("/ObjStm")]
    for text in (*heads, *decoded, *(drawing.content for drawing in file.drawings)):
        yield from _hexadecimal(text)
    for each in file.streams:
        yield from _stream(each)
    for warning in file.pdf.get_warnings():
        yield f"6.1 {warning}"


def _objects(raw: bytes, at: int) -> tuple[list[bytes], bytes, list[str]]:
    """Return the objects without their streams, what follows the last of them, and what is wrong between them."""
    heads = []
    while begin := BEGIN.match(raw, at):
        end, stream = raw.index(b"endobj", begin.end()), raw.find(b"stream", begin.end())
        if 0 < stream < end:
            head = raw[begin.end() : stream]
            opened, length = STREAM.match(raw, stream), re.search(rb"/Length (\d+)", head)
            if opened is None or length is None:
                return heads, raw[at:], ["6.1.7.1-2 the keyword stream"]
            closed = END_STREAM.match(raw, opened.end() + int(length[1]))
            if closed is None:
                return heads, raw[at:], ["6.1.7.1-1 the length of a stream, or what follows it"]
        else:
            head, closed = raw[begin.end() : end], END.match(raw, end - 1)
            if closed is None:
                return heads, raw[at:], ["6.1.9-1 the keyword endobj"]
        heads.append(head)
        at = closed.end()
    return heads, raw[at:], []


def _ending(file: File, tail: bytes) -> Iterator[str]:
    """What follows the objects: a table or nothing, the trailer, the end."""
    table = rb"xref" + EOL + rb"\d+ \d+" + EOL + rb"(?:\d{10} \d{5} [nf](?: \r| \n|\r\n))+trailer\s.*?"
    whole = rb"(?:" + table + rb")?startxref" + EOL + rb"\d+" + EOL + rb"%%EOF" + EOL + rb"?"
    if not re.fullmatch(whole, tail, re.S):
        yield "6.1.3-3 6.1.4-2 6.1.9-1 what follows the last object"
    identity = file.pdf.trailer.get("/ID", [])
    if len(identity) != 2 or not all(bytes(part) for part in identity):
        yield "6.1.3-1 ID"
    if "/Encrypt" in file.pdf.trailer:
        yield "6.1.3-2 Encrypt"


def _hexadecimal(text: bytes) -> Iterator[str]:
    plain = LITERAL.sub(b"", text).replace(b"<<", b" ").replace(b">>", b" ")
    for found in re.findall(rb"<([^<>]*)>?", plain):
        digits = re.sub(rb"\s", b"", found)
        if len(digits) % 2 or not re.fullmatch(rb"[0-9A-Fa-f]*", digits):
            yield f"6.1.6-1 6.1.6-2 <{digits[:20]!r}>"


def _stream(stream: Any) -> Iterator[str]:
    keys = stream.stream_dict
    if {"/F", "/FFilter", "/FDecodeParms"} & set(keys.keys()):
        yield "6.1.7.1-3 a stream kept outside the file"
    named = keys.get("/Filter", [])
    for each in named if isinstance(named, list | Array) else [named]:
        if str(each).lstrip("/") not in FILTERS:
            yield f"6.1.7.2-1 {each}"
