"""One requirement of one trainee: what is reached, what is missing, until when, and who is exempted and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from certificates.schemes import rules
from certificates.schemes.models import Exemption, Requirement

STATE_COLUMNS = (
    "requirement",
    "requirement__title",
    "requirement__measure",
    "requirement__activity_kind",
    "requirement__target",
    "value",
    "met_at",
    "requirement__activity__kind",
    "requirement__depth",
    "requirement__until",
    "requirement__due_days",
    "exemption__reason",
    "exemption__granted_at",
    "exemption__granted_by__name",
)


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
    depth: int = 0
    until: date | None = None
    due_days: int | None = None
    exempt_reason: str | None = None
    exempt_at: datetime | None = None
    exempt_by: str | None = None
    # What follows from the other requirements and the class, see :func:`arranged`.
    parts: int = 0
    due_on: date | None = None

    @property
    def done(self) -> bool:
        """Whether the target is reached, or need not be."""
        return self.met_at is not None

    @property
    def exempt(self) -> bool:
        """Whether the person is exempted from it."""
        return self.exempt_at is not None

    @property
    def is_group(self) -> bool:
        """Whether it counts parts instead of records."""
        return self.measure in rules.GROUP_MEASURES

    @property
    def indent(self) -> str:
        """The mark of what is inside of groups."""
        return rules.indent(self.depth)

    @property
    def is_counted(self) -> bool:
        """Whether there is a figure to show beside done or not done."""
        return self.measure not in {"pass", "level"}

    @property
    def shown(self) -> int:
        """The value for a bar that ends at the target."""
        return self.target if self.exempt else min(self.value, self.target)

    @property
    def value_text(self) -> str:
        """What is reached, with its unit."""
        return rules.amount(self.measure, self.value)

    @property
    def target_text(self) -> str:
        """What is asked, with its unit."""
        return rules.amount(self.measure, self.target)

    @property
    def figure_text(self) -> str:
        """What is reached of what is asked; only the one where there is nothing to count."""
        return f"{self.value_text} / {self.target_text}" if self.is_counted else self.value_text

    @property
    def group_text(self) -> str:
        """How many parts of a group are needed, and how many are still missing."""
        return rules.group(self.parts, self.target, 0 if self.done else max(self.target - self.value, 1))

    @property
    def cell_text(self) -> str:
        """The state in a cell of a table or a sheet."""
        if self.exempt:
            return rules.exempt(self.exempt_reason or "")
        return f"✓ {self.value_text}" if self.done else self.figure_text

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


def state_of(asked: Requirement, reached: rules.Reached, exemption: Exemption | None) -> RequirementState:
    """Return where somebody stands with ``asked``, read already, as a :class:`RequirementState`."""
    named = asked.activity.kind if asked.activity else None
    state = RequirementState(
        asked.pk, asked.title, asked.measure, asked.activity_kind, asked.target, reached.value, reached.met_at, named
    )
    state = replace(state, depth=asked.depth, until=asked.until, due_days=asked.due_days)
    if exemption is None:
        return state
    granted = exemption.granted_at
    return replace(state, exempt_reason=exemption.reason, exempt_at=granted, exempt_by=exemption.granted_by.name)


def arranged(states: Sequence[RequirementState], starts_on: date) -> tuple[RequirementState, ...]:
    """Return the states of all requirements of a class, in their order, with their deadlines and numbers of parts."""
    if not any(each.depth or each.until or each.due_days for each in states):
        return tuple(states)
    parents = rules.parents_of([each.depth for each in states])
    due: list[date | None] = []
    for each, parent in zip(states, parents, strict=True):
        days = [rules.deadline_of(each, starts_on), None if parent is None else due[parent]]
        due.append(min((day for day in days if day), default=None))
    return tuple(
        replace(each, parts=parents.count(index) if each.is_group else 0, due_on=due[index])
        for index, each in enumerate(states)
    )
