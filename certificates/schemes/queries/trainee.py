"""What one trainee has reached and still misses, for the desk and the progress page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from certificates.schemes import rules
from certificates.schemes.models import Progress, Traineeship


@dataclass(frozen=True)
class RequirementState:
    """One requirement of one trainee."""

    requirement_id: int
    title: str
    measure: str
    activity_kind: str
    target: int
    value: int
    met_at: datetime | None
    named_kind: str | None = None

    @property
    def done(self) -> bool:
        """Whether the target is reached."""
        return self.met_at is not None

    @property
    def shown(self) -> int:
        """The value for a bar that ends at the target."""
        return min(self.value, self.target)

    @property
    def value_text(self) -> str:
        """What is reached, with its unit."""
        return rules.amount(self.measure, self.value)

    @property
    def target_text(self) -> str:
        """What is asked, with its unit."""
        return rules.amount(self.measure, self.target)

    @property
    def gap(self) -> tuple[str, str, int, str]:
        """What is missing, as the rules take it."""
        return self.measure, self.activity_kind, max(self.target - self.value, 1), self.title

    @property
    def missing_text(self) -> str:
        """What is missing, such as "1 lecture"."""
        return rules.shortfall(*self.gap)

    @property
    def href(self) -> str:
        """Where to do it: where activities of the kind are, or of the kind of the activity that is named."""
        return rules.where_to(self.activity_kind or self.named_kind or "")


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
    state: str
    requirements: tuple[RequirementState, ...]
    asked_on: date

    @property
    def standing(self) -> str:
        """How it stands on the day of asking.

        ``running``, ``suspended``, ``completed``, ``failed``, ``withdrawn``, or ``ended`` incomplete.
        """
        if self.withdrawn_at:
            return "withdrawn"
        if self.state in {Traineeship.State.SUSPENDED, Traineeship.State.FAILED}:
            return self.state
        if self.completed_at:
            return "completed"
        return "ended" if self.ends_on < self.asked_on else "running"

    @property
    def missing(self) -> list[RequirementState]:
        """The requirements still open."""
        return [each for each in self.requirements if not each.done]

    @property
    def missing_texts(self) -> list[str]:
        """What is missing in all, like added to like."""
        return rules.shortfalls(each.gap for each in self.missing)

    @property
    def done_count(self) -> int:
        """How many requirements are met."""
        return len(self.requirements) - len(self.missing)


_VIEW_COLUMNS = (
    "traineeship",
    "traineeship__cohort__scheme",
    "traineeship__cohort__scheme__name",
    "traineeship__cohort__name",
    "traineeship__cohort__ends_on",
    "traineeship__completed_at",
    "traineeship__withdrawn_at",
    "traineeship__withdraw_reason",
    "traineeship__state",
)
_STATE_COLUMNS = (
    "requirement",
    "requirement__title",
    "requirement__measure",
    "requirement__activity_kind",
    "requirement__target",
    "value",
    "met_at",
    "requirement__activity__kind",
)


def trainee_view(person: Any, at: datetime) -> list[TraineeView]:
    """Return the traineeships of ``person`` that had begun by ``at``, newest first. One query."""
    # Plain columns: the desk asks for this on every visit, and building 4 objects a row takes most of its time.
    rows = (
        Progress.objects.filter(traineeship__person=person, traineeship__enrolled_at__lte=at)
        .order_by("-traineeship__enrolled_at", "-traineeship", "requirement__position", "requirement")
        .values_list(*_VIEW_COLUMNS, *_STATE_COLUMNS)
    )
    gathered: dict[tuple[Any, ...], list[RequirementState]] = {}
    for row in rows:
        head, state = row[: len(_VIEW_COLUMNS)], row[len(_VIEW_COLUMNS) :]
        gathered.setdefault(head, []).append(RequirementState(*state))
    today = timezone.localdate(at)
    views = [(*head, tuple(states), today) for head, states in gathered.items()]
    return [TraineeView(*each) for each in views]


def view_of(traineeship: Traineeship, progress: list[Progress], at: datetime) -> TraineeView:
    """Return one traineeship and its progress rows, already read, as a :class:`TraineeView`."""
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
        traineeship.state,
        tuple(state_of(row) for row in progress),
        timezone.localdate(at),
    )


def state_of(row: Progress) -> RequirementState:
    """Return one progress row with its requirement, already read, as a :class:`RequirementState`."""
    asked = row.requirement
    named = asked.activity.kind if asked.activity else None
    return RequirementState(
        asked.pk, asked.title, asked.measure, asked.activity_kind, asked.target, row.value, row.met_at, named
    )
