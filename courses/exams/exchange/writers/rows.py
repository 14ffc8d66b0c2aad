"""Questions as rows of the sheet: the same columns the reader takes."""

from collections.abc import Iterator, Sequence

from courses.exams.exchange.columns import FIELDS, LITERAL, OPTIONS, TITLES
from courses.exams.exchange.drafts import Draft, DraftPart
from courses.exams.exchange.escapes import guarded
from courses.exams.exchange.words import word_for
from courses.exams.rules import LETTERS, letters


def header() -> list[str]:
    """Return the titles of the columns; the texts below them are plain, whatever they look like."""
    return [f"{TITLES[field]}\uff08{LITERAL}\uff09" if field == "stem" else TITLES[field] for field in FIELDS]


def rows_of(draft: Draft) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a question, each with the row or line of the file it came from."""
    whole = {"code": draft.code, "kind": word_for(draft.kind), "subject": draft.subject, "unit": draft.unit}
    whole["difficulty"] = str(draft.difficulty or "")
    if not draft.parts:
        yield draft.row, _row({**whole, **_asked(draft.stem, draft.options, draft.right, draft)})
    for number, part in enumerate(draft.parts):
        cells = {**whole, **_asked(part.stem, part.options, part.right, part)}
        cells["stage"] = str(part.stage) if draft.kind == "case" else ""
        if number == 0:
            cells["shared"], cells["shared_explanation"] = draft.stem, draft.explanation
            if draft.kind == "b1":
                cells |= dict(zip(OPTIONS, draft.options, strict=False))
        yield part.row, _row(cells)


def _asked(stem: str, options: Sequence[str], right: Sequence[int], said: Draft | DraftPart) -> dict[str, str]:
    lettered = letters(index for index in right if 0 <= index < len(LETTERS))
    texts = {"stem": stem, "right": lettered, "explanation": said.explanation, "rubric": said.rubric}
    return {**texts, **dict(zip(OPTIONS, options, strict=False))}


def _row(cells: dict[str, str]) -> list[str]:
    return [guarded(cells.get(field, "")) for field in FIELDS]
