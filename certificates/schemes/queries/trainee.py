"""What one trainee has reached and still misses, for the desk and the progress page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

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
    def missing_text(self) -> str:
        """What is missing, such as "1 lecture"."""
        return rules.shortfall(self.measure, self.activity_kind, max(self.target - self.value, 1))

    @property
    def href(self) -> str:
        """Where to do it."""
        return rules.where_to(self.activity_kind)


@dataclass(frozen=True)
class TraineeView:
    """One traineeship with all its requirements, in their order."""

    traineeship_id: int
    scheme_id: int
    scheme_name: str
    cohort_name: str
    ends_on: date
    completed_at: datetime | None
    requirements: tuple[RequirementState, ...]

    @property
    def missing(self) -> list[RequirementState]:
        """The requirements still open."""
        return [each for each in self.requirements if not each.done]

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
)
_STATE_COLUMNS = (
    "requirement",
    "requirement__title",
    "requirement__measure",
    "requirement__activity_kind",
    "requirement__target",
    "value",
    "met_at",
)


def trainee_view(person: Any, at: datetime) -> list[TraineeView]:
    """Return the traineeships of ``person`` that were running or completed by ``at``, newest first. One query."""
    # Plain columns: the desk asks for this on every visit, and building 4 objects a row takes most of its time.
    rows = (
        Progress.objects.filter(traineeship__person=person, traineeship__enrolled_at__lte=at)
        .exclude(traineeship__state=Traineeship.State.WITHDRAWN)
        .order_by("-traineeship__enrolled_at", "-traineeship", "requirement__position", "requirement")
        .values_list(*_VIEW_COLUMNS, *_STATE_COLUMNS)
    )
    gathered: dict[tuple[Any, ...], list[RequirementState]] = {}
    for row in rows:
        head, state = row[: len(_VIEW_COLUMNS)], row[len(_VIEW_COLUMNS) :]
        gathered.setdefault(head, []).append(RequirementState(*state))
    return [TraineeView(*(*head, tuple(states))) for head, states in gathered.items()]


def view_of(traineeship: Traineeship, progress: list[Progress]) -> TraineeView:
    """Return one traineeship and its progress rows, already read, as a :class:`TraineeView`."""
    cohort = traineeship.cohort
    return TraineeView(
        traineeship.pk,
        cohort.scheme_id,
        cohort.scheme.name,
        cohort.name,
        cohort.ends_on,
        traineeship.completed_at,
        tuple(state_of(row) for row in progress),
    )


def state_of(row: Progress) -> RequirementState:
    """Return one progress row with its requirement, already read, as a :class:`RequirementState`."""
    asked = row.requirement
    return RequirementState(
        asked.pk, asked.title, asked.measure, asked.activity_kind, asked.target, row.value, row.met_at
    )
