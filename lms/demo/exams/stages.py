"""A paper with a staged case is answered in waves: what comes before a stage is done when the stage opens."""

from collections.abc import Iterable

from courses.exams.models import SittingItem

# So many answers are given between two looks at everybody.
MOST_IN_A_WAVE = 14


def waves(items: Iterable[SittingItem]) -> list[list[SittingItem]]:
    """Return ``items`` in waves: a new one with each later stage, and with the questions behind the case."""
    found: list[list[SittingItem]] = [[]]
    stage = 1
    for item in items:
        now = item.version.part(item.part).stage
        if found[-1] and (now != stage or len(found[-1]) == MOST_IN_A_WAVE):
            found.append([])
        found[-1].append(item)
        stage = now
    return found
