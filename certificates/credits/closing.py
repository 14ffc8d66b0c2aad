"""Pure choice of what closes the gaps of a year: the fewest things first."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

from certificates.credits.asking import Missing
from certificates.credits.rules import Account, Claim

# What of an account a gap is measured in.
Measure = Callable[[Account], int]


@dataclass(frozen=True)
class Candidate:
    """Something that can be done, and what it would claim under the rules.

    :param effort: minutes it takes; of two that do equally well, the shorter goes first.
    """

    key: int
    claims: tuple[Claim, ...]
    effort: int = 0


@dataclass(frozen=True)
class Step:
    """One thing to do: what it adds after the caps, in hundredths of a credit, and the minutes that count."""

    candidate: Candidate
    hundredths: int
    minutes: int


@dataclass(frozen=True)
class Plan:
    """What to do, in order, and whether that is enough."""

    steps: tuple[Step, ...]
    closes: bool


def in_year(account: Account) -> int:
    """Return the credit of all kinds."""
    return account.year


def in_minutes(account: Account) -> int:
    """Return the time that counts."""
    return account.minutes


def of_kind(kind: str) -> Measure:
    """Return the measure that sees the credit of one kind only."""
    return lambda account: account.kinds.get(kind, 0)


def worth(account: Account, candidate: Candidate, measure: Measure = in_year) -> int:
    """Return what ``candidate`` would add to ``account`` after the caps; the account stays as it is."""
    return measure(_with(account, candidate)) - measure(account)


def _with(account: Account, candidate: Candidate) -> Account:
    filled = account.copy()
    for claim in candidate.claims:
        filled.add(claim)
    return filled


def plan(missing: Missing, account: Account, candidates: Sequence[Candidate]) -> Plan:
    """Return what closes every gap of ``missing``: first the single kinds of credit, then credit in all, then time.

    Each gap takes the fewest things beside those taken for one before it, and what turns out not to be needed is left
    out. A thing of another kind does not close the gap of a kind, nor does one that a cap leaves nothing of.

    >>> from datetime import date
    >>> from certificates.credits.rules import Terms
    >>> def course(key, hours, kind):
    ...     terms = Terms(rule=1, kind=kind, minutes=60)
    ...     return Candidate(key, (Claim(0, key, date(2026, 6, 1), hours * 60, terms),), hours * 60)
    >>> found = plan(Missing(500, {"I": 200}), Account(), [course(1, 6, "II"), course(2, 2, "I"), course(3, 1, "I")])
    >>> [(step.candidate.key, step.hundredths) for step in found.steps], found.closes
    ([(2, 200), (1, 600)], True)
    """
    chosen: list[Candidate] = []
    for measure, gap in _gaps(missing):
        filled = _filled(account, chosen)
        left, waiting = gap - measure(filled) + measure(account), [each for each in candidates if each not in chosen]
        chosen += [each for each, _adds in close_gap(left, filled, waiting, measure)]
    closes = _closes(missing, account, chosen)
    return Plan(tuple(_steps(account, _needed(missing, account, chosen) if closes else chosen)), closes)


def _gaps(missing: Missing) -> Iterator[tuple[Measure, int]]:
    for kind, gap in sorted(missing.kinds.items()):
        yield of_kind(kind), gap
    yield in_year, missing.hundredths
    yield in_minutes, missing.minutes


def _filled(account: Account, chosen: Iterable[Candidate]) -> Account:
    for each in chosen:
        account = _with(account, each)
    return account


def _closes(missing: Missing, account: Account, chosen: Sequence[Candidate]) -> bool:
    filled = _filled(account, chosen)
    return all(measure(filled) - measure(account) >= gap for measure, gap in _gaps(missing))


def _needed(missing: Missing, account: Account, chosen: list[Candidate]) -> list[Candidate]:
    """Return what of ``chosen`` the gaps cannot be closed without: what is taken for one may close another too."""
    for each in list(chosen):
        others = [other for other in chosen if other is not each]
        if _closes(missing, account, others):
            chosen = others
    return chosen


def _steps(account: Account, chosen: Iterable[Candidate]) -> Iterator[Step]:
    for each in chosen:
        filled = _with(account, each)
        yield Step(each, filled.year - account.year, filled.minutes - account.minutes)
        account = filled


def close_gap(
    gap: int, account: Account, candidates: Sequence[Candidate], measure: Measure = in_year
) -> list[tuple[Candidate, int]]:
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
    if gap <= 0:
        return []
    filled, chosen = account, []
    waiting = [(-worth(filled, each, measure), each.effort, place) for place, each in enumerate(candidates)]
    heapify(waiting)
    while gap > 0 and waiting:
        adds, effort, place = waiting[0]
        now = worth(filled, candidates[place], measure)
        if now < -adds:
            # Worth less than when it was last looked at; nothing that stands behind it is worth more than it was.
            heapreplace(waiting, (-now, effort, place))
            continue
        if not now:
            break
        if now >= gap:
            standing = [candidates[each] for _adds, _effort, each in waiting]
            last = _shortest(gap, filled, standing, measure)
            chosen.append((last, worth(filled, last, measure)))
            break
        heappop(waiting)
        filled = _with(filled, candidates[place])
        gap -= now
        chosen.append((candidates[place], now))
    return chosen


def _shortest(gap: int, account: Account, candidates: Sequence[Candidate], measure: Measure) -> Candidate:
    enough = [each for each in candidates if worth(account, each, measure) >= gap]
    return min(enough, key=lambda each: (each.effort, each.key))
