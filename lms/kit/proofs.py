"""Photos and PDFs that people send as proof: what a file really is, whatever its name says. Pure."""

import filetype

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
# What the first bytes of a proof may turn out to be, with the ending of its name.
MEDIA_TYPES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def media_type_of(content: bytes) -> str:
    """Return the media type of a proof by what it begins with; ``""`` for any other kind.

    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of(b"GIF89a"), media_type_of(b"")
    ('application/pdf', '', '')
    """
    found = filetype.guess_mime(content[:300]) if content else None
    return found if found in MEDIA_TYPES else ""
