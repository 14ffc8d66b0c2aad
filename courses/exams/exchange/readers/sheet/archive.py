"""A zip of one workbook with its pictures and sounds, opened with suspicion."""

import io
import zipfile
import zlib
from collections.abc import Iterator

from courses.exams.exchange.limits import MOST_MEDIA, MOST_MEDIUM, MOST_UNPACKED
from courses.exams.exchange.refusals import BadArchive
from lms.exchange.sheets import refusals
from lms.exchange.sheets.safety import MEGABYTE


def is_packed(data: bytes) -> bool:
    """Say whether this is a zip that is no workbook itself."""
    if not data.startswith(b"PK"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def unpacked(data: bytes) -> tuple[bytes, dict[str, bytes]]:
    """Return the workbook and its files, by their names in lower case without folders.

    :raises SheetRefused: it holds something else, or unpacks to more than is safe.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = list(_entries(archive))
            books = [entry for name, entry in entries if name.endswith(".xlsx")]
            if len(books) != 1:
                raise BadArchive(what=f"{len(books)} .xlsx")
            files = {name: archive.read(entry) for name, entry in entries if not name.endswith(".xlsx")}
            return archive.read(books[0]), files
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as fault:
        raise refusals.Broken from fault


def _entries(archive: zipfile.ZipFile) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_MEDIA or size > MOST_UNPACKED:
        raise refusals.Bomb(megabytes=size // MEGABYTE)
    for entry in entries:
        name = _name(entry).replace("\\", "/")
        plain = name.rsplit("/", 1)[-1].lower()
        if entry.flag_bits & 1:
            raise refusals.Locked
        if "__macosx/" in name.lower() or plain.startswith("."):
            continue
        if not plain.endswith(".xlsx") and entry.file_size > MOST_MEDIUM:
            raise BadArchive(what=f"{plain[:40]} ({entry.file_size // MEGABYTE} MB)")
        yield plain, entry


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; Chinese programs write it in their own encoding and do not say so."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
