"""6.8 to 6.11: attached files, optional content, presentations."""

import re
from collections.abc import Iterator
from typing import Any

from tests.certificates.register.conformity.file import File

RELATIONSHIPS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}


def check(file: File) -> Iterator[str]:
    """Yield what is wrong with what lies in the file beside its pages."""
    associated = {each.objgen for each in file.root.get("/AF", [])}
    for each in (each for each in file.dictionaries if "/EF" in each):
        yield from _file(each)
        if each.objgen not in associated:
            yield "6.8-4 a file that belongs to nothing"
    if "/OCProperties" in file.root:
        yield "6.9 optional content"
    if "/AlternatePresentations" in file.root.get("/Names", {}) or "/Requirements" in file.root:
        yield "6.10-1 6.11-1 the catalog"
    if any("/PresSteps" in page.obj for page in file.pdf.pages):
        yield "6.10-2 PresSteps"


def _file(each: Any) -> Iterator[str]:
    if not str(each.get("/F", "")) or not str(each.get("/UF", "")):
        yield "6.8-2 F and UF"
    if bytes(each.F).startswith(b"\xfe\xff"):
        yield "6.8-2 F is bytes, not Unicode (ISO 32000-1, 7.11.2)"
    if str(each.get("/AFRelationship")) not in RELATIONSHIPS:
        yield "6.8-3 AFRelationship"
    for embedded in each.EF.values():
        if not re.fullmatch(r"/[-\w+.]+/[-\w+.]+", str(embedded.get("/Subtype", ""))):
            yield "6.8-1 the media type"
        if "/ModDate" not in embedded.get("/Params", {}):
            yield "6.8 annex E: ModDate"
