"""What the columns of an extract mean, as text beside it."""

from collections.abc import Mapping
from zipfile import ZipFile

from django.utils.translation import gettext as _

from lms.feeds.datasets.base import DAY, INSTANT, NUMBER, TEXT, Dataset


def kind_in_words(kind: str) -> str:
    """Return what a column holds."""
    return {
        TEXT: _("text"),
        NUMBER: _("whole number"),
        DAY: _("day, year-month-day"),
        INSTANT: _("moment, in UTC in CSV and Parquet"),
    }[kind]


def readme(dataset: Dataset) -> str:
    """Return the text that goes with a file."""
    lines = [dataset.title, *dataset.source, "", _("Columns:")]
    lines += [f"{each.name}: {each.title}. {each.about} ({kind_in_words(each.kind)})" for each in dataset.fields]
    lines += ["", _("SHA256SUMS holds the checksum of the file: sha256sum -c SHA256SUMS, or certutil -hashfile.")]
    return "\r\n".join(str(line) for line in lines) + "\r\n"


def close(archive: ZipFile, dataset: Dataset, sums: Mapping[str, str]) -> None:
    """Add what the columns mean, and the checksums of the files, to ``archive``."""
    archive.writestr("README.txt", "\ufeff" + readme(dataset))
    archive.writestr("SHA256SUMS", "".join(f"{checksum}  {name}\n" for name, checksum in sums.items()))
