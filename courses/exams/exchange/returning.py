"""What goes back to whoever uploaded a file: the sheet with its mistakes marked, the notes, and what would change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.exams.exchange import bank
from courses.exams.exchange.columns import FIELDS, TITLES
from courses.exams.exchange.drafts import Finding
from courses.exams.exchange.examination import Examination
from courses.exams.exchange.findings import sentence
from courses.exams.exchange.opening import workbook_of
from courses.exams.exchange.writers.rows import header, rows_of
from lms.exchange.marking import Marks, mark_sheet
from lms.exchange.sheets import Grid

_MOST_NOTES = 300
_MOST_ROWS_NAMED = 20
_MOST_CHANGES = 1000
_LONGEST_SHOWN = 120


@dataclass(frozen=True)
class _Mark:
    field: str
    sentence: str


def marked_file(data: bytes, found: Examination) -> bytes | None:
    """Return a workbook with every mistake marked in its row; ``None`` where there is nothing to mark.

    A sheet comes back as it was. Questions from other files come as rows of our sheet, to be mended and uploaded there.
    """
    reading = found.reading
    by_row: dict[int, list[_Mark]] = {}
    for finding, _label in found.faults:
        field = "option_a" if finding.field == "options" else finding.field
        by_row.setdefault(finding.row, []).append(_Mark(field, sentence(finding.code, finding.data)))
    for twin in found.twins:
        who = twin.question.code if twin.question else _("row %(row)s") % {"row": twin.other_row}
        words = _("Says what %(who)s says already (%(percent)s %% alike).") % {"who": who, "percent": twin.percent}
        by_row.setdefault(twin.draft.row, []).append(_Mark("code", words))
    if reading is None or not by_row:
        return None
    if reading.grid is not None:
        return mark_sheet(workbook_of(data), Marks(reading.grid, reading.places, TITLES, by_row))
    return _as_sheet(found, by_row)


def _as_sheet(found: Examination, by_row: dict[int, list[_Mark]]) -> bytes | None:
    assert found.reading is not None  # noqa: S101 - asked by the caller
    rows, marks = [], {}
    told: set[int] = set()
    for draft in found.reading.drafts:
        for line, values in rows_of(draft):
            rows.append([*values, str(line)])
            # Several questions may stand in one line; what is wrong there is told once.
            if line in by_row and line not in told:
                marks[len(rows) + 1] = by_row[line]
                told.add(line)
        inner = [mark for line in _lines(draft.findings) - told if line in by_row for mark in by_row[line]]
        if inner and rows:
            marks.setdefault(len(rows) + 1, [])
            marks[len(rows) + 1] = [*marks[len(rows) + 1], *inner]
            told |= _lines(draft.findings)
    grid = Grid(header=[*header(), _("Line")], header_row=1, rows=rows, name="")
    return mark_sheet(b"", Marks(grid, {field: place for place, field in enumerate(FIELDS)}, TITLES, marks))


def _lines(findings: Sequence[Finding]) -> set[int]:
    return {finding.row for finding in findings if not finding.is_note}


def notes_of(found: Examination) -> list[dict[str, Any]]:
    """Return the notes, alike ones together, with how many questions they concern and the first of their rows."""
    counted = Counter((each.code, tuple(sorted(each.data.items()))) for each in found.notes)
    rows: dict[Any, list[int]] = {}
    for each in found.notes:
        rows.setdefault((each.code, tuple(sorted(each.data.items()))), []).append(each.row)
    return [
        {"code": key[0], "data": dict(key[1]), "count": count, "rows": rows[key][:_MOST_ROWS_NAMED]}
        for key, count in counted.most_common(_MOST_NOTES)
    ]


def changes_of(found: Examination) -> list[dict[str, Any]]:
    """Return which questions get a new version, with the words of both."""
    changed = [each for each in found.planned if each.before is not None][:_MOST_CHANGES]
    return [
        {
            "row": each.draft.row,
            "code": each.draft.code,
            "before": bank.draft_of(each.before).label[:_LONGEST_SHOWN] if each.before else "",
            "after": each.draft.label[:_LONGEST_SHOWN],
        }
        for each in changed
    ]
