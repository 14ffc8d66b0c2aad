"""The files of an upload: what each really is, by its content."""

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import unquote

from django.utils.translation import gettext

from courses.exams.exchange.drafts import Draft, Medium
from courses.exams.exchange.limits import MOST_MEDIUM
from courses.exams.exchange.markers import key_of, marker
from lms.exchange.sheets.safety import MEGABYTE

_HEADS = {
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpg",
    b"ID3": "mp3",
    b"OggS": "ogg",
    b"GIF8": "gif",
    b"BM": "bmp",
}

MIMES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
}
ENDINGS = {mime: ending for ending, mime in MIMES.items()}


def kind_of(content: bytes) -> str:
    """Return ``"png"``, ``"jpg"``, ``"webp"``, ``"mp3"``, ``"m4a"`` or ``"ogg"`` for what may be kept, else nothing.

    >>> kind_of(b"GIF89a"), kind_of(bytes([255, 251, 144]))
    ('', 'mp3')
    """
    kind = next((kind for head, kind in _HEADS.items() if content.startswith(head)), "")
    if kind in ("gif", "bmp"):
        return ""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp" and content[8:11] in (b"M4A", b"M4B", b"mp4", b"iso"):
        return "m4a"
    if not kind and len(content) > 2 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0:
        return "mp3"
    return kind


def decoded(text: str) -> bytes | None:
    """Return what a base64 text holds; ``None`` where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def attach(draft: Draft, name: str, content: bytes, *, row: int = 0) -> str:
    """Give a question a file; return the key by which a marker names it.

    Where the file cannot be kept there is no key, and a fault says why.
    """
    if len(content) > MOST_MEDIUM:
        draft.fault("file_big", row=row, what=name[:60], limit=MOST_MEDIUM // MEGABYTE)
        return ""
    if not kind_of(content):
        draft.fault("file_kind", row=row, what=name[:60])
        return ""
    key, stem = key_of(content), name.rsplit("/", 1)[-1].split(".", 1)[0].lower()
    uid = stem if len(stem) == 32 and not set(stem) - set("0123456789abcdef") else ""
    # What our own export wrote keeps its name: two files of the bank may well be the same picture.
    draft.media[uid or key] = Medium(name[:150], content, uid)
    return uid or key


def show(draft: Draft, name: str, content: bytes, alt: str, *, row: int = 0) -> str:
    """Give a question a file; return the marker that shows it in a text, or nothing where it cannot be kept."""
    key = attach(draft, name, content, row=row)
    return marker(alt.strip() or _worded(draft, name, row), key) if key else ""


def _worded(draft: Draft, name: str, row: int) -> str:
    """Return the words for a file that came without: its name, which a note asks to mend."""
    words = name.rsplit("/", 1)[-1].rsplit(".", 1)[0][:60].strip() or name
    draft.note("no_words", row=row, what=words)
    return words


def from_address(draft: Draft, address: str, alt: str, files: Mapping[str, bytes | None], *, row: int = 0) -> str:
    """Return the marker for a picture or sound that HTML names by its address."""
    if address.startswith("data:"):
        head, _comma, body = address.partition(",")
        content = decoded(body) if ";base64" in head else None
        if content is None:
            draft.fault("file_kind", row=row, what=address[:40])
            return ""
        return show(draft, gettext("picture"), content, alt, row=row)
    name = (address.partition("@@PLUGINFILE@@/")[2] or address).lstrip("/").partition("?")[0]
    content = files.get(name, files.get(unquote(name)))
    if content is not None:
        return show(draft, name, content, alt, row=row)
    elsewhere = "://" in address or address.startswith("//")
    draft.fault("file_elsewhere" if elsewhere else "file_missing", row=row, what=name[:80])
    return ""
