"""A workbook: the rows, and a sheet that says what the columns mean."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import IO, Any

from django.utils.translation import gettext as _

from lms.exchange.sheets.writer import Sheet, write_workbook
from lms.feeds.datasets.base import Dataset
from lms.feeds.formats.meaning import kind_in_words

# Excel has room for 1,048,576 rows.
ROWS_A_SHEET = 1_000_000
_WIDTH = 18


def write(dataset: Dataset, file: IO[bytes]) -> int:
    """Write the workbook; what has more rows than a sheet goes on on the next."""
    about = [[str(each.title), str(each.about), kind_in_words(each.kind)] for each in dataset.fields]
    meaning = Sheet(
        name=_("Columns"),
        header=[_("column"), _("meaning"), _("holds")],
        rows=about,
        widths=[24, 70, 30],
        notes=[str(line) for line in dataset.source],
    )
    return write_workbook(file, chain(_pages(dataset), [meaning])) - len(about)


def _pages(dataset: Dataset) -> Iterator[Sheet]:
    rows = iter(dataset.rows)
    header, number = [str(each.title) for each in dataset.fields], 1
    first: list[Any] = list(islice(rows, 1))
    while first or number == 1:
        name = dataset.title if number == 1 else f"{dataset.title} {number}"
        page = chain(first, islice(rows, ROWS_A_SHEET - 1))
        yield Sheet(name=name, header=header, rows=page, widths=[_WIDTH] * len(header))
        first, number = list(islice(rows, 1)), number + 1
