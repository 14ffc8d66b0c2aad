"""All certificates of a list in one file, written to disk step by step: a ZIP of PDFs, or one PDF for the printer."""

import tempfile
import zipfile
from collections.abc import Callable
from typing import IO, Any

from django.db.models import Q, QuerySet

from certificates.register.models import Batch, Certificate
from certificates.register.printing.merging import Merger

ZIP, PRINT = "zip", "print"


def standing_of(batch: Batch) -> QuerySet[Certificate]:
    """Return what stands of ``batch``, in the order it was issued: nobody is to print what was revoked or replaced.

    For one that was corrected it is the newest correction.
    """
    corrections: list[int] = []
    new = list(_replacing(supersedes__batch=batch))
    while new:
        corrections += new
        new = list(_replacing(supersedes__in=new))
    # Serial numbers grow with the keys, even where they outgrow their digits.
    return Certificate.objects.valid().filter(Q(batch=batch) | Q(pk__in=corrections)).order_by("pk")


def _replacing(**named: Any) -> QuerySet[Certificate, int]:
    return Certificate.objects.filter(**named).values_list("pk", flat=True)


def bundle(batch: Batch, form: str, step: Callable[[], None]) -> IO[bytes]:
    """Return a temporary file with all certificates of ``batch`` that stand; ``step`` is called after each."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it, and it goes with that
    write = _zip if form == ZIP else _print
    write(batch, file, step)
    file.seek(0)
    return file


def _zip(batch: Batch, file: IO[bytes], step: Callable[[], None]) -> None:
    # PDFs are compressed already.
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for each in standing_of(batch).iterator(chunk_size=500):
            with each.open() as pdf:
                archive.writestr(f"{each.number}-{_plain(each.name)}.pdf", pdf.read())
            step()


def _print(batch: Batch, file: IO[bytes], step: Callable[[], None]) -> None:
    merger = Merger()
    for each in standing_of(batch).iterator(chunk_size=500):
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
