"""Rows to questions: one row a question, and rows that belong together one question of several parts."""

from courses.exams.exchange.drafts import GROUPS, Draft, DraftPart
from courses.exams.exchange.readers.sheet.cells import Row
from courses.exams.exchange.readers.sheet.letters import options_of, right_of, true_or_false
from courses.exams.exchange.words import KINDS, kind_words


class Gatherer:
    """Takes rows one by one and makes questions of them."""

    def __init__(self, *, literal: bool) -> None:
        self.literal = literal
        self.drafts: list[Draft] = []

    def take(self, row: Row) -> None:
        """Begin a question, or go on with the group above."""
        said = row.cells.get("kind", "")
        kind = KINDS.get("".join(said.split())) or KINDS.get("".join(said.split()).upper(), "")
        if self._goes_on(row, kind, said):
            draft = self.drafts[-1]
            draft.findings += row.findings
            if row.cells.get("shared") and row.cells["shared"] != draft.stem:
                draft.fault("shared_differs", "shared", row=row.number)
            self._part(draft, row)
            return
        draft = self._begin(row, kind, said)
        self.drafts.append(draft)
        if kind in GROUPS:
            self._part(draft, row)
        else:
            self._single(draft, row)

    def _goes_on(self, row: Row, kind: str, said: str) -> bool:
        before = self.drafts[-1] if self.drafts else None
        if before is None or before.kind not in GROUPS or (said and kind != before.kind):
            return False
        code, shared = row.cells.get("code", ""), row.cells.get("shared", "")
        if code:
            return code == before.code
        if shared and shared != before.stem:
            return False
        options = [value for name, value in row.cells.items() if name.startswith("option_") and value]
        return before.kind != "b1" or not options or options == before.options

    def _begin(self, row: Row, kind: str, said: str) -> Draft:
        cells = row.cells
        draft = Draft(row.number, code=cells.get("code", ""), kind=kind, subject=cells.get("subject", ""))
        draft.unit, draft.findings = cells.get("unit", ""), list(row.findings)
        if not kind:
            code = "kind_unknown" if said else "kind_missing"
            draft.fault(code, "kind", value=said[:20], offered="、".join(kind_words()))
        draft.difficulty = self._number(draft, row, "difficulty", most=5, unsaid=0)
        return draft

    def _number(self, draft: Draft, row: Row, field: str, *, most: int, unsaid: int = 1) -> int:
        said = row.cells.get(field, "")
        if not said:
            return unsaid
        if said.isascii() and said.isdigit() and 1 <= int(said[:4]) <= most:
            return int(said)
        draft.fault("number_odd", field, row=row.number, value=said[:20], most=most)
        return 1

    def _single(self, draft: Draft, row: Row) -> None:
        cells = row.cells
        draft.stem, draft.explanation, draft.rubric = (
            cells.get(name, "") for name in ("stem", "explanation", "rubric")
        )
        if cells.get("shared"):
            # A case typed into its own column belongs before the question.
            draft.stem = f"{cells['shared']}\n{draft.stem}".strip()
        options = options_of(draft, cells, row.number, literal=self.literal)
        if draft.kind == "true_false":
            true_or_false(draft, options, cells.get("right", ""), row.number)
        else:
            draft.options, draft.right = options, right_of(draft, cells.get("right", ""), len(options), row.number)

    def _part(self, draft: Draft, row: Row) -> None:
        cells = row.cells
        options = options_of(draft, cells, row.number, literal=self.literal)
        if not draft.parts:
            draft.stem, draft.explanation = cells.get("shared", ""), cells.get("shared_explanation", "")
            if draft.kind == "b1":
                draft.options = options
        elif draft.kind == "b1" and options and options != draft.options:
            draft.fault("options_differ", "option_a", row=row.number)
        part = DraftPart(row.number, cells.get("stem", ""), explanation=cells.get("explanation", ""))
        part.rubric = cells.get("rubric", "")
        part.options = [] if draft.kind == "b1" else options
        offered = draft.options if draft.kind == "b1" else options
        part.right = right_of(draft, cells.get("right", ""), len(offered), row.number)
        part.stage = self._number(draft, row, "stage", most=99) if draft.kind == "case" else 1
        draft.parts.append(part)
