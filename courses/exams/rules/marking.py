"""How a paper is marked."""

from collections.abc import Sequence

from courses.exams.rules.questions import ONE_CHOICE, is_index

FULL_SCORE = 10000


def is_choice(kind: str, chosen: Sequence[object], options: int) -> bool:
    """Say whether ``chosen`` can be an answer to such a question at all. Nothing chosen is an answer."""
    if len(set(chosen)) != len(chosen) or not all(is_index(each, options) for each in chosen):
        return False
    return kind not in ONE_CHOICE or len(chosen) <= 1


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
