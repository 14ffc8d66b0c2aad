"""Where on the disk the bytes of an answer are, so that the server can send them without us."""

from pathlib import Path
from tempfile import _TemporaryFileWrapper
from typing import Any, BinaryIO, NamedTuple


class Part:
    """``length`` bytes of an open file, from ``start``; closing it closes the file."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self.file, self.start, self.stop = file, start, start + length
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        """Return the next ``size`` bytes, or all that are left."""
        left = self.stop - self.file.tell()
        return self.file.read(left if size < 0 else min(size, left))

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class OnDisk(NamedTuple):
    """Bytes ``start`` to ``stop`` of the file at ``path``."""

    path: str
    start: int
    stop: int


def on_disk(stream: Any) -> OnDisk | None:
    """Return where the bytes of an open file are that are still to be read; ``None`` where they have no lasting place.

    What Django, a storage and :class:`Part` wrap around a file is taken off.
    """
    part = stream if isinstance(stream, Part) else None
    while (inner := getattr(stream, "file", None)) is not None and not isinstance(stream, _TemporaryFileWrapper):
        stream = inner
    name = getattr(stream, "name", None)
    if isinstance(stream, _TemporaryFileWrapper) or not isinstance(name, str) or not Path(name).is_file():
        return None
    place = OnDisk(name, part.start, part.stop) if part else OnDisk(name, stream.tell(), Path(name).stat().st_size)
    # Granian refuses to send nothing.
    return place if place.start < place.stop else None
