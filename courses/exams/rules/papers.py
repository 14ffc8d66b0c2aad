"""How a paper is drawn."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass


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
