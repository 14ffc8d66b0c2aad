"""CSV: UTF-8 with a byte order mark, so that spreadsheet programs read the Chinese."""

import csv
import hashlib
import io
from datetime import UTC, date, datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

from lms.exchange.sheets.writer import safe_text
from lms.feeds.datasets.base import Dataset
from lms.feeds.formats import meaning


class _Hashing(io.RawIOBase):
    """Passes bytes on and keeps their checksum."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.sum = target, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.sum.update(content)
        return self.target.write(bytes(content))


def write(dataset: Dataset, file: IO[bytes]) -> int:
    """Write a ZIP with the CSV file, what its columns mean, and its checksum."""
    name, count = f"{dataset.name}.csv", 0
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with archive.open(name, "w", force_zip64=True) as member:
            hashing = _Hashing(member)
            text = io.TextIOWrapper(io.BufferedWriter(hashing, 1 << 16), encoding="utf-8-sig", newline="")
            writer = csv.writer(text)
            writer.writerow([each.name for each in dataset.fields])
            for row in dataset.rows:
                writer.writerow([_cell(value) for value in row])
                count += 1
            text.flush()
        meaning.close(archive, dataset, {name: hashing.sum.hexdigest()})
    return count


def _cell(value: Any) -> Any:
    """Return one value as CSV has it; text that a spreadsheet program would run is made harmless."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return safe_text(value) if isinstance(value, str) else value
