"""Drawing a sample that anybody can draw again: the rule, pure.

Who holds the printed seed and the list of the population draws the same people with a few lines of any language:
the SHA-256 of ``seed|uid`` puts the people in an order, and the first of them are the sample.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

METHOD = "sha256-order-1"
SEED = re.compile(r"[0-9A-Za-z][0-9A-Za-z -]{2,58}[0-9A-Za-z]")


@dataclass(frozen=True)
class Member:
    """One person of a population, at the workplace that places them; ``stratum`` is ``""`` where there are none."""

    person_id: int
    uid: str
    workplace_id: int
    stratum: str = ""


@dataclass(frozen=True)
class Population:
    """People to draw from, each once: in words, with what finds them again as JSON values."""

    text: str
    source: Mapping[str, Any]
    members: list[Member]

    @cached_property
    def lines(self) -> str:
        """The people as text, a line each."""
        return population_lines(self.members)

    @cached_property
    def digest(self) -> str:
        """What tells this population from another."""
        return population_digest(self.members)


@dataclass(frozen=True)
class Drawn:
    """One person of a sample: their number in it, and the digest that put them there."""

    position: int
    member: Member
    digest: str


def is_seed(text: str) -> bool:
    """Whether ``text`` can be a seed: 4 to 60 letters, digits, dashes and spaces, so that it survives being printed.

    >>> is_seed("2026-11-19 03 17 22 31"), is_seed("abc"), is_seed("双色球1234")
    (True, False, False)
    """
    return SEED.fullmatch(text) is not None


def digest_of(seed: str, uid: str) -> str:
    """Return what orders a person: the SHA-256 of ``seed|uid`` in UTF-8, as 64 lower-case hexadecimal digits.

    >>> digest_of("1234", "0b0e")[:12]
    '25fabda021c7'
    """
    return hashlib.sha256(f"{seed}|{uid}".encode()).hexdigest()


def population_lines(members: Iterable[Member]) -> str:
    """Return the population as text, a person a line: uid, tab, stratum; in the order of the uids."""
    return "".join(sorted(f"{each.uid}\t{each.stratum}\n" for each in members))


def population_digest(members: Iterable[Member]) -> str:
    """Return the SHA-256 of the sorted uids, a line each: populations with the same digest are the same people."""
    return hashlib.sha256("".join(sorted(f"{each.uid}\n" for each in members)).encode()).hexdigest()


def size_of_share(tenths: int, population: int) -> int:
    """Return how many people a share is, in tenths of a percent, rounded up: a share of somebody is never nobody.

    >>> size_of_share(50, 1000), size_of_share(50, 1), size_of_share(1000, 7), size_of_share(50, 0)
    (50, 1, 7, 0)
    """
    return -(-tenths * population // 1000)


def allotted(sizes: Mapping[str, int], size: int) -> dict[str, int]:
    """Return how many of ``size`` each stratum gives: in proportion, by largest remainder, ties by name.

    :param sizes: how many people each stratum has.

    >>> allotted({"a": 50, "b": 30, "c": 20}, 7)
    {'a': 4, 'b': 2, 'c': 1}
    """
    whole = sum(sizes.values())
    size = min(size, whole)
    given = {name: size * many // whole for name, many in sizes.items()} if whole else {}
    by_remainder = sorted(given, key=lambda name: (-(size * sizes[name] % whole), name))
    for name in by_remainder[: size - sum(given.values())]:
        given[name] += 1
    return given


def draw(members: Sequence[Member], *, seed: str, size: int) -> list[Drawn]:
    """Return the sample: of each stratum, in the order of their names, its share of the people in digest order.

    The order of ``members`` means nothing. A ``size`` beyond the population takes everybody.
    """
    strata: dict[str, list[tuple[str, str, Member]]] = {}
    for each in members:
        strata.setdefault(each.stratum, []).append((digest_of(seed, each.uid), each.uid, each))
    shares = allotted({name: len(some) for name, some in strata.items()}, size)
    taken = [chosen for name in sorted(strata) for chosen in sorted(strata[name])[: shares[name]]]
    return [Drawn(number, member, digest) for number, (digest, _uid, member) in enumerate(taken, start=1)]
