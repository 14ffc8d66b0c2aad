"""A class as a table: its trainees, and each requirement of each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from certificates.schemes import rules
from certificates.schemes.models import Cohort, Progress, Traineeship
from certificates.schemes.queries.asked import requirements_of
from certificates.schemes.queries.namesakes import marks_of
from certificates.schemes.queries.states import STATE_COLUMNS, RequirementState, arranged
from certificates.schemes.queries.values import values_of
from lms.people.models import RosterEntry


@dataclass(frozen=True)
class ClassRow:
    """One trainee in the table; ``cells`` stand in the order of the requirements.

    :param mark: what tells them from another of the same name beside them.
    """

    traineeship: Traineeship
    workplace: str
    cells: tuple[RequirementState, ...]
    mark: str = ""


@dataclass(frozen=True)
class Outlook:
    """How many of the ``due`` people on a roster have ``met`` a requirement before they are enrolled."""

    title: str
    met: int
    due: int
    indent: str = ""


def figures(cohort: Cohort) -> dict[str, int]:
    """Return how many were ever in training as ``total``, and how many stand in each state. One query."""
    counts = {state: Count("pk", filter=Q(state=state)) for state in Traineeship.State.values}
    begun = Count("pk", filter=Q(enrolled_at__isnull=False))
    found: dict[str, int] = cohort.traineeships.present().aggregate(total=begun, **counts)
    return found


def trainees(cohort: Cohort, *, name: str = "", state: str = "") -> QuerySet[Traineeship]:
    """Return the people of the class that match, by name: those who were ever in training, or all of one state."""
    found: QuerySet[Traineeship] = cohort.traineeships.present().select_related("person")
    if name:
        found = found.filter(person__name__icontains=name)
    found = found.filter(state=state) if state else found.exclude(enrolled_at=None)
    return found.order_by("person__name", "pk")


def forecast(cohort: Cohort, day: date) -> list[Outlook]:
    """Return how many of those on the roster on ``day`` would meet each requirement at once. A few queries in all."""
    people = RosterEntry.objects.filter(roster=cohort.roster_id).on(day).values("person")
    due = people.distinct().count()
    if not due:
        return []
    asked = requirements_of(cohort)
    nobody, parents = [None] * len(asked), rules.parents_of([each.depth for each in asked])
    reached = [rules.roll_up(asked, found, nobody, parents) for found in values_of(asked, cohort, people).values()]
    met = [sum(line[index].met_at is not None for line in reached) for index in range(len(asked))]
    return [Outlook(each.title, number, due, each.indent) for each, number in zip(asked, met, strict=True)]


def elsewhere(cohort: Cohort, **named: Any) -> QuerySet[Traineeship]:
    """Return where people of the class are trained, or have completed, under its scheme in another class.

    :param named: look-ups on those traineeships, where not everybody is wanted.
    """
    others = Traineeship.objects.active().filter(cohort__scheme=cohort.scheme_id, **named).exclude(cohort=cohort)
    here = cohort.traineeships.active().values("person")
    return others.filter(person__in=here).select_related("person", "cohort").order_by("person__name", "pk")


def rows(cohort: Cohort, shown: Sequence[Traineeship]) -> list[ClassRow]:
    """Return the table rows of ``shown``, all of one class. Two queries, whatever their number."""
    cells: dict[int, list[RequirementState]] = defaultdict(list)
    progress = Progress.objects.filter(traineeship__in=[each.pk for each in shown])
    ordered = progress.order_by("requirement__position", "requirement")
    for trainee, *state in ordered.values_list("traineeship", *STATE_COLUMNS):
        cells[trainee].append(RequirementState(*state))
    places = _workplaces(cohort, [each.person_id for each in shown])
    marks = marks_of([each.person for each in shown])
    return [
        ClassRow(
            traineeship=each,
            workplace=places.get(each.person_id, ""),
            cells=arranged(cells[each.pk], cohort.starts_on),
            mark=marks.get(each.person_id, ""),
        )
        for each in shown
    ]


def sheet_rows(cohort: Cohort, found: QuerySet[Traineeship]) -> Iterator[list[Any]]:
    """Yield the class as rows of a spreadsheet, a few hundred people at a time."""
    for some in _in_parts(found.iterator(chunk_size=500), 500):
        for row in rows(cohort, some):
            trainee = row.traineeship
            said = [cell.cell_text for cell in row.cells]
            yield [trainee.person.name, row.workplace, trainee.get_state_display(), trainee.completed_at, *said]


def _in_parts(items: Iterable[Traineeship], size: int) -> Iterator[list[Traineeship]]:
    part: list[Traineeship] = []
    for item in items:
        part.append(item)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


def _workplaces(cohort: Cohort, people: Sequence[int]) -> dict[int, str]:
    entries = RosterEntry.objects.filter(roster=cohort.roster_id, person__in=people)
    return dict(entries.order_by("joined_on").values_list("person", "workplace__name"))
