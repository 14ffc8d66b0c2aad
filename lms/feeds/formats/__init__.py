"""How an extract is written: as CSV, as a workbook, or as Parquet."""

from collections.abc import Callable
from typing import IO

from django.utils.translation import gettext_lazy as _

from lms.feeds.datasets.base import Dataset
from lms.feeds.formats import delimited, parquet, workbook

TITLES = {
    "xlsx": _("workbook (.xlsx), for people"),
    "csv": _("CSV in a ZIP, for every program"),
    "parquet": _("Parquet in a ZIP, for statistics"),
}
_WRITERS: dict[str, tuple[Callable[[Dataset, IO[bytes]], int], str]] = {
    "xlsx": (workbook.write, "xlsx"),
    "csv": (delimited.write, "zip"),
    "parquet": (parquet.write, "zip"),
}


def write(dataset: Dataset, form: str, file: IO[bytes]) -> int:
    """Write ``dataset`` to ``file`` row by row, with what its columns mean; return how many rows there were."""
    return _WRITERS[form][0](dataset, file)


def ending_of(form: str) -> str:
    """Return the ending of the file's name."""
    return _WRITERS[form][1]
