"""The workbook of one place: the table with formulas that add up, the names, and where it all comes from."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime
from typing import IO, Any, NamedTuple
from uuid import UUID

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from lms.coverage.queries import Place, Question, State, table
from lms.coverage.queries.reading import with_more
from lms.coverage.rules import Figures
from lms.exchange.sheets.writer import safe_text
from lms.jobs.registry import Progress
from lms.people.models import Division
from lms.people.rules import mask_id_number

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_STEP = 500
# A sheet holds 1,048,576 rows; below the names of a report stands what is counted from them.
A_SHEET = 1_000_000
_AREA = "workplace__division__"
_COLUMNS = (f"{_AREA}level", f"{_AREA}name", f"{_AREA}county__name", f"{_AREA}town__name")


def workbook(file: IO[bytes], question: Question, place: Place, progress: Progress, whole: Collection[int] = ()) -> int:
    """Write the .xlsx of ``place`` to ``file``, and return how many people it names; they never lie in memory.

    :param whole: the ids of the people whose ID numbers are not masked.
    """
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        counted = table(question, place)
        figures_sheet(book, _("Coverage"), [(row.place.name, row.figures) for row in counted.rows], counted.total)
        progress.total(counted.total.due)
        _names(book, lines(question, place, whole), progress)
        _sources(book, question, place, progress.now)
    return counted.total.due


def share_formula(row: int) -> str:
    """Return the share of a row as a formula, rounded as on the pages: all but one is never everybody."""
    nobody = _("nobody due")
    return (
        f'=IF(B{row}=0,"{nobody}",IF(OR(C{row}=0,C{row}=B{row}),C{row}/B{row},'
        f"MIN(MAX(ROUND(C{row}/B{row},3),0.001),0.999)))"
    )


def figures_sheet(book: Any, title: str, rows: list[tuple[str, Figures]], total: Figures) -> None:
    """Add a sheet of due and covered, with what follows from them and the totals as formulas."""
    sheet = add_sheet(book, title, [(_("area or institution"), 34), (_("due"), 12), (_("covered"), 12)])
    bold, share = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
    for column, follows in enumerate([_("not yet covered"), _("share")], start=3):
        sheet.write_string(0, column, follows, bold)
    for number, (name, figures) in enumerate(rows, start=2):
        sheet.write_string(number - 1, 0, safe_text(name))
        sheet.write_number(number - 1, 1, figures.due)
        sheet.write_number(number - 1, 2, figures.covered)
        _formulas(sheet, number, figures, share)
    last = len(rows) + 1
    sheet.write_string(last, 0, _("total"), bold)
    sheet.write_formula(last, 1, f"=SUM(B2:B{last})", None, total.due)
    sheet.write_formula(last, 2, f"=SUM(C2:C{last})", None, total.covered)
    _formulas(sheet, last + 1, total, share)


def _formulas(sheet: Worksheet, row: int, figures: Figures, share: Any) -> None:
    """Write what follows from due and covered, with its value for readers that do not calculate."""
    known = _("nobody due") if figures.tenths is None else figures.tenths / 1000
    sheet.write_formula(row - 1, 3, f"=B{row}-C{row}", None, figures.open)
    sheet.write_formula(row - 1, 4, share_formula(row), share, known)


def _names(book: Any, said: Iterable["Line"], progress: Progress) -> None:
    columns = [(_("name"), 14), (_("ID number"), 22), (_("county"), 14), (_("town"), 14), (_("institution"), 34)]
    columns += [(_("on the roster since"), 14), (_("state"), 14), (_("completed on"), 14)]
    for sheet, row, line in in_sheets(book, _("Names"), columns, said, progress.advance):
        day, covered = line.joined_on.isoformat(), line.covered_on.isoformat() if line.covered_on else ""
        for column, text in enumerate((*line.texts[:5], day, line.texts[5], covered)):
            sheet.write_string(row, column, safe_text(text))


class Line(NamedTuple):
    """One person of a list: name, ID number, county, town, institution and state in words, and two days."""

    uid: UUID
    texts: tuple[str, str, str, str, str, str]
    joined_on: date
    covered_on: date | None


def lines(question: Question, place: Place, whole: Collection[int] = ()) -> Iterator[Line]:
    """Yield everybody due at ``place``, institution by institution, from a cursor: the list is never in memory.

    :param whole: the ids of the people whose ID numbers are not masked.
    """
    said = {state.value: str(state.label) for state in State}
    for due, (level, area, county, town) in with_more(question, place, *_COLUMNS):
        shown = due.id_number if due.person_id in whole else mask_id_number(due.id_number)
        in_county = area if level == Division.Level.COUNTY else county or ""
        in_town = area if level == Division.Level.TOWN else town or ""
        covered = timezone.localdate(due.covered_at) if due.covered_at else None
        texts = (due.name, shown, in_county, in_town, due.institution, said[due.state])
        yield Line(due.uid, texts, due.since, covered)


def _sources(book: Any, question: Question, place: Place, at: datetime) -> None:
    said = [
        (_("training scheme"), f"{question.scheme.name} ({question.scheme.code})"),
        (_("organiser"), question.scheme.organiser),
        (_("roster"), f"{question.roster.name} ({question.roster.keeper})"),
        (_("area or institution"), place.name),
        (_("as of"), question.as_of.isoformat()),
        (_("due"), _("everybody on the roster on this day, at the workplace the roster names")),
        (_("covered"), _("who had completed the scheme by the end of this day")),
        (_("made by"), question.viewer),
        (_("made at"), f"{timezone.localtime(at):%Y-%m-%d %H:%M}"),
    ]
    sources_sheet(book, said)


def sources_sheet(book: Any, said: Iterable[tuple[str, Any]]) -> None:
    """Add a sheet that says what the workbook rests on."""
    sheet = add_sheet(book, _("Sources"), [(_("source item"), 24), (_("value"), 80)])
    for number, (what, value) in enumerate(said, start=1):
        sheet.write_string(number, 0, what)
        sheet.write_string(number, 1, safe_text(str(value)))


def in_sheets(
    book: Any, title: str, columns: list[tuple[str, int]], lines: Iterable[Any], advance: Callable[[int], None]
) -> Iterator[tuple[Worksheet, int, Any]]:
    """Add a sheet for ``lines``, and another where one is full; yield the sheet, the row and the line.

    :param advance: is told how many more lines are written.
    """
    sheet, written = add_sheet(book, title, columns), 0
    for number, line in enumerate(lines):
        more, row = divmod(number, A_SHEET)
        if more and row == 0:
            sheet = add_sheet(book, f"{title} {more + 1}", columns)
        yield sheet, row + 1, line
        written = number + 1
        if written % _STEP == 0:
            advance(_STEP)
    advance(written % _STEP)


def add_sheet(book: Any, title: str, columns: list[tuple[str, int]]) -> Worksheet:
    """Add a sheet with a bold first row that stays in sight."""
    sheet: Worksheet = book.add_worksheet(title)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for number, (name, width) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, name, bold)
    return sheet
