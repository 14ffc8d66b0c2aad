"""The workbooks of a frozen report: its own, the same bytes whenever it is asked for; and what has changed since."""

from collections.abc import Callable
from datetime import UTC
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lms.coverage.exchange import A_SHEET, OPTIONS, add_sheet, figures_sheet, in_sheets, sources_sheet
from lms.coverage.models import Report, ReportComparison
from lms.coverage.paper import about, headings, sources
from lms.coverage.queries.changes import Change, Changed
from lms.coverage.queries.reports import STATES
from lms.coverage.rules.reports import COVERED
from lms.exchange.sheets.writer import safe_text

_CELLS = ("name", "id_number_shown", "area", "institution")


def write_report(report: Report, file: IO[bytes], advance: Callable[[int], None] = lambda _names: None) -> None:
    """Write figures, names and sources of ``report`` to ``file``, in Chinese whoever asks.

    :param advance: is told how many more names are written.
    """
    with override("zh-hans"), xlsxwriter.Workbook(file, OPTIONS) as book:
        book.set_properties({"created": report.frozen_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)})
        shown = about(report)
        for table in shown["tables"]:
            figures_sheet(book, table.title, [(row.name, row.figures) for row in table.rows], shown["total"])
        _names(book, report, advance)
        proof = [
            (_("number of the report"), report.pk),
            (_("fingerprint of the report"), report.digest),
            (_("fingerprint of the names"), report.lines_sha256),
            (_("fingerprint of the signed file"), report.sha256),
        ]
        sources_sheet(book, [*shown["sources"], *proof, *shown["resting"]])


def _names(book: Any, report: Report, advance: Callable[[int], None]) -> None:
    columns = [(_("No."), 8), (_("name"), 14), (_("ID number"), 22), (_("area"), 24), (_("institution"), 34)]
    called = headings(report)
    columns += [(called["since"], 14), (_("state"), 14), (called["done"], 14)]
    tenths = book.add_format({"num_format": "0.0"})
    if has_learned := "learned" in report.figures:
        columns += [(_("hours trained"), 10), (_("credits"), 10)]
    fields = ("position", *_CELLS, "joined_on", "state", "covered_on", "minutes", "credits_hundredths")
    lines: Any = report.lines.order_by("position").values_list(*fields)
    row = 0
    for sheet, row, line in in_sheets(book, _("Names"), columns, lines.iterator(2000), advance):
        position, *said, since, state, done, minutes, hundredths = line
        sheet.write_number(row, 0, position)
        said += [since.isoformat(), str(STATES[state]), done.isoformat() if done else ""]
        for column, text in enumerate(said, start=1):
            sheet.write_string(row, column, safe_text(text))
        if has_learned:
            sheet.write_number(row, 8, minutes / 60, tenths)
            sheet.write_number(row, 9, hundredths / 100)
    _counted(book, report, row + 1)


def _counted(book: Any, report: Report, last: int) -> None:
    """Write below the names, of which ``last`` is the last row of the last sheet, what is counted from them."""
    # Whoever doubts the figures has them counted from the names.
    *full, sheet = [each for each in book.worksheets() if each.get_name().startswith(_("Names"))]
    spans = [*(f"'{each.get_name()}'!@2:@{A_SHEET + 1}" for each in full), f"@2:@{last}"]

    def each_of(call: str, column: str) -> str:
        return "=" + "+".join(call.format(span.replace("@", column)) for span in spans)

    covered = str(STATES[COVERED])
    sheet.write_string(last + 1, 1, _("counted from the names"))
    sheet.write_string(last + 1, 3, _("due"))
    sheet.write_formula(last + 1, 4, each_of("COUNT({})", "A"), None, report.due)
    sheet.write_string(last + 1, 5, _("covered"))
    sheet.write_formula(last + 1, 6, each_of(f'COUNTIF({{}},"{covered}")', "G"), None, report.covered)
    if learned := report.figures.get("learned"):
        sheet.write_string(last + 1, 7, _("total"))
        sheet.write_formula(last + 1, 8, each_of("SUM({})", "I"), None, learned["minutes"] / 60)
        sheet.write_formula(last + 1, 9, each_of("SUM({})", "J"), None, learned["credits_hundredths"] / 100)


def changes_book(made: ReportComparison, found: list[Changed]) -> IO[bytes]:
    """Return the workbook of ``found``, in Chinese whoever asks: how many of each kind, everybody, and the sources."""
    file = TemporaryFile()  # noqa: SIM115 - gone with its last reader
    with override("zh-hans"), xlsxwriter.Workbook(file, OPTIONS) as book:
        _counts(book, made, len(found))
        columns = [(_("name"), 14), (_("change"), 22), (_("in the report"), 34), (_("now"), 34)]
        sheet = add_sheet(book, _("Names"), columns)
        for row, each in enumerate(found, start=1):
            for column, text in enumerate((each.name, str(each.change.label), each.before, each.now)):
                sheet.write_string(row, column, safe_text(text))
        compared = [
            (_("number of the report"), made.report_id),
            (_("fingerprint of the report"), made.report.digest),
            (_("compared with the day"), made.as_of.isoformat()),
            (_("compared at"), f"{timezone.localtime(made.compared_at):%Y-%m-%d %H:%M}"),
            (_("compared by"), made.compared_by),
        ]
        sources_sheet(book, [*compared, *sources(made.report)])
    file.seek(0)
    return file


def _counts(book: Any, made: ReportComparison, people: int) -> None:
    sheet = add_sheet(book, _("Changes"), [(_("change"), 34), (_("people"), 12)])
    row = 0
    for row, (kind, number) in enumerate(made.counts, start=1):
        sheet.write_string(row, 0, str(Change(kind).label))
        sheet.write_number(row, 1, number)
    sheet.write_string(row + 1, 0, _("total"))
    sheet.write_formula(row + 1, 1, f"=SUM(B2:B{row + 1})", None, people)
