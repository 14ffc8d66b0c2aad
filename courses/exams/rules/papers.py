"""How a paper is drawn from a blueprint: by a seed, so that it can be drawn again and is the same paper."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Pool:
    """One line of a blueprint with the questions it may take: ``(version id, code)`` pairs.

    :param narrowness: how much the line asks for beyond subject and type; the narrower line chooses first.
    """

    count: int
    points: int
    questions: tuple[tuple[int, str], ...]
    narrowness: int = 0


@dataclass(frozen=True)
class Shortage:
    """Lines that cannot all be filled, by their places in the blueprint.

    :param wanted: questions they want together.
    :param there: questions that any of them could take; fewer than ``wanted``.
    """

    places: tuple[int, ...]
    wanted: int
    there: int


def draw(seed: int, pools: Iterable[Pool]) -> list[tuple[int, int]]:
    """Return ``(version id, points)`` for every place of a paper, in the order of the blueprint.

    The same seed over the same pools gives the same paper, whatever order the database returned them in. No question
    stands on it twice. Where the pools cannot be filled, the paper is shorter: see :func:`shortages`.
    """
    pools = list(pools)
    return [
        (version_id, pool.points)
        for pool, taken in zip(pools, _Filling(seed, pools).taken(), strict=True)
        for version_id in taken
    ]


def shortages(pools: Iterable[Pool]) -> list[Shortage]:
    """Return the lines that cannot all be filled, those that compete for the same questions together.

    >>> one, two = (1, "a"), (2, "b")
    >>> shortages([Pool(2, 1, (one, two)), Pool(1, 1, (two,))])
    [Shortage(places=(0, 1), wanted=3, there=2)]
    """
    pools = list(pools)
    groups: list[set[int]] = []
    for competing in _Filling(0, pools).short:
        apart = [group for group in groups if not group & competing]
        groups = [*apart, competing.union(*(group for group in groups if group & competing))]
    return [
        Shortage(
            places=tuple(sorted(group)),
            wanted=sum(pools[place].count for place in group),
            there=len({version_id for place in group for version_id, _code in pools[place].questions}),
        )
        for group in sorted(groups, key=min)
    ]


class _Filling:
    """Who takes what: the narrowest line first, then changing hands until no line can be given one more.

    This is a maximum flow by augmenting paths, so whatever can be filled is.
    """

    def __init__(self, seed: int, pools: Sequence[Pool]) -> None:
        self.counts = [pool.count for pool in pools]
        self.choices = [_shuffled(seed, pool) for pool in pools]
        self.owners: dict[int, int] = {}
        self.short: list[set[int]] = []
        # Of lines that are equally narrow the one with fewer questions chooses first, then the upper one.
        eager = [(-pool.narrowness, len(pool.questions), place) for place, pool in enumerate(pools)]
        places = [place for _narrowness, _there, place in sorted(eager)]
        held = {place: self._take_free(place) for place in places}
        for place in places:
            for _one_more in range(self.counts[place] - held[place]):
                if competing := self._change_hands(place):
                    self.short.append(competing)
                    break

    def taken(self) -> list[list[int]]:
        """Return the version ids that each line takes, in the order of chance."""
        return [
            [each for each in choices if self.owners.get(each) == place] for place, choices in enumerate(self.choices)
        ]

    def _take_free(self, place: int) -> int:
        free = [each for each in self.choices[place] if each not in self.owners][: self.counts[place]]
        self.owners |= dict.fromkeys(free, place)
        return len(free)

    def _change_hands(self, place: int) -> set[int]:
        """Give the line at ``place`` one more question; return nothing, or the lines that hold all it could have."""
        came_from: dict[int, tuple[int, int]] = {place: (place, 0)}
        waiting = [place]
        for asking in waiting:
            for each in self.choices[asking]:
                owner = self.owners.get(each)
                if owner is None:
                    self._hand_over(each, asking, came_from)
                    return set()
                if owner not in came_from:
                    came_from[owner] = (asking, each)
                    waiting.append(owner)
        return set(came_from)

    def _hand_over(self, free: int, place: int, came_from: dict[int, tuple[int, int]]) -> None:
        while True:
            self.owners[free] = place
            former = place
            place, free = came_from[former]
            if place == former:
                return


def _shuffled(seed: int, pool: Pool) -> list[int]:
    return [version_id for version_id, code in sorted(pool.questions, key=lambda each: _rank(seed, each[1]))]


@dataclass(frozen=True)
class Drawn:
    """A question that was drawn, with how many options each of its parts has."""

    version_id: int
    code: str
    kind: str
    options: tuple[int, ...]


@dataclass(frozen=True)
class Place:
    """One numbered question of a paper; ``order`` are indexes of the version's options as they are shown."""

    position: int
    version_id: int
    part: int
    order: tuple[int, ...]
    points: int


def lay_out(seed: int, drawn: Iterable[tuple[Drawn, int]], *, shuffle: bool = True) -> list[Place]:
    """Return the places of a paper: the parts of a question stand together, in their own order.

    :param drawn: questions in the order of the paper, with the points of each part.
    :param shuffle: show options in an order of chance; otherwise as they were written.
    """
    places: list[Place] = []
    for question, points in drawn:
        for part, count in enumerate(question.options):
            # What the questions of a B1 group share stands in one order.
            name = question.code if question.kind == "b1" or not part else f"{question.code}/{part}"
            order = option_order(seed, name, question.kind, count) if shuffle else range(count)
            places.append(Place(len(places) + 1, question.version_id, part, tuple(order), points))
    return places


def option_order(seed: int, code: str, kind: str, count: int) -> list[int]:
    """Return the order in which a paper shows ``count`` options. "True" always stands before "false"."""
    if kind == "true_false":
        return list(range(count))
    return sorted(range(count), key=lambda index: _rank(seed, f"{code}:{index}"))


def _rank(seed: int, name: str) -> bytes:
    # A hash rather than a random generator: the order must be the same on any version of Python, for years.
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()
