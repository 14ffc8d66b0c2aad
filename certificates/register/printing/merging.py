"""Many certificates in one PDF for the printer: what all share is kept once, and every font has its own name."""

from hashlib import sha256
from typing import IO, Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from certificates.register.printing.metadata import PRODUCER

# What belongs to the single file and not to its page: a signature signs that file only.
NOT_PRINTED = ("/Annots", "/AA")


class Merger:
    """Collects the pages of certificates.

    Every certificate brings the frame, the color profile and the pictures of its layout along; they are written once.
    Its fonts hold only the characters it needs and all bear one name, which printers may take for one font: each is
    given the name of its content.
    """

    def __init__(self) -> None:
        """Begin with no page."""
        self._writer = PdfWriter()
        self._streams: dict[bytes, IndirectObject] = {}

    def add(self, source: IO[bytes]) -> None:
        """Add all pages of one certificate."""
        reader = PdfReader(source)
        self._intend(reader.trailer["/Root"])
        for page in reader.pages:
            added = self._writer.add_page(page, excluded_keys=NOT_PRINTED)
            resources: Any = added["/Resources"].get_object()
            for font in resources.get("/Font", DictionaryObject()).values():
                _name_by_content(font.get_object())
            self._share(added)

    def write(self, target: IO[bytes], title: str) -> None:
        """Write the file, without what nothing refers to any more."""
        self._writer.add_metadata({"/Title": title, "/Producer": PRODUCER})
        self._writer.create_viewer_preferences()[NameObject("/PrintScaling")] = NameObject("/None")
        self._writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        self._writer.write(target)

    def _intend(self, catalog: Any) -> None:
        """Say what the colors are, as every certificate says it: a printer then need not guess."""
        root = self._writer.root_object
        if "/OutputIntents" in catalog and "/OutputIntents" not in root:
            root[NameObject("/OutputIntents")] = catalog["/OutputIntents"].clone(self._writer)
            self._share(root["/OutputIntents"])

    def _share(self, thing: Any) -> None:
        """Let ``thing`` and all below it refer to streams that were written before, where they are the same."""
        entries = thing.items() if isinstance(thing, DictionaryObject) else enumerate(thing)
        for key, value in list(entries):
            if key == "/Parent":
                continue
            found: Any = value.get_object() if isinstance(value, IndirectObject) else value
            if isinstance(found, DictionaryObject | ArrayObject):
                self._share(found)
            if isinstance(value, IndirectObject) and hasattr(found, "_data"):
                content = repr(sorted((k, repr(v)) for k, v in found.items())).encode() + b"\0" + found._data
                thing[key] = self._streams.setdefault(sha256(content).digest(), value)


def _name_by_content(font: DictionaryObject) -> None:
    """Give a composite font, and what describes it, a tag of six capitals that only the same content has."""
    below = font.get("/DescendantFonts")
    if not below:
        return
    descendant = below.get_object()[0].get_object()
    descriptor = descendant["/FontDescriptor"].get_object()
    program = descriptor.get("/FontFile3") or descriptor.get("/FontFile2")
    if program is None:
        return
    number = int.from_bytes(sha256(program.get_object()._data).digest()[:8], "big")
    tag = "".join(chr(ord("A") + number // 26**place % 26) for place in range(6))
    for holder, key in ((font, "/BaseFont"), (descendant, "/BaseFont"), (descriptor, "/FontName")):
        holder[NameObject(key)] = NameObject(f"/{tag}+{str(holder[key]).rpartition('+')[2].lstrip('/')}")
