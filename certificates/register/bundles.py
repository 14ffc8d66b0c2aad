"""All certificates of a list in one file, written to disk step by step: a ZIP of PDFs, or one PDF for the printer."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from certificates.register.models import Batch, Certificate
from certificates.register.printing.merging import Merger

ZIP, PRINT = "zip", "print"


def certificates_of(batch: Batch) -> Iterator[Certificate]:
    """Yield the certificates of ``batch`` in the order of their numbers."""
    return batch.certificates.order_by("number").iterator(chunk_size=500)


def bundle(batch: Batch, form: str, step: Callable[[], None]) -> IO[bytes]:
    """Return a temporary file with all certificates of ``batch``; ``step`` is called after each."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it, and it goes with that
    write = _zip if form == ZIP else _print
    write(batch, file, step)
    file.seek(0)
    return file


def _zip(batch: Batch, file: IO[bytes], step: Callable[[], None]) -> None:
    # PDFs are compressed already.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for each in certificates_of(batch):
            with each.open() as pdf:
                archive.writestr(f"{each.number}-{_plain(each.name)}.pdf", pdf.read())
            step()


def _print(batch: Batch, file: IO[bytes], step: Callable[[], None]) -> None:
    merger = Merger()
    for each in certificates_of(batch):
        with each.open() as pdf:
            merger.add(pdf)
        step()
    merger.write(file, str(batch))


def _plain(name: str) -> str:
    """Return ``name`` without what a file's name may not hold anywhere.

    >>> _plain('A/B:"C" ')
    'A_B__C_'
    """
    return "".join("_" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name).strip(" .")[:60]
