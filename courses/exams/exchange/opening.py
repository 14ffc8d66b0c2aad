"""What a file is, and its questions."""

import re

from courses.exams.exchange.limits import MOST_BYTES
from courses.exams.exchange.readers import aiken, gift, moodle, sheet
from courses.exams.exchange.readers.sheet.archive import is_packed, unpacked
from courses.exams.exchange.reading import Reading
from courses.exams.exchange.refusals import NotQuestions
from lms.exchange.sheets.reader import decoded
from lms.exchange.sheets.refusals import Empty, NotASheet, TooBig
from lms.exchange.sheets.safety import MEGABYTE

_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z", b"{\\rtf")
_GIFT = re.compile(r"(?<!\\)[{}]|^::|^\$CATEGORY:", re.MULTILINE)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def open_file(data: bytes) -> Reading:
    """Return the questions of a file, whatever its name says it is.

    :raises SheetRefused: it is of no kind that is read, unsafe, or too big.
    """
    if len(data) > MOST_BYTES:
        raise TooBig(megabytes=len(data) // MEGABYTE, limit=MOST_BYTES // MEGABYTE)
    if not data.strip():
        raise Empty
    if is_packed(data):
        return sheet.read(*unpacked(data))
    if data.startswith((b"PK", _OLD_OFFICE)):
        return sheet.read(data, {})
    if data.startswith(_BINARY):
        raise NotQuestions
    return _open_text(data)


def _open_text(data: bytes) -> Reading:
    try:
        text = decoded(data)
    except NotASheet as fault:
        raise NotQuestions from fault
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise NotQuestions
    if text.lstrip("\ufeff \t\n").startswith("<"):
        return moodle.read(data)
    if aiken.is_aiken(text):
        return aiken.read(text)
    if _GIFT.search(text):
        return gift.read(text)
    raise NotQuestions


def workbook_of(data: bytes) -> bytes:
    """Return the workbook inside an upload, whose looks the marked one keeps; nothing where there is none."""
    if is_packed(data):
        return unpacked(data)[0]
    return data if data.startswith(b"PK") else b""
