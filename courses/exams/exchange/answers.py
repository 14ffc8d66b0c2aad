"""What Moodle's kinds of answers become here. Shared by the readers of Moodle XML and GIFT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.exams.exchange.drafts import Draft, DraftPart
from courses.exams.exchange.words import TRUE_FALSE

_WHOLE = 99.9
_NONE = 0.001


@dataclass(frozen=True)
class Answer:
    """One answer as Moodle has it: its text, what it earns in percent, and what it says afterwards."""

    text: str
    percent: float
    feedback: str = ""
    row: int = 0


def choose(draft: Draft, answers: Sequence[Answer], *, one: bool) -> None:
    """Make a question to choose from.

    :param one: whether Moodle lets only one option be chosen.
    """
    draft.options = [answer.text for answer in answers]
    if any(answer.percent < -_NONE for answer in answers):
        draft.note("negative_marks", "right")
    if one:
        _one_of(draft, answers)
    else:
        _several_of(draft, answers)
    explain(draft, answers)


def _one_of(draft: Draft, answers: Sequence[Answer]) -> None:
    draft.kind = "single"
    draft.right = [index for index, answer in enumerate(answers) if answer.percent >= _WHOLE]
    for answer in answers:
        if _NONE < answer.percent < _WHOLE:
            draft.fault(
                "partial_credit", "right", row=answer.row, option=answer.text[:40], percent=f"{answer.percent:g}"
            )


def _several_of(draft: Draft, answers: Sequence[Answer]) -> None:
    draft.right = [index for index, answer in enumerate(answers) if answer.percent > _NONE]
    draft.kind = "multiple"
    shares = [answers[index].percent for index in draft.right]
    if len(shares) == 1:
        draft.kind = "single"
        draft.note("one_right_of_several", "kind")
    elif shares and max(shares) - min(shares) > 1:
        draft.note("uneven_shares", "right", shares="、".join(f"{share:g}%" for share in shares))


def true_or_false(draft: Draft, *, is_true: bool) -> None:
    """Make a true-or-false question."""
    draft.kind, draft.options, draft.right = "true_false", list(TRUE_FALSE), [0 if is_true else 1]


def match(draft: Draft, pairs: Iterable[tuple[str, str, int]]) -> None:
    """Make a B1 question of pairs ``(what, belongs to, line)``; a pair without the first is one more option."""
    draft.kind = "b1"
    for asked, option, row in pairs:
        if option and option not in draft.options:
            draft.options.append(option)
        if asked:
            right = [draft.options.index(option)] if option else []
            draft.parts.append(DraftPart(row or draft.row, asked, right=right))


def write(draft: Draft, answers: Sequence[Answer], *, what: str) -> None:
    """Make a question that a person marks. The answers Moodle would have taken stand in the rubric.

    :param what: the name of the kind in the file, for the note.
    """
    draft.kind = "short"
    draft.note("marked_by_hand", "kind", what=what)
    lines = [_accepted(answer) for answer in answers if answer.percent > _NONE and answer.text != "*"]
    if lines:
        draft.rubric = "\n".join([_("Answers to accept:"), *lines])
    explain(draft, answers)


def _accepted(answer: Answer) -> str:
    share = "" if answer.percent >= _WHOLE else f" ({answer.percent:g}%)"
    return f"- {answer.text}{share}"


def explain(draft: Draft, answers: Sequence[Answer]) -> None:
    """Add what was said to single answers to the explanation, each with the answer's words: options are shuffled."""
    lines = [
        f"\u201c{answer.text}\u201d\uff1a{answer.feedback}" if answer.text not in ("", "*") else answer.feedback
        for answer in answers
        if answer.feedback
    ]
    draft.explanation = "\n".join(filter(None, [draft.explanation, *lines]))
