"""How far the marks of an exam can be trusted as a whole."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate


@dataclass(frozen=True)
class Sums:
    """Sums over the papers of what was earned, in hundredths of a point: count, sum and sum of squares."""

    count: int
    x: int
    xx: int

    @property
    def mean(self) -> float:
        """The mean; 0 where there is nothing."""
        return self.x / self.count if self.count else 0.0

    @property
    def variance(self) -> float:
        """The variance, divided by the number of papers; 0 where there is nothing."""
        return (self.count * self.xx - self.x**2) / self.count**2 if self.count else 0.0


def alpha(places: Sequence[Sums], total: Sums) -> float | None:
    """Return Cronbach's alpha of a paper: ``k / (k - 1) * (1 - sum of the places' variances / variance of the total)``.

    Where every place is right or wrong this is KR-20. Where each person draws a paper of their own, what stands at a
    place differs from paper to paper, though always from the same line of the blueprint: then it is an approximation.

    Sources: L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951), formula
    2; G. F. Kuder and M. W. Richardson, "The theory of the estimation of test reliability", Psychometrika 2 (1937),
    formula 20.

    :param places: for each place on the paper, what was earned there.
    :param total: what whole papers earned.
    :return: 1 at the most, possibly negative; ``None`` for fewer than two places or where all earned the same.
    """
    if len(places) < 2 or total.variance <= 0:
        return None
    apart = sum(each.variance for each in places)
    return len(places) / (len(places) - 1) * (1 - apart / total.variance)


def standard_error(total: Sums, reliability: float | None) -> float | None:
    """Return the standard error of measurement: the spread of the marks times the root of what is not reliable.

    A person's mark would lie within one standard error of where it is in two of three repetitions
    (Ebel and Frisbie 1991, chapter 5). In hundredths of a point; ``None`` where the reliability is not known.
    """
    if reliability is None:
        return None
    return math.sqrt(total.variance) * math.sqrt(max(0.0, 1 - reliability))


def histogram(scores: Sequence[tuple[int, int]], *, bins: int = 20, full: int = 10000) -> list[int]:
    """Return how many scores fall into each of ``bins`` equal parts of 0 to ``full``; ``full`` belongs to the last.

    :param scores: pairs of a score and how many have it.

    >>> histogram([(0, 2), (4999, 1), (5000, 1), (10000, 3)], bins=2)
    [3, 4]
    """
    counts = [0] * bins
    for score, number in scores:
        counts[min(score * bins // full, bins - 1)] += number
    return counts


def median(scores: Sequence[tuple[int, int]]) -> float | None:
    """Return the middle score of pairs of a score and how many have it.

    >>> median([(3, 1), (1, 2), (9, 1)])
    2.0
    """
    ordered = sorted(scores)
    count = sum(number for _score, number in ordered)
    if not count:
        return None
    return (_at(ordered, (count - 1) // 2) + _at(ordered, count // 2)) / 2


def _at(ordered: Sequence[tuple[int, int]], place: int) -> int:
    passed = accumulate(number for _score, number in ordered)
    return next(score for (score, _number), count in zip(ordered, passed, strict=True) if count > place)
