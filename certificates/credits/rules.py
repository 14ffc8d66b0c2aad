"""Pure arithmetic of credits, in hundredths of a credit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

PER_MINUTES, PER_ACTIVITY, PER_DAY = "minutes", "activity", "day"
CAP_ACTIVITY, CAP_KIND, CAP_YEAR = "activity", "kind", "year"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a rule pays: ``hundredths`` for each ``minutes`` present, for each activity, or for each day.

    The three caps are the most that one activity, all of one kind of credit, and all of the authority's credit may
    come to in a year by a line of this rule, in hundredths; ``None`` is no limit.
    """

    rule: int
    kind: str
    earns: str = PER_MINUTES
    hundredths: int = 100
    minutes: int | None = None
    cap_per_activity: int | None = None
    cap_per_kind: int | None = None
    cap_per_year: int | None = None


@dataclass(frozen=True)
class Claim:
    """One record that a rule speaks of."""

    record: int
    activity: int
    day: date
    minutes: int
    terms: Terms


@dataclass(frozen=True)
class Award:
    """What a claim earns: ``hundredths`` count, ``uncapped`` is before the cap that bit, if ``capped_by`` names one."""

    claim: Claim
    hundredths: int
    uncapped: int
    capped_by: str = ""


def credits_for_minutes(minutes: int, *, unit_minutes: int, unit_hundredths: int = 100) -> int:
    """Return the credit earned by an attendance, in hundredths of a credit.

    Part credits count, rounded down to the hundredth, so cutting one attendance into several never earns more.

    :param minutes: whole minutes present, zero or more.
    :param unit_minutes: whole minutes that earn ``unit_hundredths``, one or more.
    :raises ValueError: a negative ``minutes`` or a ``unit_minutes`` below one.

    Source: the credit rule the caller passes in; its document and clause are on ``CreditRule``.

    >>> credits_for_minutes(95, unit_minutes=60)
    158
    >>> credits_for_minutes(90, unit_minutes=45, unit_hundredths=50)
    100
    """
    if minutes < 0:
        raise ValueError("minutes are zero or more")
    if unit_minutes < 1:
        raise ValueError("a credit takes one minute or more")
    return minutes * unit_hundredths // unit_minutes


def room_left(*, cap: int | None, used: int, earned: int) -> int:
    """Return how much of ``earned`` still counts when ``used`` of ``cap`` is taken, all in hundredths.

    >>> room_left(cap=1000, used=900, earned=158)
    100
    >>> room_left(cap=None, used=900, earned=158)
    158
    """
    return earned if cap is None else max(0, min(earned, cap - used))


class Account:
    """One person's credit under one authority in one year, filled claim by claim in the order things happened.

    ``minutes`` is the time of all that a rule pays for, also where a cap leaves no credit of it.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.year = 0
        self.minutes = 0
        self.kinds: defaultdict[str, int] = defaultdict(int)
        self.activities: defaultdict[int, int] = defaultdict(int)
        self._paid: set[tuple[int, str, object]] = set()

    def copy(self) -> "Account":
        """Return another that is as full."""
        other = Account()
        other.year, other.minutes = self.year, self.minutes
        other.kinds, other.activities = self.kinds.copy(), self.activities.copy()
        other._paid = self._paid.copy()
        return other

    def add(self, claim: Claim) -> Award | None:
        """Take ``claim`` in; return what it earns, or ``None`` where the rule pays nothing for it.

        What is paid by the activity or by the day is paid once, to the first record.
        """
        earned = self._earned(claim)
        if not earned:
            return None
        counted, capped_by = self._capped(claim, earned)
        self.year += counted
        self.minutes += claim.minutes
        self.kinds[claim.terms.kind] += counted
        self.activities[claim.activity] += counted
        return Award(claim, counted, earned, capped_by)

    def _earned(self, claim: Claim) -> int:
        terms = claim.terms
        if terms.earns == PER_MINUTES:
            return credits_for_minutes(claim.minutes, unit_minutes=terms.minutes or 0, unit_hundredths=terms.hundredths)
        unit = (terms.rule, terms.earns, claim.activity if terms.earns == PER_ACTIVITY else claim.day)
        if unit in self._paid:
            return 0
        self._paid.add(unit)
        return terms.hundredths

    def _capped(self, claim: Claim, earned: int) -> tuple[int, str]:
        """Return what still counts, and the cap that leaves the least room; of equals the narrowest."""
        terms, counted, bit = claim.terms, earned, ""
        for name, cap, used in (
            (CAP_ACTIVITY, terms.cap_per_activity, self.activities[claim.activity]),
            (CAP_KIND, terms.cap_per_kind, self.kinds[terms.kind]),
            (CAP_YEAR, terms.cap_per_year, self.year),
        ):
            left = room_left(cap=cap, used=used, earned=earned)
            if left < counted:
                counted, bit = left, name
        return counted, bit


def allot(claims: Iterable[Claim]) -> list[Award]:
    """Return what the claims of one person, authority and year earn.

    :param claims: in the order in which they happened: under a cap, the earlier goes first.

    >>> terms = Terms(rule=1, kind="I", minutes=60, cap_per_kind=200)
    >>> [each.hundredths for each in allot(Claim(n, n, date(2026, 1, n), 90, terms) for n in (1, 2, 3))]
    [150, 50, 0]
    """
    account = Account()
    return [award for award in map(account.add, claims) if award]


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods, each from a day up to but not with a day, share a day; ``None`` is no end.

    >>> overlap((date(2024, 1, 1), date(2025, 1, 1)), (date(2025, 1, 1), None))
    False
    """
    return (first[1] is None or second[0] < first[1]) and (second[1] is None or first[0] < second[1])


def in_credits(hundredths: int) -> str:
    """Return ``hundredths`` as credits, with as many decimals as they need.

    >>> in_credits(250), in_credits(-1000)
    ('2.5', '-10')
    """
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
