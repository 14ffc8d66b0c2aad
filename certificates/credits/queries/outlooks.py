"""Where people's year stands, and the fewest open activities that would close its gap."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from certificates.credits.asking import Asked, Missing, hours_of
from certificates.credits.carrying import Carry
from certificates.credits.closing import Candidate, Plan, plan
from certificates.credits.models import RuleSet
from certificates.credits.queries.book import Book, Doing, OpenSet, book
from certificates.credits.queries.carried import Earnings, carried, carry_terms, earnings
from certificates.credits.queries.gaps import credits_and_hours, missing_text, things_text
from certificates.credits.queries.reckoning import Years, reckon
from certificates.credits.rules import Account, Claim
from lms.people.models import Person, Post
from lms.records.offers import Offer, offers_to

# Stands for a record that is not written yet.
_NONE_YET = 0
_NOTHING_TO_DO = Plan((), closes=False)


@dataclass(frozen=True)
class Way:
    """Something open to somebody: the credit it would add after the caps and the hours that count, in hundredths."""

    offer: Offer
    hundredths: int
    hours: int = 0

    @property
    def text(self) -> str:
        """The same in words."""
        return credits_and_hours(self.hundredths, {}, self.hours)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One person's current year under one authority, in hundredths, and what would close its gap.

    ``rule_set`` is the one that asks: the last of the year, ``None`` where none does.
    """

    authority: str
    year: int
    rule_set: RuleSet | None
    earned: int
    carried: int
    confirmed: bool
    gap: Missing
    ways: tuple[Way, ...] = ()
    closes: bool = False

    @property
    def required(self) -> int | None:
        """The credit that is asked for, ``None`` where none is."""
        return self.rule_set.asked.total or None if self.rule_set else None

    @property
    def missing(self) -> int:
        """The credit still to be earned."""
        return self.gap.hundredths

    @property
    def missing_hours(self) -> int:
        """The hours still to be done, in hundredths."""
        return hours_of(self.gap.minutes, self.rule_set.minutes_an_hour, up=True) if self.rule_set else 0

    @property
    def missing_text(self) -> str:
        """What is missing in words."""
        return missing_text(self.gap, self.rule_set.minutes_an_hour) if self.rule_set else ""

    @property
    def adds_text(self) -> str:
        """What all the ways add, in words."""
        return credits_and_hours(sum(way.hundredths for way in self.ways), {}, sum(way.hours for way in self.ways))

    @property
    def by_kind(self) -> dict[str, int]:
        """How many of the ways are of each kind of activity."""
        return dict(Counter(way.offer.kind for way in self.ways))

    @property
    def things_text(self) -> str:
        """The same in words."""
        return things_text(self.by_kind)


@dataclass(frozen=True)
class _Knowledge:
    """What is read once for many people."""

    at: datetime
    rules: Book
    earned: Earnings
    asked: dict[str, dict[int, Carry]]
    accounts: dict[tuple[int, str], Account]
    posts: dict[int, Post]

    @property
    def today(self) -> date:
        """The day of ``at``."""
        return timezone.localdate(self.at)

    def stands(self) -> dict[str, RuleSet]:
        """Return each authority's set that the year ends under; one that has ended and has no successor is none."""
        day, last = self.today, date(self.today.year, 12, 31)
        held = [each for each in self.rules.sets if each.valid_from <= last and (each.valid_to or date.max) > day]
        return {each.authority: each.rule_set for each in sorted(held, key=lambda each: each.valid_from)}


def forecasts(people: Sequence[Person], at: datetime) -> dict[int, list[Forecast]]:
    """Return each of ``people``'s current year under every authority that asks for credits or has paid.

    The number of queries does not depend on how many people they are.
    """
    known = _read(people, at)
    stands, offers = known.stands(), offers_to(people, at)
    return {
        person.pk: [
            _forecast(person.pk, authority, stands.get(authority), offers.to(person.pk), known)
            for authority in sorted({*stands, *known.earned.authorities(person.pk, known.today.year)})
        ]
        for person in people
    }


def _read(people: Sequence[Person], at: datetime) -> _Knowledge:
    today, ids = timezone.localdate(at), [person.pk for person in people]
    rules = book()
    accounts: dict[tuple[int, str], Account] = defaultdict(Account)
    for (person, authority, _year), awards in reckon(rules, ids, Years(today.year, today.year)).items():
        for award in awards:
            accounts[person, authority].add(award.claim)
    held = Post.objects.on(today).filter(person__in=ids).order_by("starts_on", "pk")
    asked = carry_terms([each.rule_set for each in rules.sets], until=today.year)
    return _Knowledge(at, rules, earnings(ids), asked, accounts, {post.person_id: post for post in held})


def _forecast(
    person: int, authority: str, stands: RuleSet | None, offers: Sequence[Offer], known: _Knowledge
) -> Forecast:
    year, account = known.today.year, known.accounts[person, authority]
    earned = known.earned.in_year(person, authority, year)
    brought = carried(person, authority, year, known.earned, known.asked)
    asked = stands.asked if stands else Asked()
    gap = asked.missing(counted=earned + brought, kinds=account.kinds, minutes=account.minutes)
    found = plan(gap, account, _candidates(person, authority, offers, known)) if gap else _NOTHING_TO_DO
    # Hours are said where hours are missing.
    hour = stands.minutes_an_hour if stands and gap.minutes else 0
    return Forecast(
        authority=authority,
        year=year,
        rule_set=stands,
        earned=earned,
        carried=brought,
        confirmed=(person, authority, year) not in known.earned.doubtful,
        gap=gap,
        ways=tuple(
            Way(offers[step.candidate.key], step.hundredths, hours_of(step.minutes, hour) if hour else 0)
            for step in found.steps
        ),
        closes=found.closes,
    )


def _candidates(person: int, authority: str, offers: Sequence[Offer], known: _Knowledge) -> list[Candidate]:
    post, sets = known.posts.get(person), [each for each in known.rules.sets if each.authority == authority]
    found = [_candidate(place, offer, sets, post, known.at) for place, offer in enumerate(offers)]
    return [each for each in found if each.claims]


def _candidate(place: int, offer: Offer, sets: Sequence[OpenSet], post: Post | None, at: datetime) -> Candidate:
    """Return what taking up ``offer`` would claim; nothing where it would count for another year or is not paid."""
    day = timezone.localdate(max(offer.starts_at or at, at))
    kind, title = (post.kind, post.title) if post else ("", "")
    claims = []
    # The set of that day pays: another one may be in force by then.
    for pays in sets if day.year == timezone.localdate(at).year else ():
        for part in offer.parts if pays.covers(day) else ():
            match = pays.find(Doing(part.kind, "learner", part.mode, part.outcome, kind, title))
            if match:
                claims.append(Claim(_NONE_YET, part.activity_id, day, part.minutes, match[1]))
    return Candidate(place, tuple(claims), offer.minutes)
