"""What would be, before anything is saved: the same measuring as progress, and nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass

from certificates.schemes import rules
from certificates.schemes.models import Cohort, Requirement
from certificates.schemes.queries.holdings import more_than_planned
from certificates.schemes.queries.namesakes import marks_of
from certificates.schemes.queries.standing import standings


@dataclass(frozen=True)
class Met:
    """How many of a class would have met one requirement."""

    title: str
    depth: int
    number: int

    @property
    def indent(self) -> str:
        """The mark of what is inside of groups."""
        return rules.indent(self.depth)


@dataclass(frozen=True)
class Moved:
    """Somebody whose completion would change; ``mark`` tells them from others of the class who bear the same name."""

    name: str
    mark: str = ""


@dataclass(frozen=True)
class Preview:
    """How a class would stand with requirements that it does not run (yet).

    :param beyond: a sentence on what its plan does not hold, where it has one.
    """

    cohort: Cohort
    people: int
    complete: int
    met: tuple[Met, ...]
    gained: tuple[Moved, ...]
    lost: tuple[Moved, ...]
    beyond: str = ""


def preview(asked: Sequence[Requirement], cohort: Cohort) -> Preview:
    """Return how everybody who has not left ``cohort`` would stand today with ``asked``, which need not be saved.

    Two or three queries for every 2,000 people, and a few for the plan of the class.
    """
    trainees = list(cohort.traineeships.present().active().select_related("person").order_by("person__name", "pk"))
    met, complete = [0] * len(asked), 0
    gained, lost = [], []
    for each in standings(asked, cohort, trainees):
        for index, reached in enumerate(each.reached):
            met[index] += reached.met_at is not None
        complete += each.completed_at is not None
        if each.completed_at and not each.traineeship.completed_at:
            gained.append(each.traineeship)
        elif each.traineeship.completed_at and not each.completed_at:
            lost.append(each.traineeship)
    rows = tuple(Met(each.title, each.depth, number) for each, number in zip(asked, met, strict=True))
    marks = marks_of([each.person for each in trainees])
    return Preview(
        cohort=cohort,
        people=len(trainees),
        complete=complete,
        met=rows,
        gained=tuple(Moved(each.person.name, marks.get(each.person_id, "")) for each in gained),
        lost=tuple(Moved(each.person.name, marks.get(each.person_id, "")) for each in lost),
        beyond=more_than_planned(asked, cohort),
    )
