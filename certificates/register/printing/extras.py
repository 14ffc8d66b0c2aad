"""What a certificate's file carries besides its page: an attached file, and room for a signature.

Both ways of drawing write these objects. ISO 19005-3 asks of an attachment both its names, its media type and what it
is to the page (6.8); of a signature's widget, that it is printed (6.3.2), and it needs no picture where it has no
extent (6.3.3).
"""

from dataclasses import dataclass
from datetime import datetime
from zlib import compress

from django.utils import timezone

from certificates.register.printing.metadata import text

EFFORT = 6
OBJECTS = 4  # file specification, embedded file, widget, signature: in this order, so that the signature comes last
# The range is filled in when the file is whole; until then it has as many characters.
RANGE_WIDTH = 48
BYTE_RANGE, CONTENTS = b"/ByteRange [0 ", b"/Contents <"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the file. Its name is ASCII."""

    name: str
    media_type: str
    description: str
    content: bytes
    modified: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """Room for the signature of ``signer``, at most ``size`` bytes, made ``at``."""

    signer: str
    at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Extras:
    """What one certificate carries."""

    attachment: Attachment | None = None
    room: Room | None = None


NOTHING = Extras()


@dataclass(frozen=True, slots=True)
class Parts:
    """Entries for the catalog and the page, and objects by number."""

    catalog: dict[str, bytes]
    page: dict[str, bytes]
    objects: dict[int, bytes]


def parts(extras: Extras, first: int, page: int) -> Parts:
    """Return what ``extras`` adds, numbered from ``first`` without gaps, to a file whose page is object ``page``."""
    found = Parts({}, {}, {})
    if extras.attachment:
        _attach(found, extras.attachment, first)
        first += 2
    if extras.room:
        _reserve(found, extras.room, first, page)
    return found


def entries(names: dict[str, bytes]) -> bytes:
    """Return dictionary entries as PDF writes them."""
    return b"".join(b"/%s %s " % (name.encode(), value) for name, value in names.items())


def moment(at: datetime) -> bytes:
    """Return an instant as PDF writes it, in the time of the site."""
    local = timezone.localtime(at)
    offset = local.strftime("%z")
    return f"(D:{local:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:]}')".encode()


def _attach(found: Parts, file: Attachment, first: int) -> None:
    name, packed = text(file.name), compress(file.content, EFFORT)
    # F is read as bytes, UF as Unicode (ISO 32000-1, 7.11.2).
    found.objects[first] = (
        b"<< /Type /Filespec /F <%s> /UF %s /Desc %s /AFRelationship /Alternative /EF << /F %d 0 R /UF %d 0 R >> >>"
        % (file.name.encode("ascii").hex().encode(), name, text(file.description), first + 1, first + 1)
    )
    head = (
        b"<< /Type /EmbeddedFile /Subtype /%s /Params << /ModDate %s /Size %d >> /Filter /FlateDecode /Length %d >>"
        % (
            file.media_type.replace("/", "#2F").replace("+", "#2B").encode(),
            moment(file.modified),
            len(file.content),
            len(packed),
        )
    )
    found.objects[first + 1] = b"%s\nstream\n%s\nendstream" % (head, packed)
    found.catalog["AF"] = b"[%d 0 R]" % first
    found.catalog["Names"] = b"<< /EmbeddedFiles << /Names [%s %d 0 R] >> >>" % (name, first)


def _reserve(found: Parts, room: Room, first: int, page: int) -> None:
    # 132: printed, and not to be moved.
    found.objects[first] = (
        b"<< /Type /Annot /Subtype /Widget /FT /Sig /T (Issuer) /F 132 /Rect [0 0 0 0] /P %d 0 R /V %d 0 R >>"
        % (page, first + 1)
    )
    found.objects[first + 1] = (
        b"<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M %s /Name %s\n%s%s\n%s%s> >>"
        % (moment(room.at), text(room.signer), BYTE_RANGE, b" " * RANGE_WIDTH, CONTENTS, b"0" * (2 * room.size))
    )
    found.catalog["AcroForm"] = b"<< /Fields [%d 0 R] /SigFlags 3 >>" % first
    found.page["Annots"] = b"[%d 0 R]" % first
