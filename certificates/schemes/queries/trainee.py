"""What one trainee has reached and still misses, for the desk and the progress page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from certificates.schemes import rules
from certificates.schemes.models import Progress, Traineeship
from certificates.schemes.queries.states import STATE_COLUMNS, RequirementState, arranged


@dataclass(frozen=True)
class TraineeView:
    """One traineeship with all its requirements, in their order."""

    traineeship_id: int
    scheme_id: int
    scheme_name: str
    cohort_name: str
    ends_on: date
    completed_at: datetime | None
    withdrawn_at: datetime | None
    withdraw_reason: str
    starts_on: date
    requirements: tuple[RequirementState, ...]
    asked_on: date

    @property
    def standing(self) -> str:
        """How it stands on the day of asking: ``running``, ``completed``, ``withdrawn``, or ``ended`` incomplete."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.completed_at:
            return "completed"
        return "ended" if self.ends_on < self.asked_on else "running"

    @property
    def heads(self) -> list[RequirementState]:
        """The requirements that stand alone and the outermost groups: all of them are to be met."""
        return [each for each in self.requirements if not each.depth]

    @property
    def missing(self) -> list[RequirementState]:
        """What is still open, in the largest pieces that can be said; of a group that asks for all, its open parts."""
        found, closed = [], 0
        for each in self.requirements:
            # Inside of what is met, or of what lets the person choose, nothing is owed by itself.
            if each.depth > closed:
                continue
            opens = each.measure == "all" and not each.done
            closed = each.depth + 1 if opens else each.depth
            if not each.done and not opens:
                found.append(each)
        return found

    @property
    def missing_texts(self) -> list[str]:
        """What is missing in all, like added to like."""
        return rules.shortfalls(each.gap for each in self.missing)

    @property
    def done_count(self) -> int:
        """How many of the outermost requirements are met."""
        return sum(each.done for each in self.heads)

    def still_wanted(self, state: RequirementState) -> bool:
        """Return whether there is any use in working on ``state``."""
        return not state.done and self.standing == "running"


_VIEW_COLUMNS = (
    "traineeship",
    "traineeship__cohort__scheme",
    "traineeship__cohort__scheme__name",
    "traineeship__cohort__name",
    "traineeship__cohort__ends_on",
    "traineeship__completed_at",
    "traineeship__withdrawn_at",
    "traineeship__withdraw_reason",
    "traineeship__cohort__starts_on",
)


def trainee_view(person: Any, at: datetime) -> list[TraineeView]:
    """Return the traineeships of ``person`` that had begun by ``at``, newest first. One query."""
    # Plain columns: the desk asks for this on every visit, and building 4 objects a row takes most of its time.
    rows = (
        Progress.objects.filter(traineeship__person=person, traineeship__enrolled_at__lte=at)
        .order_by("-traineeship__enrolled_at", "-traineeship", "requirement__position", "requirement")
        .values_list(*_VIEW_COLUMNS, *STATE_COLUMNS)
    )
    gathered: dict[tuple[Any, ...], list[RequirementState]] = {}
    for row in rows:
        head, state = row[: len(_VIEW_COLUMNS)], row[len(_VIEW_COLUMNS) :]
        gathered.setdefault(head, []).append(RequirementState(*state))
    today = timezone.localdate(at)
    views = [(*head, arranged(states, head[-1]), today) for head, states in gathered.items()]
    return [TraineeView(*each) for each in views]


def view_of(traineeship: Traineeship, states: Sequence[RequirementState], at: datetime) -> TraineeView:
    """Return one traineeship and the states of its requirements, arranged already, as a :class:`TraineeView`."""
    cohort = traineeship.cohort
    return TraineeView(
        traineeship.pk,
        cohort.scheme_id,
        cohort.scheme.name,
        cohort.name,
        cohort.ends_on,
        traineeship.completed_at,
        traineeship.withdrawn_at,
        traineeship.withdraw_reason,
        cohort.starts_on,
        tuple(states),
        timezone.localdate(at),
    )
