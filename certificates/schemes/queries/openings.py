"""Classes that are open for applications, as a doctor sees them and as an institution does."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from certificates.schemes.models import Cohort, CountyShare, Traineeship, TraineeshipChange, TraineeshipState
from certificates.schemes.queries.places import county_entries
from certificates.schemes.rules.lifecycle import BEFORE
from lms.people.models import Person, Post, RosterEntry
from lms.people.scopes import Scope

State = TraineeshipState
# Who has asked and may take it back.
IN_HAND = (State.APPLIED, State.NOMINATED, State.WAITING, State.APPROVED)


@dataclass(frozen=True)
class Opening:
    """One class as one person sees it: places left for them, and how they stand in it."""

    cohort: Cohort
    open: bool
    free: int | None
    total: int | None
    trainee: Traineeship | None
    reason: str = ""
    turn: int = 0

    @property
    def state(self) -> str:
        """How the person stands: a state, or nothing."""
        return str(self.trainee.state) if self.trainee else ""

    @property
    def may_apply(self) -> bool:
        """Whether an application would be taken."""
        asked_anew = self.trainee is not None and not self.trainee.enrolled_at
        return self.open and (not self.trainee or (asked_anew and self.state in {State.REFUSED, State.WITHDRAWN}))

    @property
    def may_give_up(self) -> bool:
        """Whether there is something to take back."""
        return self.state in IN_HAND


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be nominated, and where they work."""

    person: Person
    workplace: str


def openings(person: Person, day: date) -> list[Opening]:
    """Return the classes open to ``person`` and those they have asked for. Seven queries, whatever their number."""
    open_ids = set(Cohort.objects.open_to([person], day).values_list("pk", flat=True))
    mine = Traineeship.objects.present().filter(person=person)
    asked = mine.filter(Q(state__in=BEFORE) | Q(cohort__in=open_ids))
    latest = TraineeshipChange.objects.filter(traineeship=OuterRef("pk")).order_by("-pk")
    own = {each.cohort_id: each for each in asked.annotate(last_reason=Subquery(latest.values("reason")[:1]))}
    found = Cohort.objects.filter(pk__in={*open_ids, *own}, ends_on__gte=day)
    cohorts = list(found.select_related("scheme", "organiser").order_by("starts_on", "pk"))
    free = _free(cohorts, person, own, day)
    turns = _turns(own)
    return [
        Opening(
            cohort=each,
            open=each.pk in open_ids,
            free=free[each.pk],
            total=each.places,
            trainee=own.get(each.pk),
            reason=getattr(own.get(each.pk), "last_reason", None) or "",
            turn=turns.get(each.pk, 0),
        )
        for each in cohorts
    ]


def own_people(viewer: Person, day: date) -> QuerySet[Person]:
    """Return the people who hold a post inside ``viewer``'s scope on ``day``."""
    scope = Scope.of(viewer)
    held = Post.objects.on(day).filter(scope.posts_q())
    people: QuerySet[Person] = Person.objects.all()
    return people if scope.everything else people.filter(pk__in=held.values("person"))


def classes_for(viewer: Person, day: date) -> QuerySet[Cohort]:
    """Return the classes for which ``viewer`` can nominate, and those that people of theirs asked for."""
    people = own_people(viewer, day)
    asked = Traineeship.objects.present().filter(person__in=people, state__in=BEFORE, cohort=OuterRef("pk"))
    opened = Cohort.objects.open_to(people.values("pk"), day).values("pk")
    return Cohort.objects.filter(Q(pk__in=opened) | Q(Exists(asked), ends_on__gte=day))


def candidates(cohort: Cohort, viewer: Person, day: date, *, name: str = "", most: int = 200) -> list[Candidate]:
    """Return those of ``viewer``'s people whom the class is for and who have neither asked for it nor been in it."""
    named = RosterEntry.objects.on(day).filter(roster=cohort.due_roster_id, person__in=own_people(viewer, day))
    here = cohort.traineeships.present().filter(Q(state__in=[*IN_HAND]) | Q(enrolled_at__isnull=False))
    free = named.exclude(person__in=here.values("person")).filter(person__name__icontains=name)
    rows = free.select_related("person", "workplace").order_by("workplace__name", "person__name", "pk")[:most]
    return list({each.person_id: Candidate(each.person, each.workplace.name) for each in rows}.values())


def own_counties(cohort: Cohort, viewer: Person, day: date) -> set[int]:
    """Return the counties of ``viewer``'s people whom the class is for."""
    named = county_entries([cohort.due_roster_id], own_people(viewer, day).values("pk"), day)
    return set(named.order_by().values_list("found", flat=True).distinct())


def answers(cohort: Cohort, viewer: Person, day: date) -> QuerySet[Traineeship]:
    """Return how ``viewer``'s people stand who asked for the class or are in it, with the last reason given."""
    latest = TraineeshipChange.objects.filter(traineeship=OuterRef("pk")).order_by("-pk")
    found = cohort.traineeships.present().filter(person__in=own_people(viewer, day)).select_related("person")
    annotated: QuerySet[Traineeship] = found.annotate(
        last_reason=Subquery(latest.values("reason")[:1]), since=Subquery(latest.values("changed_at")[:1])
    )
    return annotated.order_by("person__name", "pk")


def _free(cohorts: Sequence[Cohort], person: Person, own: dict[int, Traineeship], day: date) -> dict[int, int | None]:
    """Return the places of each class that somebody of the person's county could get; ``None`` is no limit."""
    ids = [each.pk for each in cohorts]
    shares = {(cohort, county): n for cohort, county, n in _counted(CountyShare.objects.filter(cohort__in=ids))}
    sharing = {cohort for cohort, _county in shares}
    held = Traineeship.objects.holding().filter(cohort__in=ids).values_list("cohort", "county")
    used = Counter({(cohort, county): n for cohort, county, n in held.annotate(n=Count("pk")).order_by()})
    rosters = [each.due_roster_id for each in cohorts if each.due_roster_id]
    county_by_roster = dict(county_entries(rosters, [person.pk], day).values_list("roster", "found"))
    free: dict[int, int | None] = {}
    for each in cohorts:
        trainee = own.get(each.pk)
        county = trainee.county_id if trainee else county_by_roster.get(each.due_roster_id)
        limits = []
        if each.places is not None:
            limits.append(each.places - sum(n for (cohort, _county), n in used.items() if cohort == each.pk))
        if each.pk in sharing:
            limits.append(shares.get((each.pk, county), 0) - used[each.pk, county])
        free[each.pk] = max(min(limits), 0) if limits else None
    return free


def _counted(shares: QuerySet[CountyShare]) -> Any:
    return shares.values_list("cohort", "county", "places")


def _turns(own: dict[int, Traineeship]) -> dict[int, int]:
    """Return, by class, how far down the waiting list of their county the person is: 1 is next. One query."""
    mine = {cohort: each for cohort, each in own.items() if each.state == State.WAITING}
    if not mine:
        return {}
    waiting = Traineeship.objects.present().filter(cohort__in=mine, state=State.WAITING)
    rows = waiting.annotate(last=Max("changes")).values_list("cohort", "county", "pk", "last")
    lines: dict[tuple[int, int | None], list[tuple[int, int]]] = {}
    for cohort, county, pk, last in rows:
        lines.setdefault((cohort, county), []).append((last or 0, pk))
    return {
        cohort: [pk for _last, pk in sorted(lines[cohort, each.county_id])].index(each.pk) + 1
        for cohort, each in mine.items()
    }
