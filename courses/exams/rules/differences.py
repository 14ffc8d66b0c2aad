"""What one wording of a question says differently from the one before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from courses.exams.rules.questions import Part, Wording, letters

# Beyond this, two texts are shown one after the other: comparing sign by sign takes the square of their length.
_LONGEST_COMPARED = 3000


@dataclass(frozen=True)
class Run:
    """A stretch of text that is the same (``""``), new (``"+"``) or gone (``"-"``)."""

    mark: str
    text: str


def runs(before: str, after: str) -> tuple[Run, ...]:
    """Return how ``before`` becomes ``after``.

    >>> [(run.mark, run.text) for run in runs("Which one?", "Which two?")]
    [('', 'Which '), ('-', 'one'), ('+', 'two'), ('', '?')]
    """
    if max(len(before), len(after)) > _LONGEST_COMPARED:
        return Run("-", before), Run("+", after)
    found: list[Run] = []
    for verb, a, b, c, d in _joined(before, after):
        if verb == "equal":
            found.append(Run("", before[a:b]))
        else:
            found += [Run("-", before[a:b]), Run("+", after[c:d])]
    return tuple(run for run in found if run.text)


def _joined(before: str, after: str) -> Sequence[tuple[str, int, int, int, int]]:
    # A single sign that happens to be the same between two changes reads as noise: it joins them.
    steps: list[tuple[str, int, int, int, int]] = []
    for verb, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        changed = verb != "equal" or (bool(steps) and b - a < 2 and b < len(before) and d < len(after))
        if changed and steps and steps[-1][0] == "change":
            steps[-1] = ("change", steps[-1][1], b, steps[-1][3], d)
        else:
            steps.append(("change" if changed else "equal", a, b, c, d))
    return steps


@dataclass(frozen=True)
class Change:
    """One thing that differs: the field, which of several (counted from one, else zero), in which part, and how."""

    field: str
    runs: tuple[Run, ...]
    number: int = 0
    part: int = 0


def changes(before: Wording, after: Wording) -> list[Change]:
    """Return what ``after`` says differently, the whole before its parts."""
    found: list[Change] = []
    if before.kind != after.kind:
        found.append(Change("kind", (Run("-", before.kind), Run("+", after.kind))))
    found += _of_part(before, after, 0)
    found += _of_text("difficulty", str(before.difficulty), str(after.difficulty))
    nothing = Part(stage=0)
    for number, (was, now) in enumerate(zip_longest(before.parts, after.parts, fillvalue=nothing), start=1):
        found += _of_text("stage", _stage(was), _stage(now), part=number)
        found += _of_part(was, now, number)
    return found


def _of_part(was: Part | Wording, now: Part | Wording, part: int) -> Iterator[Change]:
    yield from _of_text("stem", was.stem, now.stem, part=part)
    pairs = zip_longest(was.options, now.options, fillvalue="")
    for number, (before, after) in enumerate(pairs, start=1):
        yield from _of_text("options", before, after, number=number, part=part)
    yield from _of_text("right", letters(was.right), letters(now.right), part=part)
    yield from _of_text("explanation", was.explanation, now.explanation, part=part)
    yield from _of_text("rubric", was.rubric, now.rubric, part=part)


def _of_text(field: str, before: str, after: str, *, number: int = 0, part: int = 0) -> Iterator[Change]:
    if before != after:
        yield Change(field, runs(before, after), number, part)


def _stage(part: Part) -> str:
    return str(part.stage) if part.stage > 1 else ""
