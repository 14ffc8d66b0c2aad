"""Writing down that somebody is away, and that they are back."""

from datetime import date, datetime

from django.db import transaction

from lms.audit.actions import record
from lms.kit.queue import announce
from lms.people.models import Leave, Person
from lms.people.signals import people_changed


@transaction.atomic
def keep_leave(leave: Leave, *, by: Person | None, at: datetime) -> Leave:
    """Write ``leave`` down, or bring the one known by its source key up to date; whoever reckons with it is told."""
    wanted = {"starts_on": leave.starts_on, "ends_on": leave.ends_on, "kind": leave.kind}
    kept, made = Leave.objects.get_or_create(
        source_key=leave.source_key, defaults={"person_id": leave.person_id, **wanted}
    )
    changed = [name for name, value in wanted.items() if getattr(kept, name) != value]
    for name in changed:
        setattr(kept, name, wanted[name])
    if changed:
        kept.save(update_fields=changed)
    if made or changed:
        record("people.leave.kept", actor=by, subject=kept.person, at=at)
        announce(people_changed, person_ids=[kept.person_id])
    return kept


def end_leave(leave: Leave, *, back_on: date, by: Person | None, at: datetime) -> Leave:
    """Write down that somebody is back from ``back_on`` on; see :func:`keep_leave`."""
    leave.ends_on = back_on
    return keep_leave(leave, by=by, at=at)
