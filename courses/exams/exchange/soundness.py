"""Whether a question could stand on a paper, with the place of what is wrong."""

import re

from courses.exams.exchange.drafts import GROUPS, Draft, DraftPart
from courses.exams.rules import LONGEST_STEM, question_fault

_PICTURE = re.compile(r"!\[([^\]\n]*)\]\([^)\n]+\)")
_LONGEST_TEXT = 20_000
_LONGEST_CODE, _LONGEST_UNIT = 40, 20
_COLUMNS = {"no_stem": "stem", "long_stem": "stem"}
_KEYS = ("no_right", "bad_key", "one_right", "several_right")
# The kind by whose rule the options and the right answers of a kind are judged.
_LIKE = {"single": "single", "a2": "single", "a3": "single", "b1": "single", "true_false": "true_false"}


def judge(draft: Draft) -> None:
    """Tell the question what is wrong with it. What the reader found already is not said again in other words."""
    if len(draft.code) > _LONGEST_CODE:
        draft.fault("too_long", "code", most=_LONGEST_CODE)
    if len(draft.unit) > _LONGEST_UNIT:
        draft.fault("too_long", "unit", most=_LONGEST_UNIT)
    if not 0 <= draft.difficulty <= 5:
        draft.fault("number_odd", "difficulty", value=str(draft.difficulty), most=5)
    spoken = {(each.row, each.field.split("_")[0]) for each in draft.faults}
    if any(field == "kind" for _row, field in spoken):
        return
    if draft.kind in GROUPS:
        _judge_group(draft, spoken)
    else:
        _judge_asked(draft, draft, draft.options, spoken)


def _judge_group(draft: Draft, spoken: set[tuple[int, str]]) -> None:
    if draft.kind != "b1" and not draft.stem:
        draft.fault("shared_missing", "shared")
    elif len(draft.stem) > LONGEST_STEM:
        draft.fault("long_stem", "shared")
    if not draft.parts:
        draft.fault("parts_missing", "stem", code=draft.code)
    for part in draft.parts:
        _judge_asked(draft, part, draft.options if draft.kind == "b1" else part.options, spoken)
    if draft.kind == "case":
        _judge_stages(draft)


def _judge_stages(draft: Draft) -> None:
    before = 0
    for part in draft.parts:
        if part.stage not in (before, before + 1) or part.stage < 1:
            draft.fault("stage_order", "stage", row=part.row, stage=part.stage)
            return
        before = part.stage


def _judge_asked(draft: Draft, asked: Draft | DraftPart, options: list[str], spoken: set[tuple[int, str]]) -> None:
    row = asked.row
    for column, text in (("explanation", asked.explanation), ("rubric", asked.rubric)):
        if len(text) > _LONGEST_TEXT:
            draft.fault("too_long", column, row=row, most=_LONGEST_TEXT)
    fault = _short_fault(asked) if draft.kind == "short" else _choice_fault(draft, asked, options)
    if fault is None:
        return
    column = "right" if fault in _KEYS else _COLUMNS.get(fault, "option_a")
    if (row, column.split("_")[0]) not in spoken and not (column == "right" and (row, "option") in spoken):
        draft.fault(fault, column, row=row)


def _short_fault(asked: Draft | DraftPart) -> str | None:
    if not asked.stem:
        return "no_stem"
    if len(asked.stem) > LONGEST_STEM:
        return "long_stem"
    return "short_has_options" if asked.options else None


def _choice_fault(draft: Draft, asked: Draft | DraftPart, options: list[str]) -> str | None:
    # In a case one right option or more: what is right about two is right about one.
    kind = _LIKE.get(draft.kind) or ("single" if len(asked.right) == 1 and draft.kind == "case" else "multiple")
    fault = question_fault(kind, _spelt(asked.stem), [_spelt(option) for option in options], asked.right)
    if fault == "bad_key" and not asked.right:
        return "no_right"
    return fault


def _spelt(text: str) -> str:
    """Return ``text`` with each picture as its words: here it has its name in the upload, unknown to the bank."""
    return _PICTURE.sub(lambda marker: f"[{marker[1].strip()}]", text)
