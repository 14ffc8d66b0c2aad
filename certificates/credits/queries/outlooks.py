"""Where people's year stands, and the fewest open activities that would close its gap."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from certificates.credits.carrying import Carry
from certificates.credits.closing import Candidate, close_gap
from certificates.credits.queries.book import Book, Doing, OpenSet, book
from certificates.credits.queries.carried import Earnings, carried, carry_terms, earnings
from certificates.credits.queries.reckoning import Years, reckon
from certificates.credits.rules import Account, Claim, in_credits
from lms.people.models import Person, Post
from lms.records.offers import Offer, offers_to

# What each authority asks for in each year.
_Asked = dict[str, dict[int, Carry]]
# Stands for a record that is not written yet.
_NONE_YET = 0


@dataclass(frozen=True)
class Way:
    """Something open to somebody, and the credit it would add after the caps, in hundredths."""

    offer: Offer
    hundredths: int

    @property
    def text(self) -> str:
        """The credits with as many decimals as they need."""
        return in_credits(self.hundredths)


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One person's current year under one authority, in hundredths, and what would close its gap."""

    authority: str
    year: int
    required: int | None
    earned: int
    carried: int
    confirmed: bool
    ways: tuple[Way, ...]

    @property
    def missing(self) -> int:
        """What is still to be earned."""
        return max(0, (self.required or 0) - self.earned - self.carried)

    @property
    def missing_text(self) -> str:
        """The same in credits."""
        return in_credits(self.missing)

    @property
    def adds(self) -> int:
        """What all the ways add."""
        return sum(way.hundredths for way in self.ways)

    @property
    def adds_text(self) -> str:
        """The same in credits."""
        return in_credits(self.adds)

    @property
    def closes(self) -> bool:
        """Whether they close the gap."""
        return 0 < self.missing <= self.adds


@dataclass(frozen=True)
class _Knowledge:
    """What is read once for many people."""

    rules: Book
    earned: Earnings
    accounts: dict[tuple[int, str], Account]
    posts: dict[int, Post]


def forecasts(people: Sequence[Person], at: datetime) -> dict[int, list[Forecast]]:
    """Return each of ``people``'s current year under every authority that asks for credits or has paid.

    The number of queries does not depend on how many people they are.
    """
    today = timezone.localdate(at)
    year, known = today.year, _read(people, at)
    asked = carry_terms([each.rule_set for each in known.rules.sets], until=year)
    offers = offers_to(people, at)
    found: dict[int, list[Forecast]] = {}
    for person in people:
        sets = {each.authority: each for each in known.rules.on(today)}
        found[person.pk] = [
            _forecast(person.pk, authority, sets.get(authority), offers.to(person.pk), (known, asked, at))
            for authority in sorted({*sets, *known.earned.authorities(person.pk, year)})
        ]
    return found


def _read(people: Sequence[Person], at: datetime) -> _Knowledge:
    today, ids = timezone.localdate(at), [person.pk for person in people]
    rules = book()
    accounts: dict[tuple[int, str], Account] = defaultdict(Account)
    for (person, authority, _year), awards in reckon(rules, ids, Years(today.year, today.year)).items():
        for award in awards:
            accounts[person, authority].add(award.claim)
    held = Post.objects.on(today).filter(person__in=ids).order_by("starts_on", "pk")
    return _Knowledge(rules, earnings(ids), accounts, {post.person_id: post for post in held})


def _forecast(
    person: int,
    authority: str,
    pays: OpenSet | None,
    offers: Sequence[Offer],
    given: tuple[_Knowledge, _Asked, datetime],
) -> Forecast:
    known, asked, at = given
    year = timezone.localdate(at).year
    bare = Forecast(
        authority=authority,
        year=year,
        required=pays.rule_set.required_hundredths if pays else None,
        earned=known.earned.in_year(person, authority, year),
        carried=carried(person, authority, year, known.earned, asked),
        confirmed=(person, authority, year) not in known.earned.doubtful,
        ways=(),
    )
    if pays is None or not bare.missing:
        return bare
    candidates = [_candidate(place, offer, pays, known.posts.get(person), at) for place, offer in enumerate(offers)]
    chosen = close_gap(bare.missing, known.accounts[person, authority], [each for each in candidates if each.claims])
    ways = tuple(Way(offers[each.key], adds) for each, adds in chosen)
    return Forecast(**{**vars(bare), "ways": ways})


def _candidate(place: int, offer: Offer, pays: OpenSet, post: Post | None, at: datetime) -> Candidate:
    """Return what taking up ``offer`` would claim; nothing where it would count for another year or is not paid."""
    day, today = timezone.localdate(max(offer.starts_at or at, at)), timezone.localdate(at)
    kind, title = (post.kind, post.title) if post else ("", "")
    claims = []
    for part in offer.parts if day.year == today.year and pays.covers(day) else ():
        match = pays.find(Doing(part.kind, "learner", part.mode, part.outcome, kind, title))
        if match:
            claims.append(Claim(_NONE_YET, part.activity_id, day, part.minutes, match[1]))
    return Candidate(place, tuple(claims), offer.minutes)
