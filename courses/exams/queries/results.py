"""What a sitting came to, as far as its person may know, and why it changed."""

from dataclasses import dataclass
from datetime import datetime

from courses.exams.models import Exam, Result, Sitting


def results_are_out(exam: Exam, at: datetime) -> bool:
    """Say whether people may know what their sittings of ``exam`` came to."""
    if exam.marks_release == Exam.Release.AFTER_WINDOW:
        return at >= exam.closes_at
    if exam.marks_release == Exam.Release.BY_HAND:
        return exam.marks_released_at is not None and exam.marks_released_at <= at
    return True


@dataclass(frozen=True)
class Turn:
    """One result in the history of a sitting."""

    result: Result
    was: Result | None

    @property
    def reason(self) -> str:
        """Why the key was corrected, where that is the cause."""
        return self.result.correction.reason if self.result.correction else ""


def history(sitting: Sitting, at: datetime) -> list[Turn]:
    """Return the results of ``sitting``, the first one first; none before they are out. One query."""
    if not results_are_out(sitting.exam, at):
        return []
    results = list(sitting.results.select_related("correction").order_by("number"))
    return [Turn(each, results[place - 1] if place else None) for place, each in enumerate(results)]
