"""Pairs of papers whose wrong answers agree more often than chance explains.

The index is the error-similarity analysis of F. S. Bellezza and S. F. Bellezza, "Detection of cheating on
multiple-choice tests by using error-similarity analysis", Teaching of Psychology 16 (1989): of the questions that both
answered wrongly, how many have the same wrong answer? By chance two wrong answers to a question agree with the
probability that the sum of squares of the shares of its wrong answers gives, so that a tempting wrong answer counts for
little. Here the tail is computed exactly, question by question, instead of with one mean for the whole paper. Right
answers say nothing: two who learned well agree on them.

The threshold is divided by the number of pairs that are compared (Bonferroni), so that an exam in which everybody
worked alone yields a pair once in ``1 / CHANCE`` exams at the most. A pair is a reason to talk to two people, and
proof of nothing: the same wrong teaching makes twins, too.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# How often an honest exam may show a pair at all.
CHANCE = 0.01
# Fewer wrong answers in common are never shown, however rare each is.
FEWEST_SAME = 6

Question = Hashable
Wrong = Mapping[Any, Any]


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two papers, by their places in the sequence they were given in.

    :param both_wrong: questions that both answered, and both wrongly.
    :param same: of these, those with the same wrong answer.
    :param expected: how many would be the same by chance.
    :param probability: of as many or more by chance.
    """

    first: int
    second: int
    both_wrong: int
    same: int
    expected: float
    probability: float


def chances(papers: Sequence[Wrong]) -> dict[Hashable, float]:
    """Return for each question the chance that two wrong answers to it are the same.

    :param papers: the wrong answers of each paper by question.

    >>> chances([{"q": "a"}, {"q": "a"}, {"q": "b"}, {"q": "c"}])
    {'q': 0.375}
    """
    counts: dict[Hashable, Counter[Hashable]] = defaultdict(Counter)
    for paper in papers:
        for question, answer in paper.items():
            counts[question][answer] += 1
    return {
        question: sum(number**2 for number in each.values()) / each.total() ** 2 for question, each in counts.items()
    }


def tail(probabilities: Sequence[float], least: int) -> float:
    """Return the probability of ``least`` or more successes in independent trials of these ``probabilities``.

    >>> tail([0.5, 0.5], 1)
    0.75
    """
    if least <= 0:
        return 1.0
    # What is at the last place has reached ``least`` already.
    reached = [1.0] + [0.0] * least
    for probability in probabilities:
        reached[least] += reached[least - 1] * probability
        for number in range(least - 1, 0, -1):
            reached[number] += (reached[number - 1] - reached[number]) * probability
        reached[0] *= 1 - probability
    return reached[least]


def pairs_of(first: int, papers: Sequence[Wrong], index: "Index", threshold: float) -> Iterator[Pair]:
    """Yield the pairs of the paper at ``first`` with later papers that are less probable than ``threshold``."""
    together: dict[int, float] = defaultdict(float)
    for question, answer in papers[first].items():
        weight = index.weights[question]
        for other in index.holders[question, answer]:
            if other > first:
                together[other] += weight
    bound = math.log(threshold)
    for second, weight in together.items():
        # That just these agree is already more probable than the threshold: so is anything that includes it.
        if weight < bound:
            pair = compare(first, second, papers, index.chances)
            if pair.same >= FEWEST_SAME and pair.probability < threshold:
                yield pair


class Index:
    """Who gave which wrong answer, so that only papers that agree somewhere are looked at together."""

    def __init__(self, papers: Sequence[Wrong], known: Mapping[Question, float] | None = None) -> None:
        """Read all ``papers``, the wrong answers of each by question.

        :param known: the chances of the questions where ``papers`` are only some of those they were asked on.
        """
        self.chances = known if known is not None else chances(papers)
        self.weights = {question: math.log(chance) for question, chance in self.chances.items()}
        self.holders: dict[tuple[Hashable, Hashable], list[int]] = defaultdict(list)
        for number, paper in enumerate(papers):
            for held in paper.items():
                self.holders[held].append(number)


def compare(first: int, second: int, papers: Sequence[Wrong], chance: Mapping[Hashable, float]) -> Pair:
    """Return how alike the wrong answers of two papers are."""
    mine, theirs = papers[first], papers[second]
    both = [question for question in mine if question in theirs]
    same = sum(mine[question] == theirs[question] for question in both)
    odds = [chance[question] for question in both]
    return Pair(
        first=first,
        second=second,
        both_wrong=len(both),
        same=same,
        expected=sum(odds),
        probability=tail(odds, same),
    )


def threshold(pairs: int) -> float:
    """Return the probability below which a pair is shown, where ``pairs`` are compared.

    >>> threshold(1000)
    1e-05
    """
    return CHANCE / max(pairs, 1)
