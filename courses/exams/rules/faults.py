"""What keeps a question from standing on a paper, each fault with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from courses.exams.rules.questions import (
    GROUPS,
    LONGEST_OPTION,
    LONGEST_STEM,
    MOST_OPTIONS,
    ONE_CHOICE,
    Part,
    Wording,
    is_index,
)
from courses.exams.rules.texts import text_fault

MOST_PARTS = 20
KINDS = (*ONE_CHOICE, "multiple", "case", "short")


@dataclass(frozen=True)
class Fault:
    """What is wrong as a code, the field it is in, and the part, counted from one; zero is the question itself."""

    code: str
    field: str
    part: int = 0


def faults(wording: Wording) -> list[Fault]:
    """Return everything that is wrong with ``wording``, the whole before its parts; nothing for a sound question.

    >>> faults(Wording(kind="single", stem="Which?", options=["this", "that"], right=[0, 1]))
    [Fault(code='one_right', field='right', part=0)]
    """
    if wording.kind not in KINDS:
        return [Fault("unknown_kind", "kind")]
    found = list(_of_group(wording) if wording.kind in GROUPS else _of_one(wording))
    if wording.difficulty not in range(1, 6):
        found.append(Fault("bad_difficulty", "difficulty"))
    return found


def question_fault(kind: str, stem: str, options: Sequence[str], right: Sequence[int]) -> str | None:
    """Return the first thing that is wrong with a question without parts, as a code, or ``None``.

    :param right: indexes into ``options``.

    >>> question_fault("single", "Which?", ["this", "that"], [1]) is None
    True
    """
    found = faults(Wording(kind=kind, stem=stem, options=options, right=right))
    return found[0].code if found else None


def _of_one(wording: Wording) -> Iterator[Fault]:
    yield from _of_stem(wording.stem, "no_stem")
    yield from _of_rest(wording)
    if wording.parts:
        yield Fault("parts_not_here", "parts")
    if wording.kind == "short":
        yield from _of_short(wording)
    else:
        yield from _of_options(wording.options)
        yield from _of_key(wording.kind, len(wording.options), wording.right)


def _of_short(wording: Wording) -> Iterator[Fault]:
    if wording.options or wording.right:
        yield Fault("options_not_here", "options")
    if not wording.rubric.strip():
        yield Fault("no_rubric", "rubric")


def _of_group(wording: Wording) -> Iterator[Fault]:
    is_b1 = wording.kind == "b1"
    yield from _of_stem(wording.stem, "" if is_b1 else "no_shared_stem")
    yield from _of_rest(wording)
    if is_b1:
        yield from _of_options(wording.options)
        if not 2 <= len(wording.options) <= MOST_OPTIONS:
            yield Fault("option_count", "options")
    elif wording.options:
        yield Fault("options_in_parts", "options")
    if wording.right:
        yield Fault("right_in_parts", "right")
    if not 1 <= len(wording.parts) <= MOST_PARTS:
        yield Fault("many_parts" if wording.parts else "no_parts", "parts")
    for number, part in enumerate(wording.parts, start=1):
        for fault in _of_part(wording, part):
            yield Fault(fault.code, fault.field, number)
    yield from _of_stages(wording)


def _of_part(wording: Wording, part: Part) -> Iterator[Fault]:
    yield from _of_stem(part.stem, "no_stem")
    yield from _of_rest(part)
    if wording.kind == "b1":
        if part.options:
            yield Fault("options_shared", "options")
        yield from _of_right("b1", len(wording.options), part.right)
    else:
        yield from _of_options(part.options)
        yield from _of_key(wording.kind, len(part.options), part.right)


def _of_stages(wording: Wording) -> Iterator[Fault]:
    before = 0
    for number, part in enumerate(wording.parts, start=1):
        if wording.kind != "case" and part.stage != 1:
            yield Fault("stage_not_here", "stage", number)
        elif number == 1 and part.stage != 1:
            yield Fault("stage_first", "stage", number)
        elif number > 1 and part.stage < before:
            yield Fault("stage_back", "stage", number)
        elif number > 1 and part.stage > before + 1:
            yield Fault("stage_gap", "stage", number)
        before = part.stage


def _of_stem(stem: object, missing: str) -> Iterator[Fault]:
    if not isinstance(stem, str) or (missing and not stem.strip()):
        yield Fault(missing or "no_stem", "stem")
    elif len(stem) > LONGEST_STEM:
        yield Fault("long_stem", "stem")
    elif code := text_fault(stem):
        yield Fault(code, "stem")


def _of_rest(text: Wording | Part) -> Iterator[Fault]:
    for field in ("explanation", "rubric"):
        words = getattr(text, field)
        if len(words) > LONGEST_STEM:
            yield Fault("long_text", field)
        elif code := text_fault(words):
            yield Fault(code, field)


def _of_options(options: Sequence[object]) -> Iterator[Fault]:
    texts = [each.strip() for each in options if isinstance(each, str) and len(each) <= LONGEST_OPTION]
    if len(texts) != len(options) or not all(texts):
        yield Fault("bad_option", "options")
    elif len(set(texts)) != len(texts):
        yield Fault("same_options", "options")
    elif code := next(filter(None, map(text_fault, texts)), None):
        yield Fault(code, "options")


def _of_key(kind: str, options: int, right: Sequence[object]) -> Iterator[Fault]:
    if not 2 <= options <= MOST_OPTIONS:
        yield Fault("option_count", "options")
    elif kind == "true_false" and options != 2:
        yield Fault("two_options", "options")
    else:
        yield from _of_right(kind, options, right)


def _of_right(kind: str, options: int, right: Sequence[object]) -> Iterator[Fault]:
    if not right:
        yield Fault("no_right", "right")
    elif len(set(right)) != len(right) or not all(is_index(each, options) for each in right):
        yield Fault("bad_key", "right")
    elif kind in ONE_CHOICE and len(right) != 1:
        yield Fault("one_right", "right")
    elif kind == "multiple" and len(right) < 2:
        yield Fault("several_right", "right")
