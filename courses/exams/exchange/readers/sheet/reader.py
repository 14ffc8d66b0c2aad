"""A sheet of questions as questions."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from python_calamine import CalamineWorkbook

from courses.exams.exchange.columns import COLUMNS, LITERAL, NAMES
from courses.exams.exchange.drafts import Draft, Finding
from courses.exams.exchange.limits import MOST_QUESTIONS
from courses.exams.exchange.markers import replace_names, uids_in
from courses.exams.exchange.media import attach, show
from courses.exams.exchange.readers.sheet.cells import rows_of
from courses.exams.exchange.readers.sheet.groups import Gatherer
from courses.exams.exchange.reading import Reading
from courses.exams.exchange.refusals import TooManyQuestions
from courses.exams.exchange.texts import from_unknown
from lms.exchange.sheets import read_grid
from lms.exchange.sheets.columns import find, known_in
from lms.exchange.sheets.refusals import Empty, NoHeader


def read(data: bytes, files: Mapping[str, bytes]) -> Reading:
    """Return the questions of a workbook.

    :param files: what was packed with it, by name in lower case.
    :raises SheetRefused: it cannot be read as questions at all.
    """
    try:
        grid = read_grid(data, _score, lambda each: find(each, COLUMNS))
    except NoHeader as refusal:
        if _has_header(data):
            # The template as it was handed out: its header is there, and nothing below it.
            raise Empty from refusal
        refusal.data["columns"] = "、".join(column.title for column in COLUMNS if column.required)
        raise
    found = find(grid, COLUMNS)
    literal = LITERAL in grid.header[found.places["stem"]]
    gatherer = Gatherer(literal=literal)
    for row in rows_of(grid, found.places):
        gatherer.take(row)
        if len(gatherer.drafts) > MOST_QUESTIONS:
            raise TooManyQuestions(limit=MOST_QUESTIONS)
    reading = Reading("xlsx", gatherer.drafts, grid=grid, places=found.places, extra=found.extra)
    if any(name.startswith("xl/media/") for name in zipfile.ZipFile(io.BytesIO(data)).namelist()):
        reading.findings.append(Finding(0, "", "pictures_in_sheet"))
    for draft in reading.drafts:
        _finish(draft, files, literal=literal)
    return reading


def _has_header(data: bytes) -> bool:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    first = (book.get_sheet_by_name(name).to_python(False, nrows=1) for name in book.sheet_names)
    return any(_score(row) >= 2 for rows in first for row in rows)


def _score(row: list[Any]) -> int:
    return known_in(row, NAMES)


def _finish(draft: Draft, files: Mapping[str, bytes], *, literal: bool) -> None:
    """Turn HTML into text, and the names of packed files into markers."""

    def ready(text: str, column: str, row: int) -> str:
        if not text:
            return ""
        plain = text if literal else _named(draft, from_unknown(draft, text, column, row), files, row)
        return _exported(draft, plain, files, row)

    for each in draft.asked:
        shared = each is draft and bool(draft.parts)
        each.stem = ready(each.stem, "shared" if shared else "stem", each.row)
        each.options = [ready(option, "option_a", each.row) for option in each.options]
        each.explanation = ready(each.explanation, "explanation", each.row)
        each.rubric = ready(each.rubric, "rubric", each.row)


def _named(draft: Draft, text: str, files: Mapping[str, bytes], row: int) -> str:
    """Put the packed files in the place of their names."""

    def packed(name: str, alt: str) -> str | None:
        content = files.get(name.rsplit("/", 1)[-1].lower())
        if content is None:
            draft.fault("file_missing", "stem", row=row, what=name[:80])
            return None
        return show(draft, name, content, alt, row=row)

    return replace_names(text, packed)


def _exported(draft: Draft, text: str, files: Mapping[str, bytes], row: int) -> str:
    """Let what our own export packed stand in for a bank that does not hold it."""
    for uid in uids_in(text):
        name = next((name for name in files if name.startswith(uid)), None)
        if name is not None and attach(draft, name, files[name], row=row):
            text = text.replace(f"(media:{uid})", f"(file:{uid})")
    return text
