"""The rules that pay: sets in force, and the one rule of a set that speaks of a record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from certificates.credits.models import CreditRule, RuleSet
from certificates.credits.rules import Terms, overlap
from lms.records.models import Activity

# How a rule is asked for: kind of activity and role.
_Kind = tuple[str, str]


class Doing(NamedTuple):
    """What a rule asks of a record, or of something that might become one."""

    activity_kind: str
    role: str
    mode: str
    outcome: str
    post_kind: str
    post_title: str
    days: int = 1


@dataclass(frozen=True)
class OpenSet:
    """One set in a book, with the period it has there and its rules sorted for looking up."""

    rule_set: RuleSet
    valid_from: date
    valid_to: date | None
    rules: dict[_Kind, list[tuple[CreditRule, Terms]]] = field(repr=False)

    @property
    def authority(self) -> str:
        """Who pays."""
        return self.rule_set.authority

    def covers(self, day: date) -> bool:
        """Whether ``day`` is in its period."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    def find(self, doing: Doing) -> tuple[CreditRule, Terms] | None:
        """Return the first rule, in the order of the set, that speaks of ``doing``."""
        for rule, terms in self.rules.get((doing.activity_kind, doing.role), ()):
            if _speaks(rule, doing):
                return rule, terms
        return None


def _speaks(rule: CreditRule, doing: Doing) -> bool:
    return (
        (not rule.mode or doing.mode in {rule.mode, Activity.Mode.EITHER})
        and (not rule.outcome or rule.outcome == doing.outcome)
        and doing.days >= (rule.least_days or 1)
        and rule.applies_to(post_kind=doing.post_kind, title=doing.post_title)
    )


@dataclass(frozen=True)
class Book:
    """The sets that pay, one an authority and day."""

    sets: tuple[OpenSet, ...]

    def on(self, day: date) -> list[OpenSet]:
        """Return the sets whose period holds ``day``."""
        return [each for each in self.sets if each.covers(day)]


@dataclass(frozen=True)
class Succession:
    """What happens to the other sets of an authority when a draft comes into force."""

    retires: tuple[RuleSet, ...]
    ends: tuple[RuleSet, ...]
    clash: RuleSet | None


def succession(draft: RuleSet) -> Succession:
    """Return which sets ``draft`` replaces, which end where it begins, and one that it cannot stand beside.

    It replaces the set it was made from and every other version of itself that lies in its period. A version that
    begins later than the one before ends that one where it begins: what was earned until then stays. So does any
    older set without an end.
    """
    found: dict[str, list[RuleSet]] = {"retires": [], "ends": [], "clash": []}
    for other in RuleSet.objects.in_force().filter(authority=draft.authority).exclude(pk=draft.pk).order_by("pk"):
        if fate := _fate(other, draft):
            found[fate].append(other)
    return Succession(tuple(found["retires"]), tuple(found["ends"]), found["clash"][-1] if found["clash"] else None)


def _fate(other: RuleSet, draft: RuleSet) -> str:
    is_older = other.valid_from < draft.valid_from
    if other.pk == draft.replaces_id and not is_older:
        return "retires"
    if not overlap((other.valid_from, other.valid_to), (draft.valid_from, draft.valid_to)):
        return ""
    is_same = other.pk == draft.replaces_id or other.code == draft.code
    if is_older and (is_same or other.valid_to is None):
        return "ends"
    return "retires" if is_same and _lies_in(other, draft) else "clash"


def _lies_in(other: RuleSet, draft: RuleSet) -> bool:
    """Whether the period of ``other``, which does not begin before ``draft``'s, does not end after it either."""
    return draft.valid_to is None or (other.valid_to is not None and other.valid_to <= draft.valid_to)


def book(*, authority: str = "") -> Book:
    """Return the sets in force, of one authority or of all. Two queries."""
    sets = RuleSet.objects.in_force().order_by("authority", "valid_from")
    return _opened(sets.filter(authority=authority) if authority else sets, ends={})


def book_with(draft: RuleSet) -> Book:
    """Return the authority's sets as they would be with ``draft`` in force."""
    after = succession(draft)
    gone = {each.pk for each in after.retires}
    others = RuleSet.objects.in_force().filter(authority=draft.authority).exclude(pk__in=gone)
    return _opened([*others, draft], ends={each.pk: draft.valid_from for each in after.ends})


def _opened(sets: Iterable[RuleSet], *, ends: dict[int, date]) -> Book:
    found = {each.pk: each for each in sets}
    rules: dict[int, dict[_Kind, list[tuple[CreditRule, Terms]]]] = {pk: {} for pk in found}
    for rule in CreditRule.objects.filter(rule_set__in=list(found)).order_by("position", "pk"):
        rule.rule_set = found[rule.rule_set_id]
        asked = rules[rule.rule_set_id].setdefault((rule.activity_kind, rule.role), [])
        asked.append((rule, rule.terms))
    return Book(
        tuple(OpenSet(each, each.valid_from, ends.get(pk, each.valid_to), rules[pk]) for pk, each in found.items())
    )
