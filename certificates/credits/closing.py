"""Pure choice of what closes a gap in a year's credit: the fewest things first."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

from certificates.credits.rules import Account, Claim


@dataclass(frozen=True)
class Candidate:
    """Something that can be done, and what it would claim under the rules.

    :param effort: minutes it takes; of two that do equally well, the shorter goes first.
    """

    key: int
    claims: tuple[Claim, ...]
    effort: int = 0


def worth(account: Account, candidate: Candidate) -> int:
    """Return what ``candidate`` would add to ``account`` after the caps, in hundredths; the account stays as it is."""
    return _add(deepcopy(account), candidate)


def _add(account: Account, candidate: Candidate) -> int:
    awards = [account.add(claim) for claim in candidate.claims]
    return sum(award.hundredths for award in awards if award)


def close_gap(gap: int, account: Account, candidates: Sequence[Candidate]) -> list[tuple[Candidate, int]]:
    """Return the fewest of ``candidates`` that add ``gap`` to ``account``, each with what it adds after the caps.

    Where all of them together do not, all that add anything are returned. Taking what adds most at each step is
    right: caps only ever make a thing worth less once others are taken. The last one is the shortest that suffices.

    >>> from datetime import date
    >>> from certificates.credits.rules import Terms
    >>> terms = Terms(rule=1, kind="I", minutes=60)
    >>> def course(key, hours):
    ...     return Candidate(key, (Claim(0, key, date(2026, 6, 1), hours * 60, terms),), hours * 60)
    >>> [(each.key, adds) for each, adds in close_gap(500, Account(), [course(1, 1), course(4, 4), course(5, 5)])]
    [(5, 500)]
    >>> [(each.key, adds) for each, adds in close_gap(550, Account(), [course(1, 1), course(4, 4), course(5, 5)])]
    [(5, 500), (1, 100)]
    """
    filled, chosen = deepcopy(account), []
    waiting = [(-worth(filled, each), each.effort, place) for place, each in enumerate(candidates)]
    heapify(waiting)
    while gap > 0 and waiting:
        adds, effort, place = waiting[0]
        now = worth(filled, candidates[place])
        if now < -adds:
            # Worth less than when it was last looked at; nothing that stands behind it is worth more than it was.
            heapreplace(waiting, (-now, effort, place))
            continue
        if not now:
            break
        if now >= gap:
            place = _shortest(gap, filled, candidates, [each for _adds, _effort, each in waiting])
            chosen.append((candidates[place], worth(filled, candidates[place])))
            break
        heappop(waiting)
        gap -= _add(filled, candidates[place])
        chosen.append((candidates[place], now))
    return chosen


def _shortest(gap: int, account: Account, candidates: Sequence[Candidate], places: Sequence[int]) -> int:
    enough = [place for place in places if worth(account, candidates[place]) >= gap]
    return min(enough, key=lambda place: (candidates[place].effort, place))
