"""What would count: the rules for somebody, and what an activity would add to the year."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import date

from certificates.credits.models import CreditRule
from certificates.credits.queries.book import Doing, OpenSet, book
from certificates.credits.queries.reckoning import accounts
from certificates.credits.rules import Account, Claim
from lms.people.models import Person, Post
from lms.records.models import Activity, LearningRecord

# The outcome an activity has when it goes well.
_GOES_WELL = {
    Activity.Kind.EXAM: LearningRecord.Outcome.PASSED,
    Activity.Kind.LECTURE: LearningRecord.Outcome.ATTENDED,
    Activity.Kind.PRACTICAL: LearningRecord.Outcome.ATTENDED,
}
# Comes after every record there is.
_NEXT = 0


@dataclass(frozen=True)
class Prospect:
    """What an activity would add under one authority, in hundredths, and the cap that would cut it."""

    authority: str
    rule: CreditRule
    hundredths: int
    uncapped_hundredths: int
    capped_by: str


def post_on(person: Person, day: date) -> Post | None:
    """Return the post that a record of ``day`` would be written with: the newest held then. One query."""
    return Post.objects.on(day).filter(person=person.pk).order_by("-starts_on", "-pk").first()


def rules_for(person: Person, day: date) -> list[CreditRule]:
    """Return the rules in force on ``day`` that are for somebody in ``person``'s post, set by set, in their order.

    Each has its ``rule_set`` loaded. Two queries.
    """
    post = post_on(person, day)
    kind, title = (post.kind, post.title) if post else ("", "")
    rules = CreditRule.objects.on(day).select_related("rule_set")
    return [
        rule
        for rule in rules.order_by("rule_set__authority", "rule_set", "position", "pk")
        if rule.applies_to(post_kind=kind, title=title)
    ]


def what_would_earn(
    person: Person, activity: Activity, day: date, *, role: str = LearningRecord.Role.LEARNER
) -> list[Prospect]:
    """Return what ``person`` would earn by ``activity`` on ``day``; see :func:`prospects`."""
    return prospects(person, [activity], day, role=role)[activity.pk]


def prospects(
    person: Person, activities: Iterable[Activity], day: date, *, role: str = LearningRecord.Role.LEARNER
) -> dict[int, list[Prospect]]:
    """Return what each of ``activities``, done by itself on ``day``, would add to ``person``'s year, after the caps.

    One entry an authority that pays anything for it before its caps, by the activity's primary key. Each activity is
    taken to go well and to last as long as planned; its teacher's role pays by other rules. Four queries, whatever
    the number of activities.
    """
    post = post_on(person, day)
    asked = (post.kind, post.title) if post else ("", "")
    rules = book()
    filled = accounts(rules, person.pk, day.year)
    found = {}
    for activity in activities:
        outcome = _GOES_WELL.get(Activity.Kind(activity.kind), LearningRecord.Outcome.COMPLETED)
        doing = Doing(activity.kind, role, activity.mode, outcome, *asked)
        each = [_prospect(open_set, doing, activity, day, filled) for open_set in rules.on(day)]
        found[activity.pk] = [prospect for prospect in each if prospect]
    return found


def _prospect(
    open_set: OpenSet, doing: Doing, activity: Activity, day: date, filled: dict[str, Account]
) -> Prospect | None:
    match = open_set.find(doing)
    if match is None:
        return None
    rule, terms = match
    # On a copy: what is only looked at must not fill the year.
    award = deepcopy(filled[open_set.authority]).add(Claim(_NEXT, activity.pk, day, activity.planned_minutes, terms))
    if award is None:
        return None
    return Prospect(open_set.authority, rule, award.hundredths, award.uncapped, award.capped_by)
