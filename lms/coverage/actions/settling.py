"""Keeping figures true to what happens: who something happened to is marked, and looked at anew soon after."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from lms.coverage.actions.keeping import add_figures, keep_standings
from lms.coverage.actions.staging import run, stage_figures, staged
from lms.coverage.models import DirtyPerson, RollUp
from lms.coverage.queries.reckoning import rule_of
from lms.kit.queue import later

# People in one transaction: on SQLite others wait for it to write, so it is short.
PEOPLE_AT_ONCE = 500
# A rebuild that has not ended after so long was killed; who is marked need not wait for it. One in parts says of each
# part that it goes on.
REBUILD_TAKES_AT_MOST, PART_TAKES_AT_MOST = timedelta(hours=1), timedelta(minutes=10)
_MARK_ROSTER = """
INSERT INTO coverage_dirtyperson (roll_up_id, person_id)
SELECT r.id, e.person_id FROM coverage_rollup r JOIN people_rosterentry e ON e.roster_id = %(roster)s
WHERE NOT r.is_outline GROUP BY 1, 2 ON CONFLICT DO NOTHING
"""


def mark(*, person_ids: Sequence[int]) -> None:
    """Have the standings of these people looked at anew in every roll-up. Marking twice is marking once.

    It is done before anything is read: what was written before the mark is seen by whoever takes it away.
    """
    with transaction.atomic():
        roll_ups = list(RollUp.objects.filter(is_outline=False).order_by("pk").values_list("pk", flat=True))
        if not roll_ups or not person_ids:
            return
        marks = [
            DirtyPerson(roll_up_id=roll_up, person_id=person)
            for roll_up in roll_ups
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
    """Bring all figures up to date with who is marked; return how many standings changed.

    In short transactions, each whole: a kill loses none, and what is done is not done again. Days that are over wait
    whenever there is something to do for the figures that go on.
    """
    changed, held_up = 0, set[int]()
    while (roll_up_id := _next(held_up)) is not None:
        some = _settle_some(roll_up_id, at)
        if some is None:
            held_up.add(roll_up_id)
        changed += some or 0
    return changed


def _next(held_up: set[int]) -> int | None:
    """Return the roll-up with marked people whose turn it is, but for those that are held up."""
    marked = Exists(DirtyPerson.objects.filter(roll_up=OuterRef("pk")))
    found = RollUp.objects.filter(marked).exclude(pk__in=held_up)
    return found.order_by(F("closed_on").asc(nulls_first=True), "pk").values_list("pk", flat=True).first()


@transaction.atomic
def _settle_some(roll_up_id: int, at: datetime) -> int | None:
    """Look at some marked people of a roll-up; return how many changed, ``None`` where they have to wait."""
    related = RollUp.objects.select_related("version", "programme__division")
    held = related.select_for_update(of=["self"]).filter(pk=roll_up_id).first()
    if held is None or held.version is None or held.day is None or is_rebuilding(held, at):
        # What has no figures yet is computed whole, and what is being computed is settled when that is done.
        return None
    # Nobody, if another worker took them meanwhile: then nothing is found to differ.
    people = _take(roll_up_id)
    rule = rule_of(held.programme, held.version, held.day, closed=held.closed_on is not None, roll_up=held.pk)
    with staged(rule, people) as changed:
        if changed:
            stage_figures(rule, moved=True)
            add_figures(rule)
            keep_standings(rule)
    held.changed_at = at
    held.save(update_fields=["changed_at"])
    return changed


def is_rebuilding(roll_up: RollUp, at: datetime) -> bool:
    """Return whether somebody computes this roll-up anew at the moment.

    What is not there yet is counted part by part; what is there is computed whole.
    """
    at_most = PART_TAKES_AT_MOST if roll_up.day is None or roll_up.is_partial else REBUILD_TAKES_AT_MOST
    return roll_up.rebuilding_since is not None and roll_up.rebuilding_since > at - at_most


def _take(roll_up_id: int) -> list[int]:
    """Take the marks of some people away, and return whose they were.

    Before they are looked at: who is marked again meanwhile keeps that mark and is looked at again.
    """
    marks = DirtyPerson.objects.select_for_update().filter(roll_up=roll_up_id).order_by("pk")
    taken = list(marks.values_list("pk", "person")[:PEOPLE_AT_ONCE])
    DirtyPerson.objects.filter(pk__in=[pk for pk, _person in taken]).delete()
    return [person for _pk, person in taken]
