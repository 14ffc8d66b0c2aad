"""What a sitting came to, as far as its person may know, and why it changed."""

from dataclasses import dataclass
from datetime import datetime

from courses.exams.models import Result, Sitting
from courses.exams.queries.release import marks_are_out


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
    if not marks_are_out(sitting.exam, at):
        return []
    results = list(sitting.results.select_related("correction").order_by("number"))
    return [Turn(each, results[place - 1] if place else None) for place, each in enumerate(results)]
