"""A paper with a staged case is answered in waves: what comes before a stage is done when the stage opens."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from courses.exams.actions import reach_stage
from courses.exams.models import Sitting, SittingItem

# So many answers are given between two looks at everybody.
MOST_IN_A_WAVE = 14


def waves(items: Iterable[SittingItem]) -> list[list[SittingItem]]:
    """Return ``items`` in waves: a new one with each later stage, and with the questions behind the case."""
    found: list[list[SittingItem]] = [[]]
    stage = 1
    for item in items:
        now = _stage(item)
        if found[-1] and (now != stage or len(found[-1]) == MOST_IN_A_WAVE):
            found.append([])
        found[-1].append(item)
        stage = now
    return found


def go_on(sitting: Sitting, wave: Sequence[SittingItem], *, at: datetime) -> None:
    """Open the stage that ``wave`` begins with, if it is a later one and the bell has not rung."""
    if _stage(wave[0]) > 1 and at < sitting.deadline_at:
        reach_stage(sitting=sitting, position=wave[0].position, at=at)


def _stage(item: SittingItem) -> int:
    return item.version.part(item.part).stage
