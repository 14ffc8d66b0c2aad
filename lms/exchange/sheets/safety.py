"""What an upload really is, and whether it may be opened at all. Nothing here parses a sheet."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lms.exchange.sheets import refusals

MEGABYTE = 1024 * 1024
MOST_BYTES = 50 * MEGABYTE
MOST_UNPACKED = 300 * MEGABYTE
MOST_ENTRIES = 2000
# Sheets shrink ten- to fortyfold; what shrinks more and is large was made to.
MOST_RATIO = 100
MOST_ROWS = 200_000
MOST_COLUMNS = 100
_MOST_FORMULAS = 1_000_000
_CHUNK = 4 * MEGABYTE
_TAIL = 65_536

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# Cells that a look at their address alone makes suspect: far to the right, or far down.
_FAR = re.compile(rb'r="(?:(?:C[W-Z]|[D-Z][A-Z]|[A-Z]{3,})[0-9]|[A-Z]*[0-9]{6})')
_ADDRESS = re.compile(rb"\sr\s*=\s*[\"']([A-Z]*)([0-9]+)")


@dataclass
class Formulas:
    """Where a sheet has formulas: the rows of each column, both from 1.

    ``lost`` says that not every formula's cell could be told, so that no cell of the sheet can be trusted.
    """

    rows: dict[int, list[int]] = field(default_factory=dict)
    count: int = 0
    lost: bool = False


def kind_of(data: bytes) -> str:
    """Return ``"xlsx"`` or ``"text"`` for what ``data`` is by its content.

    :raises SheetRefused: anything else, in a sentence that says what to do.
    """
    if len(data) > MOST_BYTES:
        raise refusals.TooBig(megabytes=len(data) // MEGABYTE, limit=MOST_BYTES // MEGABYTE)
    if not data.strip():
        raise refusals.Empty
    if data.startswith(_OLE):
        raise refusals.Locked if _ENCRYPTED in data else refusals.OldFormat
    if data.startswith(b"PK"):
        _inspect_archive(data)
        return "xlsx"
    head = data[:4096]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if (b"\0" in head and not wide) or re.match(rb"\s*(<|%PDF|\{\\rtf|\x89PNG|\xff\xd8\xff|GIF8|Rar!|7z)", head):
        raise refusals.NotASheet
    return "text"


def _inspect_archive(data: bytes) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise refusals.Broken from fault
    names = [entry.filename.lower() for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > 10 * MEGABYTE and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if len(entries) > MOST_ENTRIES or swollen or unpacked > 8 * MOST_UNPACKED:
        raise refusals.Bomb(megabytes=unpacked // MEGABYTE)
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusals.Locked
    if any("vbaproject" in name or "/embeddings/" in name or "/activex/" in name for name in names):
        raise refusals.HasMacros
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise refusals.OldFormat
    if "xl/workbook.xml" not in names:
        raise refusals.NotASheet


def look_over(data: bytes, part: str) -> Formulas:
    """Read the XML ``part`` of a workbook once without parsing it; return its formulas.

    A reader lays a sheet out as one block from its first cell to its last, so one cell far away costs the memory
    of a full sheet: rows and columns are bounded here, before it.

    :raises SheetRefused: more rows or columns than are taken, or more bytes than are safe to parse.
    """
    found, rows, size = Formulas(), 0, 0
    for prefix, piece in _pieces(data, part):
        size += len(piece)
        here = piece.count(b"<%srow" % prefix)
        rows += here
        if rows > MOST_ROWS + 10:
            raise refusals.TooManyRows(limit=MOST_ROWS)
        if size > MOST_UNPACKED:
            raise refusals.Bomb(megabytes=size // MEGABYTE)
        _bound(piece, here + piece.count(b"<%sc " % prefix))
        _gather_formulas(piece, prefix, found)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise refusals.Bomb(megabytes=unpacked // MEGABYTE)
    return found


def _pieces(data: bytes, part: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield a part in pieces, each cut just before a cell or, failing that, a tag; before each its XML prefix."""
    rest, prefix = b"", None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                rest += chunk
                if prefix is None:
                    prefix = _prefix(rest)
                tail = len(rest) - _TAIL
                cut = max(rest.rfind(b"<%sc " % prefix, max(tail, 0)), 0) or rest.rfind(b"<", max(tail, 0))
                if cut > 0:
                    yield prefix, rest[:cut]
                    rest = rest[cut:]
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError) as fault:
        raise refusals.Broken from fault
    yield prefix or b"", rest


def _prefix(head: bytes) -> bytes:
    """Return the XML prefix the sheet's own elements carry, such as ``b"x:"``; most carry none."""
    root = re.search(rb"<([A-Za-z0-9_]+:)?worksheet[\s>]", head)
    return (root.group(1) or b"") if root else b""


def _bound(piece: bytes, elements: int) -> None:
    """Refuse cells that lie too far out. ``elements`` is how many rows and cells the piece has."""
    usual = piece.count(b' r="') == elements and (b"'" not in piece or b"r='" not in piece)
    if usual and not _FAR.search(piece):
        return
    for letters, digits in _ADDRESS.findall(piece):
        if int(digits) > MOST_ROWS + 10:
            raise refusals.TooManyRows(limit=MOST_ROWS)
        if letters and column_number(letters.decode()) > MOST_COLUMNS:
            raise refusals.TooManyColumns(limit=MOST_COLUMNS)


def _gather_formulas(piece: bytes, prefix: bytes, found: Formulas) -> None:
    if b"<%sf" % prefix not in piece:
        return
    count = len(re.findall(rb"<%sf[\s/>]" % prefix, piece))
    found.count += count
    # The value of an array's formula fills other cells too, which do not say so.
    spread = rb"<%sf\s(?=[^>]*\b(?:array|dataTable)\b)[^>]*\bref=[\"']([A-Z]+[0-9]+):(?!\1[\"'])" % prefix
    found.lost = found.lost or found.count > _MOST_FORMULAS or re.search(spread, piece) is not None
    if found.lost:
        found.rows.clear()
        return
    cell = rb"<%sc\s[^>]*?\br=[\"']([A-Z]+)([0-9]+)[\"'][^>]*>\s*<%sf[\s/>]" % (prefix, prefix)
    cells = re.findall(cell, piece)
    found.lost = len(cells) < count
    for letters, digits in cells:
        found.rows.setdefault(column_number(letters.decode()), []).append(int(digits))


def column_number(letters: str) -> int:
    """Return the number of a column, from 1.

    >>> column_number("A"), column_number("Z"), column_number("AA")
    (1, 26, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
