"""A sample as a workbook, and its population as text from which anybody draws the same again."""

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.coverage.models import Sample, SampleCheck
from lms.coverage.queries.samples import Line
from lms.coverage.rules.sampling import digest_of
from lms.exchange.sheets.writer import Sheet, write_workbook

MEDIA_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def workbook(sample: Sample, lines: list[Line], *, whole: bool) -> bytes:
    """Return the .xlsx of ``sample``: its people with what was found, and how it was drawn. ID numbers are masked.

    :param whole: say how many people there were to draw from.
    """
    file = BytesIO()
    head = [_("number in the sample"), _("name"), _("ID number"), _("institution")]
    head += [_("stratum"), _("order"), _("auditor")]
    head += [str(label) for label in SampleCheck.Item.labels]
    people = Sheet(name=_("sample"), header=head, rows=map(_row, lines), widths=(8, 14, 22, 30, 14, 20))
    how = [_("source item"), _("value")]
    drawn = Sheet(name=_("how it was drawn"), header=how, rows=_drawn(sample, whole), widths=(24, 90))
    write_workbook(file, [people, drawn])
    return file.getvalue()


def csv_of(sample: Sample) -> bytes:
    """Return the population of ``sample`` in the order of the draw: stratum, digest, uid. No names, no numbers."""
    rows = (line.partition("\t") for line in sample.lines().splitlines())
    ordered = sorted((stratum, digest_of(sample.seed, uid), uid) for uid, _tab, stratum in rows)
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow(["stratum", "sha256", "uid"])
    writer.writerows(ordered)
    # Excel takes a file without the mark for GB18030.
    return file.getvalue().encode("utf-8-sig")


def _row(line: Line) -> list[Any]:
    each = line.sampled
    said = [check.get_answer_display() if (check := line.checks.get(item)) else "" for item in SampleCheck.Item.values]
    return [
        each.position,
        each.person.name,
        each.person.id_number_masked,
        each.workplace.name,
        each.stratum_words,
        each.digest[:16],
        line.auditor.name if line.auditor else "",
        *said,
    ]


def _drawn(sample: Sample, whole: bool) -> Iterator[tuple[str, Any]]:
    yield _("drawn from"), sample.drawn_from
    if whole:
        yield _("population"), sample.population
    yield _("checksum of the population"), sample.population_sha256
    origin = _("typed in") if sample.seed_typed else _("drawn here")
    yield _("seed"), f"{sample.seed} ({origin})"
    yield _("strata"), sample.get_strata_display()
    yield _("people drawn"), sample.size
    yield _("drawn by"), sample.drawn_by.name
    yield _("drawn"), f"{timezone.localtime(sample.drawn_at):%Y-%m-%d %H:%M:%S}"
    yield (
        _("rule"),
        _("SHA-256 of seed|uid in UTF-8, as hexadecimal; the people in its order; of each stratum the first."),
    )
