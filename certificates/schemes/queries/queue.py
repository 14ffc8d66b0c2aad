"""Who asks for a class, who waits and who was answered, as whoever runs the class sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from certificates.schemes.models import Cohort, Traineeship, TraineeshipChange, TraineeshipState
from certificates.schemes.rules.lifecycle import ASKING
from lms.people.models import RosterEntry

State = TraineeshipState


@dataclass(frozen=True)
class Asking:
    """One person in the queue: where they work, since when they stand there, and why."""

    traineeship: Traineeship
    workplace: str
    since: datetime | None
    reason: str
    elsewhere: str

    @property
    def county(self) -> str:
        """The county whose place they ask for."""
        return self.traineeship.county.name if self.traineeship.county else ""


def asking(cohort: Cohort) -> QuerySet[Traineeship]:
    """Return who waits for an answer: by county, and in each in the order they asked."""
    return _lined_up(cohort, *ASKING)


def waiting(cohort: Cohort) -> QuerySet[Traineeship]:
    """Return the waiting list: by county, and in each in its order."""
    return _lined_up(cohort, State.WAITING)


def answered(cohort: Cohort) -> QuerySet[Traineeship]:
    """Return who was answered and has not begun: those with a place, and those without."""
    return _lined_up(cohort, State.APPROVED, State.REFUSED)


def asking_rows(cohort: Cohort, shown: Sequence[Traineeship]) -> list[Asking]:
    """Return the rows of ``shown``, all of one class. Three queries, whatever their number."""
    people = [each.person_id for each in shown]
    entries = RosterEntry.objects.filter(roster=cohort.due_roster_id, person__in=people).order_by("joined_on", "pk")
    places = dict(entries.values_list("person", "workplace__name"))
    latest = TraineeshipChange.objects.filter(traineeship__in=[each.pk for each in shown]).order_by("pk")
    last = {each.traineeship_id: each for each in latest}
    others = Traineeship.objects.active().filter(cohort__scheme=cohort.scheme_id, person__in=people)
    elsewhere = dict(others.exclude(cohort=cohort).values_list("person", "cohort__name"))
    return [
        Asking(
            each,
            places.get(each.person_id, ""),
            last[each.pk].changed_at if each.pk in last else None,
            last[each.pk].reason if each.pk in last else "",
            elsewhere.get(each.person_id, ""),
        )
        for each in shown
    ]


def history(traineeship: Traineeship) -> QuerySet[TraineeshipChange]:
    """Return what became of a traineeship, the newest first."""
    return traineeship.changes.select_related("changed_by").order_by("-pk")


def _lined_up(cohort: Cohort, *states: str) -> QuerySet[Traineeship]:
    found: QuerySet[Traineeship] = cohort.traineeships.present().filter(state__in=states)
    return found.annotate(last=Max("changes")).select_related("person", "county").order_by("county__code", "last", "pk")
