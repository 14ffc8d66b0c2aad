"""What is held of a sitting: derived from every save that arrived."""

from collections.abc import Iterable

from courses.exams import rules
from courses.exams.models import AnswerEntry, LateDecision, Sitting

Held = dict[int, AnswerEntry]


def held(sitting: Sitting, *, late: bool = True) -> Held:
    """Return the entry that is held of each position. One query, two if something came late.

    :param late: count what came after the bell and was accepted.
    """
    return held_of([sitting], late=late)[sitting.pk]


def held_of(sittings: Iterable[Sitting], *, late: bool = True) -> dict[int, Held]:
    """Return what :func:`held` does for each of ``sittings``, by id, with as many queries."""
    by_id = {sitting.pk: sitting for sitting in sittings}
    found: dict[int, Held] = {each: {} for each in by_id}
    # In this order what is held comes last.
    entries = AnswerEntry.objects.filter(sitting__in=by_id).order_by("sequence", "-pk")
    rows = list(entries if late else entries.filter(late=False))
    decisions = _decisions({entry.sitting_id for entry in rows if entry.late})
    for entry in rows:
        if not entry.late or _counts(entry, by_id[entry.sitting_id], decisions.get(entry.sitting_id)):
            found[entry.sitting_id][entry.position] = entry
    return found


def _decisions(sitting_ids: set[int]) -> dict[int, LateDecision]:
    if not sitting_ids:
        return {}
    # The newest of each is the last.
    return {each.sitting_id: each for each in LateDecision.objects.filter(sitting__in=sitting_ids).order_by("pk")}


def _counts(entry: AnswerEntry, sitting: Sitting, decision: LateDecision | None) -> bool:
    if decision is None or not decision.accepted or entry.received_at > decision.at:
        return False
    return decision.by_id is not None or rules.was_in_time(entry.estimated_at, sitting.started_at, sitting.deadline_at)
