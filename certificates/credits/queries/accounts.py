"""What people have earned, as the lines say."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Min, Q, QuerySet, Sum

from certificates.credits.asking import Asked, Missing
from certificates.credits.models import CreditLine, CreditRule, RuleSet
from certificates.credits.rules import in_credits
from lms.people.models import Person

# By authority and kind of credit: what counted and what it was before the caps, in hundredths, and the minutes.
_Paid = defaultdict[str, dict[str, tuple[int, int, int]]]
# The most of a kind of credit in a year, by authority and kind.
_Caps = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Earned:
    """The credit one person earned under one authority, in hundredths."""

    authority: str
    hundredths: int
    confirmed: bool

    @property
    def text(self) -> str:
        """The credits with as many decimals as they need."""
        return in_credits(self.hundredths)


def credits_in_year(*, person_id: int, year: int) -> list[Earned]:
    """Return what ``person_id`` earned in ``year``, one entry an authority; one query.

    ``confirmed`` is false where any rule that paid is known from secondary sources only.
    """
    sums: dict[str, tuple[int, bool]] = {}
    lines = (
        CreditLine.objects.filter(person=person_id, earned_on__range=(date(year, 1, 1), date(year, 12, 31)))
        .values_list("authority", "rule__confirmed")
        .annotate(total=Sum("hundredths"))
        .order_by("authority")
    )
    for authority, confirmed, total in lines:
        # What was earned and taken back again says nothing about how sure the rest is.
        if total:
            before, sure = sums.get(authority, (0, True))
            sums[authority] = (before + total, sure and confirmed)
    return [Earned(authority, total, sure) for authority, (total, sure) in sums.items() if total]


@dataclass(frozen=True)
class KindAccount:
    """One kind of credit in a year: what counted, what the caps cut, the cap if a rule names one, the least asked."""

    kind: str
    hundredths: int
    cut_hundredths: int
    cap_hundredths: int | None
    least_hundredths: int = 0

    @property
    def room_hundredths(self) -> int | None:
        """How much more of this kind counts this year; ``None`` is no limit."""
        return None if self.cap_hundredths is None else max(0, self.cap_hundredths - self.hundredths)

    @property
    def text(self) -> str:
        """The credits with as many decimals as they need."""
        return in_credits(self.hundredths)


@dataclass(frozen=True)
class YearAccount:
    """One person's year under one authority, in hundredths.

    ``rule_set`` is the one in force at the end of the year, ``None`` where none is; ``minutes`` the time of all that
    a rule pays for.
    """

    authority: str
    year: int
    rule_set: RuleSet | None
    kinds: tuple[KindAccount, ...]
    minutes: int = 0

    @property
    def hundredths(self) -> int:
        """What counted."""
        return sum(each.hundredths for each in self.kinds)

    @property
    def asked(self) -> Asked:
        """What the authority asks for in a year."""
        return self.rule_set.asked if self.rule_set else Asked()

    def missing(self, carried: int = 0) -> Missing:
        """Return what is still to be done where ``carried`` hundredths count from other years."""
        kinds = {each.kind: each.hundredths for each in self.kinds}
        return self.asked.missing(counted=self.hundredths + carried, kinds=kinds, minutes=self.minutes)

    @property
    def text(self) -> str:
        """The credits with as many decimals as they need."""
        return in_credits(self.hundredths)


def year_account(person: Person, year: int) -> list[YearAccount]:
    """Return ``person``'s year under every authority that has a set in force then or has paid. Three queries."""
    ends = date(year, 12, 31)
    held = RuleSet.objects.in_force().filter(valid_from__lte=ends).order_by("authority", "valid_from")
    held = held.filter(Q(valid_to=None) | Q(valid_to__gt=date(year, 1, 1)))
    # The last one of the year stands.
    sets = {each.authority: each for each in held}
    paid = _paid(person.pk, year)
    caps = _caps(held)
    return [_year_account(authority, year, sets.get(authority), paid, caps) for authority in sorted({*sets, *paid})]


def _year_account(authority: str, year: int, stands: RuleSet | None, paid: _Paid, caps: _Caps) -> YearAccount:
    own, least = paid.get(authority, {}), stands.asked.kinds if stands else {}
    kinds = []
    for kind in sorted({*own, *least}):
        counted, uncapped, _minutes = own.get(kind, (0, 0, 0))
        kinds.append(KindAccount(kind, counted, uncapped - counted, caps.get((authority, kind)), least.get(kind, 0)))
    return YearAccount(authority, year, stands, tuple(kinds), sum(minutes for _counted, _all, minutes in own.values()))


def _paid(person_id: int, year: int) -> _Paid:
    lines = CreditLine.objects.standing().filter(
        person=person_id, earned_on__range=(date(year, 1, 1), date(year, 12, 31))
    )
    sums: _Paid = defaultdict(dict)
    grouped = lines.values_list("authority", "rule__category")
    for authority, kind, counted, uncapped, minutes in grouped.annotate(
        counted=Sum("hundredths"), uncapped=Sum("uncapped_hundredths"), minutes=Sum("record__minutes")
    ).order_by("authority"):
        sums[authority][kind] = (counted, uncapped, minutes)
    return sums


def _caps(sets: QuerySet[RuleSet]) -> _Caps:
    capped = CreditRule.objects.filter(rule_set__in=sets).exclude(cap_per_kind_hundredths=None)
    lowest = capped.values_list("rule_set__authority", "category").annotate(cap=Min("cap_per_kind_hundredths"))
    return {(authority, kind): cap for authority, kind, cap in lowest.order_by()}
