"""What coverage hears."""

from typing import Any

from django.dispatch import receiver

from certificates.credits.signals import credits_changed
from certificates.register.signals import certificates_changed
from certificates.schemes.signals import completion_changed, traineeships_moved
from lms.coverage.queries.waiting import FOLLOW, FOLLOW_ROSTER
from lms.kit.queue import later
from lms.people.signals import people_changed, roster_written
from lms.records.signals import records_written

_ABOUT_PEOPLE = [
    records_written,
    credits_changed,
    completion_changed,
    traineeships_moved,
    certificates_changed,
    people_changed,
]


@receiver(_ABOUT_PEOPLE, dispatch_uid="coverage.follow")
def people_moved(person_ids: list[int], **_more: Any) -> None:
    """Something happened to somebody that may move where they stand; a record taken back is a record too."""
    later(FOLLOW, person_ids=person_ids)


@receiver(roster_written, dispatch_uid="coverage.follow_roster")
def roster_moved(roster_id: int, **_more: Any) -> None:
    """Posts, licences and the roster itself may say otherwise who is due."""
    later(FOLLOW_ROSTER, roster_id=roster_id)
