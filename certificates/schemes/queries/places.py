"""The places of a class: how many, for which county, taken by whom, and who waits for one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Max, QuerySet, When

from certificates.schemes.models import Cohort, CountyShare, Traineeship, TraineeshipChange, TraineeshipState
from certificates.schemes.rules.apportionment import Free, apportion
from certificates.schemes.rules.lifecycle import ASKING, HOLDING
from lms.people.models import Division, Post, RosterEntry


@dataclass(frozen=True)
class CountyPlaces:
    """One county's part in a class. ``places`` is ``None`` where the class shares nothing out."""

    county_id: int | None
    name: str
    due: int
    places: int | None
    used: int
    waiting: int
    asking: int

    @property
    def free(self) -> int | None:
        """Places nobody holds."""
        return None if self.places is None else max(self.places - self.used, 0)


@dataclass(frozen=True)
class ClassPlaces:
    """A class's places in all, and by county in the order of their codes."""

    total: int | None
    counties: tuple[CountyPlaces, ...]

    @property
    def used(self) -> int:
        """Places held."""
        return sum(each.used for each in self.counties)

    @property
    def waiting(self) -> int:
        """People on the waiting list."""
        return sum(each.waiting for each in self.counties)

    @property
    def asking(self) -> int:
        """People who wait for an answer."""
        return sum(each.asking for each in self.counties)

    @property
    def shared(self) -> bool:
        """Whether counties have places of their own."""
        return any(each.places is not None for each in self.counties)

    @property
    def shares(self) -> int:
        """The places of all counties together."""
        return sum(each.places or 0 for each in self.counties)

    @property
    def free(self) -> int | None:
        """Places nobody holds; ``None`` where nothing limits them."""
        return None if self.total is None else max(self.total - self.used, 0)

    def room(self) -> Free:
        """Return the free places, to be given away."""
        of_county = {each.county_id: each.free or 0 for each in self.counties} if self.shared else None
        return Free(total=self.free, counties=of_county)


def places_of(cohort: Cohort, day: date) -> ClassPlaces:
    """Return the places of a class, with the people due on ``day``. Four queries."""
    present = cohort.traineeships.present().values_list("county", "state").annotate(number=Count("pk")).order_by()
    counts = Counter({(county, state): number for county, state, number in present})
    shares = dict(CountyShare.objects.filter(cohort=cohort).values_list("county", "places"))
    due = due_by_county(cohort, day)
    ids = {*due, *shares, *(county for county, _state in counts)}
    known = Division.objects.filter(pk__in=[each for each in ids if each]).order_by("code", "pk")
    places: list[tuple[int | None, str]] = [*known.values_list("pk", "name")]
    if None in ids:
        places.append((None, ""))

    def number(county: int | None, states: Iterable[str]) -> int:
        return sum(counts[county, state] for state in states)

    return ClassPlaces(
        total=cohort.places,
        counties=tuple(
            CountyPlaces(
                county_id=county,
                name=name,
                due=due.get(county, 0),
                places=shares.get(county, 0) if shares else None,
                used=number(county, HOLDING),
                waiting=number(county, [TraineeshipState.WAITING]),
                asking=number(county, ASKING),
            )
            for county, name in places
        ),
    )


def fair_shares(cohort: Cohort, day: date) -> dict[int, int]:
    """Return the places of each county by the number of its people due, nobody below what is taken already.

    :raises ValueError: more places are taken than the class has.
    """
    counties = [each for each in places_of(cohort, day).counties if each.county_id]
    due = {each.county_id: each.due for each in counties if each.county_id}
    used = {each.county_id: each.used for each in counties if each.county_id and each.used}
    return apportion(cohort.places or 0, due, least=used)


def due_by_county(cohort: Cohort, day: date) -> dict[int | None, int]:
    """Return how many people on the roster of those due work in each county on ``day``. One query."""
    if cohort.due_roster_id is None:
        return {}
    named = RosterEntry.objects.filter(roster=cohort.due_roster_id).on(day)
    counted = named.annotate(county=_county()).values_list("county").annotate(number=Count("person", distinct=True))
    return dict(counted.order_by())


def counties_of(cohort: Cohort, people: Iterable[int], day: date) -> dict[int, int]:
    """Return the county in which each of ``people`` works: by the rosters of the class, else by a post. Two queries.

    Who works in no county, as at a city's own hospital that lies in none, is absent.
    """
    wanted = list(people)
    posts = Post.objects.on(day).filter(person__in=wanted).annotate(found=_county()).order_by("starts_on", "pk")
    found = dict(posts.values_list("person", "found"))
    rosters = [each for each in (cohort.roster_id, cohort.due_roster_id) if each]
    found |= dict(county_entries(rosters, wanted, day).values_list("person", "found"))
    return {person: county for person, county in found.items() if county}


def county_entries(rosters: Any, people: Any, day: date) -> QuerySet[Any]:
    """Return the entries of ``people`` on ``rosters`` on ``day``, the newest last, with their county as ``found``."""
    named = RosterEntry.objects.on(day).filter(roster__in=rosters, person__in=people)
    return named.annotate(found=_county()).order_by("joined_on", "pk")


def in_order(trainees: QuerySet[Traineeship]) -> list[Traineeship]:
    """Return ``trainees`` in the order in which they came to where they stand, and of one moment as they asked."""
    people = list(trainees.order_by("pk"))
    latest = TraineeshipChange.objects.filter(traineeship__in=[each.pk for each in people])
    since = dict(latest.values_list("traineeship").annotate(last=Max("pk")).order_by())
    return sorted(people, key=lambda each: (since.get(each.pk, 0), each.pk))


def _county() -> Any:
    division = "workplace__division"
    return Case(When(**{f"{division}__level": Division.Level.COUNTY}, then=division), default=f"{division}__county")
