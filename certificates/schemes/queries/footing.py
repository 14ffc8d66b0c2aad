"""Which records a completion rests on: those that counted toward what had to be met, and no others."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from django.db.models import Prefetch

from certificates.credits.models import CreditLine
from certificates.schemes import rules
from certificates.schemes.models import Cohort, Requirement, Traineeship
from certificates.schemes.queries.asked import periods_of, requirements_of
from certificates.schemes.queries.evidence import judge
from certificates.schemes.queries.standing import exemptions_of
from certificates.schemes.queries.values import Period, levels_from
from certificates.schemes.rules import Reached
from lms.records.models import LearningRecord

Records = dict[int, list[LearningRecord]]
# Here it is asked whether something is met, and not when.
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def footings(
    cohort: Cohort, trainees: Sequence[Traineeship], *, known_at: datetime | None = None
) -> dict[int, list[int]]:
    """Return, by the id of each of ``trainees``, all of ``cohort``, the ids of the records their completion rests on.

    What was waived rests on no record; of a group, the parts that were not needed do not count either. The number of
    queries does not grow with the people.

    :param known_at: as it was known at this instant; ``None`` is now.
    """
    asked = requirements_of(cohort)
    if not (asked and trainees):
        return {each.pk: [] for each in trainees}
    periods = periods_of(asked, cohort)
    records = _records_of([each.person_id for each in trainees], asked, periods, known_at)
    levels = {each.level.pk: levels_from(each.level) for each in asked if each.level}
    waived = exemptions_of(trainees, known_at)
    parents = rules.parents_of([each.depth for each in asked])
    found = {}
    for trainee in trainees:
        own = records.get(trainee.person_id, [])
        counted = [
            {} if each.is_group else _counted(each, period, own, levels.get(each.level_id or 0))
            for each, period in zip(asked, periods, strict=True)
        ]
        needed = _needed(asked, counted, set(waived.get(trainee.pk, ())), parents)
        found[trainee.pk] = sorted({record for index in needed for record in counted[index]})
    return found


def _records_of(
    people: Sequence[int], asked: Sequence[Requirement], periods: Sequence[Period], known_at: datetime | None
) -> Records:
    """Return what ``people`` had on record that may count for any of ``asked``, oldest first."""
    first, last = min(since for since, _before in periods), max(before for _since, before in periods)
    records = LearningRecord.objects.known_at(known_at).select_related("activity")
    records = records.filter(person__in=people, happened_at__gte=first, happened_at__lt=last)
    if any(each.subject_id for each in asked):
        records = records.prefetch_related("activity__subjects")
    if any(each.measure == Requirement.Measure.CREDITS for each in asked):
        lines = Prefetch("credit_lines", queryset=CreditLine.objects.known_at(known_at), to_attr="standing_lines")
        records = records.prefetch_related(lines)
    found: Records = defaultdict(list)
    for record in records.order_by("happened_at", "pk"):
        # It counted at that time, whatever has become of it since; and asking would be a query a record.
        record._state.fields_cache["reversal"] = None
        found[record.person_id].append(record)
    return found


def _counted(
    requirement: Requirement, period: Period, records: Sequence[LearningRecord], words: Sequence[str] | None
) -> dict[int, int]:
    """Return what each record that counts adds to ``requirement``."""
    judged = judge(requirement, period, records, words)
    return {each.record.pk: each.amount for each in judged if each.counts}


def _needed(
    asked: Sequence[Requirement],
    counted: Sequence[Mapping[int, int]],
    waived: set[str],
    parents: Sequence[int | None],
) -> list[int]:
    """Return the places of those of ``asked`` whose records made the difference."""
    values = [sum(each.values()) for each in counted]
    reached = [
        Reached(value, _SOME_DAY if value >= each.target else None) for value, each in zip(values, asked, strict=True)
    ]
    exempt = [_SOME_DAY if each.key in waived else None for each in asked]
    met = [bool(each.met_at) for each in rules.roll_up(asked, reached, exempt, parents)]

    def idle(index: int) -> bool:
        above = parents[index]
        if asked[index].key in waived or (above is not None and met[above] and not met[index]):
            return True
        return above is not None and idle(above)

    return [index for index in range(len(asked)) if counted[index] and not idle(index)]
