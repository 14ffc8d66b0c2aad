"""Keeping figures true to what happens: who something happened to is marked, and looked at anew soon after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from lms.coverage.actions.keeping import add_figures, keep_standings
from lms.coverage.actions.staging import run, stage_figures, staged
from lms.coverage.models import DirtyPerson, Programme, RollUp
from lms.coverage.queries.reckoning import rule_of
from lms.kit.queue import later

# People in one transaction: on SQLite others wait for it to write, so it is short.
PEOPLE_AT_ONCE = 500
# A rebuild that has not ended after so long was killed; who is marked need not wait for it.
REBUILD_TAKES_AT_MOST = timedelta(hours=1)
_MARK_ROSTER = """
INSERT INTO coverage_dirtyperson (programme_id, person_id)
SELECT r.programme_id, e.person_id FROM coverage_rollup r JOIN people_rosterentry e ON e.roster_id = %(roster)s
WHERE true GROUP BY 1, 2 ON CONFLICT DO NOTHING
"""


def mark(*, person_ids: Sequence[int]) -> None:
    """Have the standings of these people looked at anew in every programme. Marking twice is marking once.

    It is done before anything is read: what was written before the mark is seen by whoever takes it away.
    """
    with transaction.atomic():
        roll_ups = list(RollUp.objects.order_by("pk").values_list("programme", flat=True))
        if not roll_ups or not person_ids:
            return
        marks = [
            DirtyPerson(programme_id=programme, person_id=person)
            for programme in roll_ups
            for person in sorted(set(person_ids))
        ]
        DirtyPerson.objects.bulk_create(marks, batch_size=5000, ignore_conflicts=True)
        later("coverage.settle")


def mark_roster(*, roster_id: int) -> None:
    """Have everybody looked at anew who is or was on a roster."""
    with transaction.atomic():
        run(_MARK_ROSTER, {"roster": roster_id})
        later("coverage.settle")


def settle(*, at: datetime) -> int:
    """Bring the figures of all programmes up to date with who is marked; return how many standings changed.

    In short transactions, each whole: a kill loses none, and what is done is not done again.
    """
    return sum(_settle_programme(pk, at) for pk in _waiting())


def _waiting() -> list[int]:
    return list(DirtyPerson.objects.order_by("programme").values_list("programme", flat=True).distinct())


def _settle_programme(programme_id: int, at: datetime) -> int:
    changed = 0
    while (some := _settle_some(programme_id, at)) is not None:
        changed += some
    return changed


@transaction.atomic
def _settle_some(programme_id: int, at: datetime) -> int | None:
    """Look at some marked people of a programme; return how many changed, ``None`` where there is nothing to do."""
    roll_up = RollUp.objects.select_for_update(of=["self"]).select_related("version").filter(programme=programme_id)
    held = roll_up.first()
    if held is None or held.version is None or held.day is None or is_rebuilding(held, at):
        # What has no figures yet is computed whole, and what is being computed is settled when that is done.
        return None
    people = _take(programme_id)
    if not people:
        return None
    programme = Programme.objects.select_related("division").get(pk=programme_id)
    rule = rule_of(programme, held.version, held.day)
    with staged(rule, people) as changed:
        if changed:
            stage_figures(rule, moved=True)
            add_figures(rule)
            keep_standings(rule)
    held.changed_at = at
    held.save(update_fields=["changed_at"])
    return changed


def is_rebuilding(roll_up: RollUp, at: datetime) -> bool:
    """Return whether somebody computes this roll-up anew at the moment."""
    return roll_up.rebuilding_since is not None and roll_up.rebuilding_since > at - REBUILD_TAKES_AT_MOST


def _take(programme_id: int) -> list[int]:
    """Take the marks of some people away, and return whose they were.

    Before they are looked at: who is marked again meanwhile keeps that mark and is looked at again.
    """
    marks = DirtyPerson.objects.select_for_update().filter(programme=programme_id).order_by("pk")
    taken = list(marks.values_list("pk", "person")[:PEOPLE_AT_ONCE])
    DirtyPerson.objects.filter(pk__in=[pk for pk, _person in taken]).delete()
    return [person for _pk, person in taken]
