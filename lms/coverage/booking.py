"""The workbook of a frozen report: the same bytes whenever it is asked for."""

from datetime import UTC
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.coverage.exchange import add_sheet, figures_sheet, sources_sheet
from lms.coverage.models import Report, ReportLine
from lms.coverage.paper import about
from lms.coverage.queries import State
from lms.exchange.sheets.writer import safe_text

_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write_report(report: Report, file: IO[bytes]) -> None:
    """Write figures, names and sources of ``report`` to ``file``, in Chinese whoever asks."""
    with override("zh-hans"), xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": report.frozen_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)})
        shown = about(report)
        for table in shown["tables"]:
            figures_sheet(book, table.title, [(row.name, row.figures) for row in table.rows], shown["total"])
        _names(book, report)
        proof = [
            (_("number of the report"), report.pk),
            (_("fingerprint of the report"), report.digest),
            (_("fingerprint of the names"), report.lines_sha256),
            (_("fingerprint of the signed file"), report.sha256),
        ]
        sources_sheet(book, [*shown["sources"], *proof, *shown["resting"]])


def _names(book: Any, report: Report) -> None:
    columns = [(_("No."), 8), (_("name"), 14), (_("ID number"), 22), (_("area"), 24), (_("institution"), 34)]
    columns += [(_("on the roster since"), 14), (_("state"), 14), (_("completed on"), 14)]
    sheet = add_sheet(book, _("Names"), columns)
    row = 0
    for row, line in enumerate(report.lines.order_by("position").iterator(chunk_size=2000), start=1):
        sheet.write_number(row, 0, line.position)
        for column, text in enumerate(_cells(line), start=1):
            sheet.write_string(row, column, safe_text(text))
    # Whoever doubts the figures has them counted from the names.
    covered = str(State.COVERED.label)
    sheet.write_string(row + 2, 1, _("counted from the names"))
    sheet.write_string(row + 2, 3, _("due"))
    sheet.write_formula(row + 2, 4, f"=COUNT(A2:A{row + 1})", None, report.due)
    sheet.write_string(row + 2, 5, _("covered"))
    sheet.write_formula(row + 2, 6, f'=COUNTIF(G2:G{row + 1},"{covered}")', None, report.covered)


def _cells(line: ReportLine) -> list[str]:
    said = [line.name, line.id_number_shown, line.area, line.institution, line.joined_on.isoformat()]
    return [*said, str(State(line.state).label), line.covered_on.isoformat() if line.covered_on else ""]
