"""Sending a file of ours whole, or in the pieces that media players ask for."""

from typing import IO, BinaryIO

from django.http import FileResponse, HttpRequest

from lms.kit.files import Part


def byte_range(header: str, *, size: int) -> tuple[int, int] | None:
    """Return the first and last byte asked for by a ``Range`` header, or ``None`` where all is to be sent.

    Only the single ranges that media players send are understood; the rest is answered whole, as RFC 9110 allows.

    >>> byte_range("bytes=0-1", size=10), byte_range("bytes=4-", size=10), byte_range("bytes=-3", size=10)
    ((0, 1), (4, 9), (7, 9))
    >>> byte_range("bytes=12-", size=10) is None
    True
    """
    first, dash, last = header.removeprefix("bytes=").partition("-")
    if not header.startswith("bytes=") or not dash or not (first or last):
        return None
    if not all(part == "" or (part.isascii() and part.isdigit()) for part in (first, last)):
        return None
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) and size else None
    start, end = int(first), min(int(last or size - 1), size - 1)
    return (start, end) if start <= end else None


def send(request: HttpRequest, file: BinaryIO, *, size: int, media_type: str, name: str) -> FileResponse:
    """Return ``file`` as an answer; in pieces where a player asks for a range, as iPhones always do."""
    wanted = byte_range(request.headers.get("Range", ""), size=size)
    if wanted is None:
        response = FileResponse(file, filename=name, content_type=media_type)
    else:
        first, last = wanted
        response = FileResponse(Part(file, first, last - first + 1), status=206, content_type=media_type)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    return _as_it_is(response)


def hand_out(file: IO[bytes], *, name: str, media_type: str | None = None) -> FileResponse:
    """Return ``file`` as one to be kept under ``name``."""
    return _as_it_is(FileResponse(file, as_attachment=True, filename=name, content_type=media_type))


def _as_it_is(response: FileResponse) -> FileResponse:
    # Compressing it on the way would lose its length and its place on the disk, and it is compressed already.
    response["Content-Encoding"] = "identity"
    return response
