"""How areas and institutions did in one exam, as far as the reader's scope reaches."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q
from django.db.models.functions import Coalesce

from courses.exams.models import Exam
from lms.records.models import LearningRecord

COUNTY, INSTITUTION = "county", "institution"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One area or institution: how many results, their mean in hundredths of a point, and how many passed."""

    name: str
    results: int
    mean: float
    passed: int

    @property
    def pass_share(self) -> float:
        """The share that passed, 0 to 1."""
        return self.passed / self.results


def comparison(exam: Exam, viewer: Any, *, by: str = COUNTY) -> list[Compared]:
    """Return the results of ``exam`` by where people worked when they sat it, the best mean first. Two queries.

    Results from outside the scope of ``viewer`` are left out.

    :param by: ``county`` or ``institution``.
    """
    if by == COUNTY:
        key: Any = Coalesce("workplace__division__county", "workplace__division")
        name: Any = Coalesce("workplace__division__county__name", "workplace__division__name")
    else:
        key, name = F("workplace"), F("workplace__name")
    records = LearningRecord.objects.standing().visible_to(viewer).filter(activity=exam.activity_id)
    rows = (
        records.exclude(workplace=None)
        .annotate(place_id=key, place_name=name)
        .values("place_id", "place_name")
        .annotate(
            results=Count("pk"),
            mean=Avg("score_hundredths"),
            passed=Count("pk", filter=Q(outcome=LearningRecord.Outcome.PASSED)),
        )
    )
    made = [
        Compared(name=row["place_name"], results=row["results"], mean=row["mean"] or 0.0, passed=row["passed"])
        for row in rows
    ]
    return sorted(made, key=lambda each: (-each.mean, each.name))
