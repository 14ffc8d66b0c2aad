"""A file as the rules see it: its bytes, its objects, and the streams that draw."""

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

UNSAID = Dictionary()


@dataclass
class Drawing:
    """A content stream with the resources that are explicitly its own."""

    source: Any
    resources: Any

    @property
    def content(self) -> bytes:
        """What is drawn, uncompressed."""
        if isinstance(self.source, Stream):
            return bytes(self.source.read_bytes())
        parts = self.source.Contents
        return b"\n".join(part.read_bytes() for part in (parts if isinstance(parts, Array) else [parts]))

    @cached_property
    def steps(self) -> list[tuple[list[Any], str]]:
        """The operators with their operands, in order."""
        return [(list(each.operands), str(each.operator)) for each in pikepdf.parse_content_stream(self.source)]


class File:
    """One PDF, opened once for all rules."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.pdf = pikepdf.open(BytesIO(raw))
        self.root = self.pdf.Root

    @cached_property
    def values(self) -> list[Any]:
        """Every value in the file, however deep: names (keys too), numbers, strings, arrays, dictionaries, streams."""
        found: list[Any] = []
        waiting: list[Any] = [self.pdf.trailer, *self.pdf.objects]
        while waiting:
            value = waiting.pop()
            found.append(value)
            inside = value.stream_dict if isinstance(value, Stream) else value
            if isinstance(inside, Dictionary):
                found += [Name(key) for key in inside.keys()]  # noqa: SIM118 - not a dict
                children = list(inside.values())
            else:
                children = list(inside) if isinstance(inside, Array) else []
            # What is referred to is among the objects already.
            waiting += [child for child in children if not getattr(child, "is_indirect", False)]
        return found

    def typed(self, kind: str) -> list[Any]:
        """Return every dictionary or stream whose Type is ``kind``."""
        return [each for each in self.dictionaries if each.get("/Type") == kind]

    @cached_property
    def dictionaries(self) -> list[Any]:
        """Every dictionary, streams among them."""
        return [each for each in self.values if isinstance(each, Dictionary | Stream)]

    @cached_property
    def streams(self) -> list[Any]:
        """Every stream."""
        return [each for each in self.values if isinstance(each, Stream)]

    @cached_property
    def drawings(self) -> list[Drawing]:
        """Pages, forms and the pictures of annotations."""
        pages = [Drawing(page.obj, page.obj.get("/Resources", UNSAID)) for page in self.pdf.pages]
        forms = [each for each in self.streams if each.get("/Subtype") == "/Form" or each.get("/PatternType") == 1]
        return [*pages, *(Drawing(each, each.get("/Resources", UNSAID)) for each in forms)]

    @property
    def images(self) -> list[Any]:
        """Every picture, masks among them."""
        return [each for each in self.streams if each.get("/Subtype") == "/Image"]

    @cached_property
    def intent(self) -> str:
        """The color space of the PDF/A output intent, as its profile writes it; nothing where there is none."""
        for each in self.root.get("/OutputIntents", []):
            if each.get("/S") == "/GTS_PDFA1" and "/DestOutputProfile" in each:
                return bytes(each.DestOutputProfile.read_bytes())[16:20].decode("ascii", "replace")
        return ""
