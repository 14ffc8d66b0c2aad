"""Pure rules of exams: what a sound question is, how a paper is drawn, how it is marked, when the bell rings."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# Options are lettered A to J.
MOST_OPTIONS = 10
LONGEST_STEM = 5000
LONGEST_OPTION = 500
FULL_SCORE = 10000


def question_fault(kind: str, stem: str, options: Sequence[object], right: Sequence[object]) -> str | None:
    """Return what is wrong with a question, as a code, or ``None``.

    :param right: indexes into ``options``.

    >>> question_fault("single", "Which?", ["this", "that"], [1]) is None
    True
    >>> question_fault("single", "Which?", ["this", "that"], [0, 1])
    'one_right'
    """
    return _text_fault(stem, options) or _key_fault(kind, len(options), right)


def _text_fault(stem: str, options: Sequence[object]) -> str | None:
    if not isinstance(stem, str) or not stem.strip():
        return "no_stem"
    if len(stem) > LONGEST_STEM:
        return "long_stem"
    texts = [each.strip() for each in options if isinstance(each, str) and len(each) <= LONGEST_OPTION]
    if len(texts) != len(options) or not all(texts):
        return "bad_option"
    if len(set(texts)) != len(texts):
        return "same_options"
    return None


def _key_fault(kind: str, options: int, right: Sequence[object]) -> str | None:
    if not 2 <= options <= MOST_OPTIONS:
        return "option_count"
    if kind == "true_false" and options != 2:
        return "two_options"
    if not right or len(set(right)) != len(right) or not all(_is_index(each, options) for each in right):
        return "bad_key"
    if kind in ("single", "true_false"):
        return None if len(right) == 1 else "one_right"
    if kind == "multiple":
        return None if len(right) >= 2 else "several_right"
    return "unknown_kind"


def _is_index(value: object, length: int) -> bool:
    return type(value) is int and 0 <= value < length


@dataclass(frozen=True)
class Pool:
    """One line of a blueprint with the questions it may take: ``(version id, code)`` pairs."""

    count: int
    points: int
    questions: tuple[tuple[int, str], ...]


def draw(seed: int, pools: Iterable[Pool]) -> list[tuple[int, int]]:
    """Return ``(version id, points)`` for every place of a paper, in order.

    The same seed over the same pools gives the same paper, whatever order the database returned them in.
    """
    paper: list[tuple[int, int]] = []
    for pool in pools:
        shuffled = sorted(pool.questions, key=lambda question: _rank(seed, question[1]))
        paper.extend((version_id, pool.points) for version_id, _code in shuffled[: pool.count])
    return paper


def option_order(seed: int, code: str, kind: str, count: int) -> list[int]:
    """Return the order in which a paper shows ``count`` options. "True" always stands before "false"."""
    if kind == "true_false":
        return list(range(count))
    return sorted(range(count), key=lambda index: _rank(seed, f"{code}:{index}"))


def _rank(seed: int, name: str) -> bytes:
    # A hash rather than a random generator: the order must be the same on any version of Python, for years.
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()


def is_choice(kind: str, chosen: Sequence[object], options: int) -> bool:
    """Say whether ``chosen`` can be an answer to such a question at all. Nothing chosen is an answer."""
    if len(set(chosen)) != len(chosen) or not all(_is_index(each, options) for each in chosen):
        return False
    return kind == "multiple" or len(chosen) <= 1


def earned_hundredths(chosen: Sequence[int] | None, right: Sequence[int], points: int) -> int:
    """Return what an answer earns: all of the points if exactly the right options are chosen, else nothing."""
    return points * 100 if chosen is not None and set(chosen) == set(right) else 0


def score_hundredths(earned: int, points: int) -> int:
    """Return the score on a scale of 100 points, in hundredths, rounded down: a mark is reached or it is not.

    :param earned: hundredths of points earned on the paper.
    :param points: points the paper is worth.

    >>> score_hundredths(200, 3)
    6666
    """
    if points <= 0:
        return 0
    return earned * FULL_SCORE // (points * 100)


def deadline(started_at: datetime, duration_minutes: int, closes_at: datetime) -> datetime:
    """Return when a sitting ends: after its duration, or with the exam if that is sooner."""
    return min(started_at + timedelta(minutes=duration_minutes), closes_at)


def is_over(at: datetime, deadline_at: datetime, grace_seconds: int) -> bool:
    """Say whether ``at`` is after the bell. What arrives within the grace was sent before it."""
    return at > deadline_at + timedelta(seconds=grace_seconds)


def remaining_seconds(at: datetime, deadline_at: datetime) -> int:
    """Return the whole seconds left, never less than none."""
    return max(0, math.ceil((deadline_at - at).total_seconds()))


def used_minutes(started_at: datetime, ended_at: datetime) -> int:
    """Return how long a sitting took, in started minutes."""
    return max(1, math.ceil((ended_at - started_at).total_seconds() / 60))
