"""What stands behind a name: requirements, the records that count for them, and the evidence of each record."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When

from certificates.register.models import Certificate
from certificates.schemes.models import Requirement, SchemeVersion, Traineeship
from certificates.schemes.queries import (
    Reached,
    RequirementState,
    arranged,
    counting,
    periods_of,
    requirements_of,
    standings,
)
from certificates.schemes.queries import state_of as step_state
from lms.coverage.queries.names import State, state_of, with_state
from lms.coverage.queries.question import Question, Training
from lms.people.models import Person, RosterEntry
from lms.records.models import LearningRecord

_MOST = 300


@dataclass(frozen=True)
class Step:
    """One requirement of one person as of the day, with the records that count for it."""

    state: RequirementState
    records: list[LearningRecord]


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one person has done: their records, and what each of them counts for."""

    traineeship: Traineeship | None = None
    steps: list[Step] = field(default_factory=list)
    records: list[LearningRecord] = field(default_factory=list)
    counts_for: dict[int, list[str]] = field(default_factory=dict)
    certificates: list[Certificate] = field(default_factory=list)

    def record(self, record_id: int) -> LearningRecord:
        """Return one of the records.

        :raises LearningRecord.DoesNotExist: it is none of these.
        """
        for each in self.records:
            if each.pk == record_id:
                return each
        raise LearningRecord.DoesNotExist

    @property
    def others(self) -> list[LearningRecord]:
        """The records that count for nothing here."""
        return [each for each in self.records if each.pk not in self.counts_for]


@dataclass(frozen=True, kw_only=True)
class Proof(Work):
    """How far one person of the roster is, and everything that shows it."""

    entry: RosterEntry
    state: State

    @property
    def person(self) -> Person:
        """The person."""
        return self.entry.person


def proof_of(question: Question, person_id: int) -> Proof:
    """Return what stands behind one name.

    :raises RosterEntry.DoesNotExist: this person is not due inside the viewer's scope.
    """
    entry = with_state(question, question.due(person=person_id)).get()
    return Proof(entry=entry, state=state_of(entry), **vars(work_of(question, person_id)))


def work_of(training: Training, person_id: int) -> Work:
    """Return what a person has done for a scheme, requirement by requirement."""
    traineeship = _traineeship(training, person_id)
    if traineeship is None:
        newest = SchemeVersion.objects.newest(training.scheme.pk)
        asked = list(Requirement.objects.filter(version=newest).select_related("activity").order_by("position"))
        states = arranged([step_state(each, Reached(), None) for each in asked], training.as_of)
        return Work(steps=[Step(each, []) for each in states])
    asked = requirements_of(traineeship.cohort)
    standing = next(standings(asked, traineeship.cohort, [traineeship], until=training.until))
    found = _counting(asked, traineeship, training)
    records = list(_records(training, person_id, {record for some in found.values() for record in some}))
    stood = zip(asked, standing.reached, standing.exemptions, strict=True)
    states = arranged([step_state(*each) for each in stood], traineeship.cohort.starts_on)
    steps = [Step(state, [one for one in records if one.pk in found.get(state.requirement_id, ())]) for state in states]
    counts_for: dict[int, list[str]] = {}
    for step in steps:
        for each in step.records:
            counts_for.setdefault(each.pk, []).append(step.state.title)
    mine = Certificate.objects.filter(traineeship__cohort=traineeship.cohort_id, person=person_id)
    certificates = list(mine.filter(issued_at__lt=training.until).order_by("-issued_at", "-pk"))
    return Work(traineeship=traineeship, steps=steps, records=records, counts_for=counts_for, certificates=certificates)


def _traineeship(training: Training, person_id: int) -> Traineeship | None:
    """Return the traineeship that covers the person, or else the newest that had begun by the day."""
    covering = training.completed().filter(person=person_id).order_by("completed_at", "pk")
    begun = Traineeship.objects.filter(
        person=person_id, cohort__scheme=training.scheme, enrolled_at__lt=training.until
    ).order_by(F("withdrawn_at").desc(nulls_first=True), "-enrolled_at", "-pk")
    related = "cohort__scheme"
    return covering.select_related(related).first() or begun.select_related(related).first()


def _counting(asked: list[Requirement], traineeship: Traineeship, training: Training) -> dict[int, set[int]]:
    """Return the ids of the person's records by the id of the requirement they count for. One query."""
    periods = periods_of(asked, traineeship.cohort, training.until)
    parts: list[QuerySet[Any, Any]] = [
        LearningRecord.objects.standing()
        .filter(counting(each, period), person=traineeship.person_id)
        .annotate(requirement=Value(each.pk, output_field=IntegerField()))
        .values_list("requirement", "pk")
        for each, period in zip(asked, periods, strict=True)
        if not each.is_group
    ]
    found: dict[int, set[int]] = {}
    for requirement, record in parts[0].union(*parts[1:], all=True) if parts else ():
        found.setdefault(requirement, set()).add(record)
    return found


def _records(training: Training, person_id: int, counting: set[int]) -> QuerySet[LearningRecord]:
    """Return the person's records of the time: those that count, then others; newest first.

    Of the others a viewer sees what was done at places inside their scope, or at no place known. What counts they
    see wherever it was done: it is the proof of a figure of theirs. A line department sees nothing else.
    """
    seen = LearningRecord.objects.visible_to(training.viewer).filter(person=person_id).values("pk")
    of_the_time = LearningRecord.objects.filter(person=person_id, reverses=None, happened_at__lt=training.until)
    shown = Q(pk__in=counting) | Q(pk__in=seen)
    if not training.is_by_line:
        shown |= Q(workplace=None)
    of_the_time = of_the_time.filter(shown)
    related = ("activity__organiser", "workplace", "reversal")
    first = Case(When(pk__in=counting, then=0), default=1)
    return of_the_time.select_related(*related).order_by(first, "-happened_at", "-pk")[:_MOST]
