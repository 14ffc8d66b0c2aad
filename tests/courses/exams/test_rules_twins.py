"""Twins: what chance makes alike, and what it does not."""

import itertools
import math
from random import Random

import pytest

from courses.exams.rules import twins


def tail_by_enumeration(probabilities, least):
    return sum(
        math.prod(p if hit else 1 - p for p, hit in zip(probabilities, hits, strict=True))
        for hits in itertools.product([0, 1], repeat=len(probabilities))
        if sum(hits) >= least
    )


@pytest.mark.parametrize("least", range(1, 7))
def test_the_tail_is_exact(least):
    probabilities = [0.1, 0.25, 0.5, 0.9, 0.33, 1.0]

    assert twins.tail(probabilities, least) == pytest.approx(tail_by_enumeration(probabilities, least))


def test_more_than_there_are_is_impossible_and_none_is_certain():
    assert twins.tail([0.5], 2) == 0
    assert twins.tail([0.5], 0) == 1


def honest(number, *, questions=60, seed=3):
    """Return ``number`` papers whose wrong answers nobody took from anybody."""
    chance = Random(seed)
    return [
        {question: chance.choice("abc") for question in range(questions) if chance.random() < 0.4}
        for _ in range(number)
    ]


def found(papers):
    index = twins.Index(papers)
    limit = twins.threshold(math.comb(len(papers), 2))
    return [pair for first in range(len(papers)) for pair in twins.pairs_of(first, papers, index, limit)]


def test_papers_written_alone_have_no_twin():
    assert found(honest(200)) == []


def test_a_copied_paper_is_found_with_its_figures():
    papers = honest(150)
    papers[90] = {**papers[20], 58: "a", 59: "b"}

    (pair,) = found(papers)

    assert (pair.first, pair.second) == (20, 90)
    assert pair.same >= len(papers[20]) - 2
    assert pair.both_wrong >= pair.same > 2 * pair.expected
    assert pair.probability < twins.threshold(math.comb(150, 2))


def test_what_everybody_gets_wrong_alike_makes_no_twins():
    papers = [dict.fromkeys(range(40), "a") for _ in range(60)]

    assert found(papers) == []


def test_few_wrong_answers_in_common_are_never_shown():
    # Five agreements as rare as these are improbable enough, and still too few to talk about.
    papers = [dict.fromkeys(range(30), number) for number in range(300)]
    papers[1] = {**papers[1], **dict.fromkeys(range(5), 0)}

    assert found(papers) == []
    papers[1] = {**papers[1], 5: 0}
    assert [(pair.first, pair.second, pair.same) for pair in found(papers)] == [(0, 1, 6)]


def test_nothing_in_common_is_no_pair():
    pair = twins.compare(0, 1, [{1: "a"}, {1: "b"}], {1: 0.5})

    assert (pair.both_wrong, pair.same, pair.expected, pair.probability) == (1, 0, 0.5, 1.0)


def test_the_threshold_is_shared_among_the_pairs():
    assert twins.threshold(4_498_500) == pytest.approx(0.01 / 4_498_500)
    assert twins.threshold(0) == 0.01
